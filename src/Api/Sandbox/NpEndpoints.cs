using System.Globalization;
using System.Text.Json.Nodes;
using Store.Api.Http;
using Store.Application.Sandbox;

namespace Store.Api.Sandbox;

/// <summary>
/// The other side of NP掛け払い's wire, for Development: it takes what the real one would take, refuses what that
/// would refuse, and goes wrong on demand.
/// </summary>
public static class NpEndpoints
{
    public const string Provider = "np";

    public static readonly string[] Operations = ["transactions", "buyers", "find", "bills", "cancel"];

    public static readonly Scenario[] Scenarios =
    [
        Scenario.Declined,
        Scenario.TimeoutBeforeEffect,
        Scenario.TimeoutAfterEffect,
        Scenario.PendingThenOk,
        Scenario.PendingThenNg,
        Scenario.NgAmountOver,
        Scenario.NgUnpaid,
        Scenario.Http200WithErrors,
        Scenario.Slow,
    ];

    public static void MapSandboxNp(this IEndpointRouteBuilder app)
    {
        Map("v1/buyers", "buyers", RegisterBuyer);
        Map("v1/transactions", "transactions", RegisterTransaction);
        Map("v1/transactions/find", "find", FindTransactions);
        Map("v1/transactions/cancel", "cancel", Cancel);
        Map("v1/bills/request", "bills", RequestBilling);
        app.MapGet("/sandbox/np/transactions/{shopTransactionId}", Show).ForAnyone().ExcludeFromDescription();

        void Map(string path, string operation, Func<NpRequest, Task<NpReply>> handle) =>
            app.MapPost(
                    $"/sandbox/np/{path}",
                    (HttpContext http, Faults faults, INpBooks books) => Answer(http, faults, books, operation, handle)
                )
                .ForAnyone()
                .IgnoringCredentials()
                .WithoutIdempotency()
                .ExcludeFromDescription();
    }

    private static async Task Answer(
        HttpContext http,
        Faults faults,
        INpBooks books,
        string operation,
        Func<NpRequest, Task<NpReply>> handle
    )
    {
        var ct = http.RequestAborted;
        var (body, wrong) = await NpWireCheck.Read(http.Request, ct);
        if (body is null)
        {
            await Write(http, wrong!);
            return;
        }

        var fault = faults.Take(Provider, operation)?.Scenario;
        try
        {
            if (fault == Scenario.TimeoutBeforeEffect)
            {
                await faults.Hold(Provider, operation, Faults.Never, ct);
            }

            if (fault == Scenario.Http200WithErrors)
            {
                await Write(http, new NpReply(200, NpErrors.System));
                return;
            }

            // Once begun, it is carried through, whether or not the caller is still there.
            var reply = await handle(new NpRequest(body, fault, books));
            if (fault == Scenario.TimeoutAfterEffect)
            {
                await faults.Hold(Provider, operation, Faults.Never, ct);
            }

            if (fault == Scenario.Slow)
            {
                await faults.Hold(Provider, operation, Faults.SlowAnswer, ct);
            }

            await Write(http, reply);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The caller gave up waiting, which is what the fault is for.
        }
    }

    private static async Task<NpReply> RegisterBuyer(NpRequest request)
    {
        if (NpWireCheck.Buyer(request.Body["request"]) is { } wrong)
        {
            return new NpReply(400, wrong);
        }

        var id = request.Body["request"]!["shopBuyerId"]!.GetValue<string>();
        var buyer = await request.Books.Buyer(id, NpVerdicts.OfBuyer(request.Fault), default);
        return NpReply.Ok(
            new JsonObject
            {
                ["buyer"] = new JsonObject { ["npBuyerId"] = buyer.NpBuyerId, ["buyerAuthoriResult"] = buyer.Result },
            }
        );
    }

    private static async Task<NpReply> RegisterTransaction(NpRequest request)
    {
        var asked = request.Body["request"];
        if (NpWireCheck.Transactions(asked) is { } wrong)
        {
            return new NpReply(400, wrong);
        }

        var npBuyerId = asked!["npBuyerId"]!.GetValue<string>();
        if (!await request.Books.KnowsBuyer(npBuyerId, default))
        {
            return new NpReply(400, NpErrors.UnknownBuyer);
        }

        var results = new JsonArray();
        foreach (var transaction in asked["transactionInfoes"]!.AsArray())
        {
            var (booked, isNew) = await request.Books.Register(
                transaction!["shopTransactionId"]!.GetValue<string>(),
                npBuyerId,
                long.Parse(transaction["totalAmount"]!.GetValue<string>(), CultureInfo.InvariantCulture),
                NpVerdicts.OfTransaction(request.Fault),
                default
            );
            if (!isNew)
            {
                return new NpReply(400, NpErrors.Duplicate(booked.NpTransactionId));
            }

            var result = ResultOf(booked);
            result["requestId"] = transaction["requestId"]!.GetValue<string>();
            results.Add(result);
        }

        return NpReply.Ok(
            new JsonObject
            {
                ["buyer"] = new JsonObject { ["npBuyerId"] = npBuyerId, ["transactionInfoes"] = results },
            }
        );
    }

    private static async Task<NpReply> FindTransactions(NpRequest request)
    {
        if (NpWireCheck.Texts(request.Body["shopTransactionIds"]) is not { } ids)
        {
            return new NpReply(400, NpErrors.Format("shopTransactionIds"));
        }

        var results = new JsonArray();
        foreach (var id in ids)
        {
            if (await request.Books.Ask(id, default) is { } booked)
            {
                results.Add(ResultOf(booked));
            }
        }

        return NpReply.Ok(new JsonObject { ["transactionInfoes"] = results });
    }

    private static async Task<NpReply> Cancel(NpRequest request)
    {
        if (NpWireCheck.Texts(request.Body["requests"]) is not { } ids)
        {
            return new NpReply(400, NpErrors.Format("requests"));
        }

        foreach (var id in ids)
        {
            if (request.Fault == Scenario.Declined || await request.Books.Find(id, default) is null)
            {
                return new NpReply(400, NpErrors.NotCancellable);
            }

            await request.Books.Cancel(id, default);
        }

        return NpReply.Ok(new JsonObject());
    }

    private static async Task<NpReply> RequestBilling(NpRequest request)
    {
        if (NpWireCheck.Bills(request.Body["requests"]) is not { } bills)
        {
            return new NpReply(400, NpErrors.Format("requests"));
        }

        foreach (var (id, baseOn) in bills)
        {
            if (await request.Books.Find(id, default) is not { Result: NpVerdicts.Passed, Cancelled: false })
            {
                return new NpReply(400, NpErrors.NotBillable);
            }

            await request.Books.Bill(id, baseOn, default);
        }

        return NpReply.Ok(new JsonObject());
    }

    /// <summary>For tests: what the other side has in its books.</summary>
    private static async Task Show(EndpointContext endpoint, INpBooks books, string shopTransactionId)
    {
        var booked = await books.Ask(shopTransactionId, endpoint.Aborted);
        await (
            booked is null ? endpoint.Refuse(Store.Domain.Orders.OrderRefusals.NotFound) : endpoint.Answer(200, booked)
        );
    }

    private static JsonObject ResultOf(NpBookedTransaction booked) =>
        new()
        {
            ["shopTransactionId"] = booked.ShopTransactionId,
            ["npTransactionId"] = booked.NpTransactionId,
            ["status"] = new JsonObject
            {
                ["transactionAuthoriInfo"] = new JsonObject
                {
                    ["transactionAuthoriResult"] = booked.Result,
                    ["transactionAuthoriNgReason"] = booked.Reason,
                },
            },
        };

    private static Task Write(HttpContext http, NpReply reply)
    {
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(reply.Body.ToJsonString());
    }

    internal sealed record NpRequest(JsonObject Body, Scenario? Fault, INpBooks Books);
}

/// <summary>An answer of the sandbox's Net Protections.</summary>
internal sealed record NpReply(int Status, JsonObject Body)
{
    public static NpReply Ok(JsonObject result) => new(200, new JsonObject { ["result"] = result });
}

/// <summary>The errors it gives; the codes are this project's, since no page tells the real ones.</summary>
internal static class NpErrors
{
    public static JsonObject System => Of("E0100999", "システムエラーが発生しました");

    public static JsonObject Unauthorised => Of("E0100001", "認証に失敗しました");

    public static JsonObject UnknownBuyer => Of("E0100110", "購入企業が存在しません");

    public static JsonObject NotCancellable => Of("E0100120", "この取引はキャンセルできません");

    public static JsonObject NotBillable => Of("E0100121", "この取引は請求確定できません");

    public static JsonObject Format(string field) => Of("E0100002", $"{field} の形式が正しくありません");

    public static JsonObject Duplicate(string npTransactionId)
    {
        var errors = Of("E0100115", "加盟店取引IDはすでに登録されています");
        errors["errors"]![0]!["npTransactionId"] = npTransactionId;
        return errors;
    }

    private static JsonObject Of(string code, string message) =>
        new() { ["errors"] = new JsonArray(new JsonObject { ["codes"] = new JsonArray(code), ["message"] = message }) };
}

/// <summary>What the sandbox decides: everything passes, unless a fault says otherwise.</summary>
internal static class NpVerdicts
{
    public const string Passed = "00";

    private const string Pending = "10";
    private const string Refused = "20";

    public static NpVerdict OfTransaction(Scenario? fault) =>
        fault switch
        {
            Scenario.NgUnpaid => new NpVerdict(Refused, "21"),
            Scenario.NgAmountOver => new NpVerdict(Refused, "22"),
            Scenario.Declined => new NpVerdict(Refused, "24"),
            Scenario.PendingThenOk => new NpVerdict(Pending, null, Passed),
            Scenario.PendingThenNg => new NpVerdict(Pending, null, Refused, "24"),
            _ => new NpVerdict(Passed),
        };

    public static NpVerdict OfBuyer(Scenario? fault) =>
        fault switch
        {
            Scenario.Declined or Scenario.NgUnpaid => new NpVerdict(Refused),
            Scenario.PendingThenOk => new NpVerdict(Pending, null, Passed),
            Scenario.PendingThenNg => new NpVerdict(Pending, null, Refused),
            _ => new NpVerdict(Passed),
        };
}
