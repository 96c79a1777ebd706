using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using NodaTime;
using Store.Api.Http;
using Store.Application.Payments;
using Store.Application.Sandbox;
using Store.Application.Time;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Api.Sandbox;

/// <summary>
/// The other side of SBPS's wire, for Development: it takes what the real one would take, refuses what that would
/// refuse, keeps books, and goes wrong on demand.
/// </summary>
public static class SbpsEndpoints
{
    public const string Provider = "sbps";

    public static readonly string[] Operations = ["authorize", "commit", "capture", "cancel", "refund", "inquiry"];

    private const int MostBytes = 64 * 1024;

    public static void MapSandboxSbps(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sandbox/sbps/api/xmlapi.do", Take)
            .ForAnyone()
            .IgnoringCredentials()
            .WithoutIdempotency()
            .ExcludeFromDescription();
        app.MapGet("/sandbox/sbps/payments/{orderId}", Show).ForAnyone().ExcludeFromDescription();
    }

    private static async Task Take(HttpContext http, Faults faults, ISbpsBooks books, IConfiguration configuration)
    {
        var merchant = SbpsMerchant.Of(configuration);
        if (!SbpsWireCheck.Knows(http.Request.Headers.Authorization, merchant))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate = "Basic";
            return;
        }

        if (await Body(http) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var (asked, wrong) = new SbpsWireCheck(merchant, now).Read(body);
        if (CarriesCardNumber(body, asked))
        {
            await Problems.Write(http, CardRefusals.PanRefused);
            return;
        }

        if (asked is null)
        {
            await Write(http, SbpsReply.No(wrong!));
            return;
        }

        var gateway = new SbpsGateway(books, merchant, now, http.RequestServices.GetRequiredService<IStoreClock>().Now);
        var fault = faults.Take(Provider, asked.Operation) ?? await gateway.FaultOfToken(asked, http.RequestAborted);
        await Answer(http, faults, asked, gateway, fault);
    }

    private static async Task Answer(
        HttpContext http,
        Faults faults,
        SbpsAsked asked,
        SbpsGateway gateway,
        Fault? fault
    )
    {
        var ct = http.RequestAborted;
        try
        {
            if (fault?.Scenario == Scenario.TimeoutBeforeEffect)
            {
                await faults.Hold(Provider, asked.Operation, Faults.Never, ct);
            }

            if (SbpsFaults.CodeOf(fault, asked.Operation) is { } code)
            {
                await gateway.Note(asked, code);
                await Write(http, SbpsReply.No(code));
                return;
            }

            // Once begun, it is carried through, whether or not the caller is still there.
            var reply = await gateway.Do(asked);
            switch (fault?.Scenario)
            {
                case Scenario.TimeoutAfterEffect:
                    await faults.Hold(Provider, asked.Operation, Faults.Never, ct);
                    break;
                case Scenario.ConnectionCut:
                    http.Abort();
                    return;
                case Scenario.Slow:
                    await faults.Hold(Provider, asked.Operation, Faults.SlowAnswer, ct);
                    break;
            }

            await Write(http, reply);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The caller gave up waiting, which is what the fault is for.
        }
    }

    /// <summary>For tests and for people: what the other side has in its books, as its portal would show it.</summary>
    private static async Task Show(
        EndpointContext endpoint,
        ISbpsBooks books,
        IConfiguration configuration,
        string orderId
    )
    {
        var booked = await books.Order(orderId, endpoint.Aborted);
        await (
            booked is null
                ? endpoint.Refuse(OrderRefusals.NotFound)
                : endpoint.Answer(200, SbpsPortal.Of(booked, SbpsMerchant.Of(configuration)))
        );
    }

    /// <summary>Whether or not the request is one: a card number is not even looked at further.</summary>
    private static bool CarriesCardNumber(byte[] body, SbpsAsked? asked) =>
        CardNumber.AppearsIn(Encoding.ASCII.GetString(body))
        || asked?.Values.Values.Any(v => CardNumber.AppearsIn(v)) == true;

    private static async Task<byte[]?> Body(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            return body.ToArray();
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }

    private static Task Write(HttpContext http, string reply)
    {
        http.Response.ContentType = "text/xml;charset=Shift_JIS";
        // Replies are ASCII, which Shift_JIS contains.
        return http.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(reply), http.RequestAborted).AsTask();
    }
}

/// <summary>Carries requests out in the books.</summary>
/// <param name="now">The machine's: tokens and requests grow old by it.</param>
/// <param name="storeNow">The store's: months of captures and refunds end by it.</param>
internal sealed class SbpsGateway(ISbpsBooks books, SbpsMerchant merchant, DateTimeOffset now, Instant storeNow)
{
    private static readonly Duration TokenLifetime = Duration.FromHours(1);

    /// <summary>What the token was made for, where it was made to go wrong.</summary>
    public async Task<Fault?> FaultOfToken(SbpsAsked asked, CancellationToken ct) =>
        asked.Operation == "authorize"
        && await books.Token(TokenOf(asked), ct) is { Outcome: var outcome }
        && Enum.TryParse<Scenario>(outcome, out var scenario)
            ? new Fault(scenario)
            : null;

    public async Task<string> Do(SbpsAsked asked)
    {
        var payment = asked.Operation switch
        {
            "authorize" => null,
            _ => asked["tracking_id"],
        };
        if (payment is null)
        {
            return await Authorize(asked);
        }

        if (asked["sps_transaction_id"] != TransactionIdOf(payment))
        {
            return SbpsReply.No(SbpsCodes.Of("11", "026"));
        }

        SbpsBookedPayment? standing = null;
        var code = await books.Change(payment, asked.Operation, p => Step(asked, standing = p), default);
        return code switch
        {
            null => SbpsReply.No(SbpsCodes.Of("12", "027")),
            SbpsRules.Ok when asked.Operation == "inquiry" => Standing(asked, standing!),
            SbpsRules.Ok => SbpsReply.Ok(
                asked.FunctionId,
                ("res_sps_transaction_id", TransactionIdOf(payment)),
                ("res_process_date", Japanese(now))
            ),
            _ => SbpsReply.No(code),
        };
    }

    public async Task Note(SbpsAsked asked, string code)
    {
        if (asked.Operation == "authorize")
        {
            await books.Note(asked["order_id"], asked.Operation, code, default);
        }
        else
        {
            await books.Change(asked["tracking_id"], asked.Operation, _ => (null, code), default);
        }
    }

    private (SbpsBookedPayment? After, string Code) Step(SbpsAsked asked, SbpsBookedPayment payment)
    {
        var today = TokyoTime.DateOf(storeNow);
        return asked.Operation switch
        {
            "commit" => SbpsRules.Commit(payment),
            "capture" => SbpsRules.Capture(payment, Amount(asked), today),
            "cancel" => SbpsRules.Cancel(payment, today),
            "refund" => SbpsRules.Refund(payment, Amount(asked)!.Value, today),
            "inquiry" => (null, SbpsRules.Ok),
            var other => throw new System.Diagnostics.UnreachableException(other),
        };
    }

    private async Task<string> Authorize(SbpsAsked asked)
    {
        var token = TokenOf(asked);
        var kept = await books.Token(token, default);
        var wrong =
            await books.Knows(asked["order_id"], default) ? SbpsCodes.Of("96")
            : kept is null or { Used: true } ? SbpsCodes.Of("T1")
            : Instant.FromDateTimeOffset(now) - kept.MadeAt > TokenLifetime ? SbpsCodes.Of("T2")
            : null;
        var payment = new SbpsNewPayment(
            asked["order_id"],
            asked["cust_code"],
            kept?.Brand ?? "",
            long.Parse(asked["amount"], CultureInfo.InvariantCulture),
            storeNow
        );
        if (wrong is null && await books.Authorize(payment, token, default) is { } booked)
        {
            return SbpsReply.Ok(
                asked.FunctionId,
                ("res_sps_transaction_id", TransactionIdOf(booked.TrackingId)),
                ("res_tracking_id", booked.TrackingId),
                ("res_pay_method_info.cc_company_code", Detail(asked, "99661")),
                ("res_pay_method_info.cardbrand_code", Detail(asked, BrandCodeOf(booked.Brand))),
                ("res_pay_method_info.recognized_no", Detail(asked, "123456")),
                ("res_process_date", Japanese(now))
            );
        }

        // Two at once with one id or one token: one of them came second.
        wrong ??= SbpsCodes.Of("96");
        await books.Note(asked["order_id"], asked.Operation, wrong, default);
        return SbpsReply.No(wrong);
    }

    private string Standing(SbpsAsked asked, SbpsBookedPayment payment) =>
        SbpsReply.Ok(
            asked.FunctionId,
            ("res_sps_transaction_id", TransactionIdOf(payment.TrackingId)),
            ("res_status", "0"),
            ("res_pay_method_info.cc_company_code", Detail(asked, "99661")),
            ("res_pay_method_info.cardbrand_code", Detail(asked, BrandCodeOf(payment.Brand))),
            ("res_pay_method_info.commit_status", Detail(asked, payment.CommitStatus)),
            ("res_pay_method_info.payment_status", Detail(asked, payment.Status)),
            ("res_process_date", Japanese(now))
        );

    /// <summary>What is about the card travels back encrypted, if the request's did.</summary>
    private string Detail(SbpsAsked asked, string value) =>
        asked["encrypted_flg"] == "1" ? SbpsReply.Encrypted(value, merchant) : value;

    private string TransactionIdOf(string trackingId) => merchant.TransactionIdOf(trackingId);

    private static CardToken TokenOf(SbpsAsked asked) =>
        new(asked["pay_option_manage.token"], asked["pay_option_manage.token_key"]);

    private static long? Amount(SbpsAsked asked) =>
        asked["pay_option_manage.amount"] is { Length: > 0 } amount
            ? long.Parse(amount, CultureInfo.InvariantCulture)
            : null;

    private static string Japanese(DateTimeOffset instant) =>
        instant.UtcDateTime.AddHours(9).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static string BrandCodeOf(string brand) =>
        brand switch
        {
            nameof(CardBrand.Visa) => "V",
            nameof(CardBrand.Mastercard) => "M",
            nameof(CardBrand.Jcb) => "J",
            nameof(CardBrand.Amex) => "A",
            nameof(CardBrand.Diners) => "D",
            _ => "X",
        };
}

/// <param name="SpsTransactionId">What an operator needs beside the tracking id; null without a payment.</param>
/// <param name="Authorizations">How often a card was authorised.</param>
/// <param name="Captures">How often it was charged.</param>
internal sealed record SbpsPortal(
    string OrderId,
    string? SpsTransactionId,
    SbpsBookedPayment? Payment,
    int Authorizations,
    int Captures,
    IReadOnlyList<SbpsBookedRequest> Requests
)
{
    public static SbpsPortal Of(SbpsBookedOrder order, SbpsMerchant merchant) =>
        new(
            order.OrderId,
            order.Payment is { TrackingId: var tracking } ? merchant.TransactionIdOf(tracking) : null,
            order.Payment,
            order.Authorizations,
            order.Captures,
            order.Requests
        );
}
