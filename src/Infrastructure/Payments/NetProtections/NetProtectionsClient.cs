using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NodaTime;
using Store.Application.Payments;
using Store.Domain.Payments;

namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>Speaks NP掛け払い's wire: JSON over POST, basic authentication, a terminal id, errors in any status.</summary>
internal sealed class NetProtectionsClient : INetProtections, IDisposable
{
    private readonly HttpClient _http;
    private readonly Func<Uri?> _baseUrl;

    /// <param name="baseUrl">Asked at each request: the sandbox's address is known only once the store listens.</param>
    public NetProtectionsClient(NpSettings settings, Func<Uri?> baseUrl, HttpMessageHandler? handler = null)
    {
        _baseUrl = baseUrl;
        _http = new HttpClient(
            // A long-lived client must notice when the name behind the address moves.
            handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }
        )
        {
            Timeout = settings.Timeout,
        };
        var credentials = Encoding.UTF8.GetBytes($"{settings.ShopCode}:{settings.SpCode}");
        var headers = _http.DefaultRequestHeaders;
        headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        headers.Add("X-NP-Terminal-Id", settings.TerminalId);
        headers.Add("X-HTTP-Method-Override", "POST");
        headers.Accept.ParseAdd("application/json");
    }

    public async Task<NpBuyerAnswer> RegisterBuyer(NpBuyer buyer, CancellationToken ct)
    {
        var reply = await Send(NpAssumptions.Buyers, NpWire.Buyer(buyer), ct);
        if (reply is null)
        {
            return new NpBuyerAnswer.Lost();
        }

        reply.ThrowOnErrors();
        var body = reply.Body.GetProperty("result").GetProperty("buyer");
        var standing = body.GetProperty("buyerAuthoriResult").GetString() switch
        {
            NpAssumptions.Passed => NpBuyerStanding.Passed,
            NpAssumptions.Pending or NpAssumptions.BeforeReview => NpBuyerStanding.Pending,
            NpAssumptions.Refused => NpBuyerStanding.Refused,
            var other => throw new NetProtectionsException([], $"buyerAuthoriResult {other} is not known"),
        };
        return new NpBuyerAnswer.Known(body.GetProperty("npBuyerId").GetString()!, standing);
    }

    public async Task<NpScreeningAnswer> RegisterTransaction(NpTransaction transaction, CancellationToken ct)
    {
        var reply = await Send("v1/transactions", NpWire.Transaction(transaction), ct);
        if (reply is null)
        {
            return new NpScreeningAnswer.Lost();
        }

        if (reply.Errors.Any(e => e.Codes.Contains(NpAssumptions.DuplicateTransaction)))
        {
            // An earlier request did arrive, though its answer did not: what it came to is asked for by its id.
            return await Find(transaction.ShopTransactionId, ct);
        }

        reply.ThrowOnErrors();
        return ScreeningOf(reply.Body.GetProperty("result").GetProperty("buyer"), transaction.ShopTransactionId);
    }

    public async Task<NpScreeningAnswer> Find(string shopTransactionId, CancellationToken ct)
    {
        var reply = await Send(NpAssumptions.FindTransactions, NpWire.Find(shopTransactionId), ct);
        if (reply is null)
        {
            return new NpScreeningAnswer.Lost();
        }

        reply.ThrowOnErrors();
        return ScreeningOf(reply.Body.GetProperty("result"), shopTransactionId);
    }

    public Task<NpRequestAnswer> RequestBilling(string npTransactionId, LocalDate baseOn, CancellationToken ct) =>
        Request("v1/bills/request", NpWire.Billing(npTransactionId, baseOn), ct);

    public Task<NpRequestAnswer> Cancel(string npTransactionId, CancellationToken ct) =>
        Request("v1/transactions/cancel", NpWire.Cancel(npTransactionId), ct);

    public void Dispose() => _http.Dispose();

    private static NpScreeningAnswer ScreeningOf(JsonElement holder, string shopTransactionId)
    {
        foreach (var transaction in holder.GetProperty("transactionInfoes").EnumerateArray())
        {
            if (transaction.GetProperty("shopTransactionId").GetString() != shopTransactionId)
            {
                continue;
            }

            var id = transaction.GetProperty("npTransactionId").GetString()!;
            var screening = transaction.GetProperty("status").GetProperty("transactionAuthoriInfo");
            return screening.GetProperty("transactionAuthoriResult").GetString() switch
            {
                NpAssumptions.Passed => new NpScreeningAnswer.Ok(id),
                NpAssumptions.Pending or NpAssumptions.BeforeReview => new NpScreeningAnswer.Pending(id),
                NpAssumptions.Refused => new NpScreeningAnswer.Ng(id, ReasonOf(screening)),
                var other => throw new NetProtectionsException([], $"transactionAuthoriResult {other} is not known"),
            };
        }

        return new NpScreeningAnswer.NotRegistered();
    }

    private static NpNgReason ReasonOf(JsonElement screening) =>
        screening.GetProperty("transactionAuthoriNgReason").GetString() switch
        {
            "21" => NpNgReason.Unpaid,
            "22" => NpNgReason.AmountOver,
            "24" => NpNgReason.Overall,
            var other => throw new NetProtectionsException([], $"transactionAuthoriNgReason {other} is not known"),
        };

    private async Task<NpRequestAnswer> Request(string path, byte[] body, CancellationToken ct) =>
        await Send(path, body, ct) switch
        {
            null => new NpRequestAnswer.Lost(),
            { Errors: [] } => new NpRequestAnswer.Done(),
            { Errors: [var error, ..] } => new NpRequestAnswer.Refused(
                $"{error.Message} ({string.Join(", ", error.Codes)})"
            ),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>
    /// Null where no answer came, or none that says whether the request had an effect. A stop keeps a request from
    /// leaving, and waits for the answer of one that did.
    /// </summary>
    private async Task<Reply?> Send(string path, byte[] body, CancellationToken ct)
    {
        var baseUrl =
            _baseUrl()
            ?? throw new InvalidOperationException($"{NpSettings.Section}:{nameof(NpSettings.BaseUrl)} is not set.");
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        ct.ThrowIfCancellationRequested();
        try
        {
            using var response = await _http.PostAsync(
                new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/{path}"),
                content,
                CancellationToken.None
            );
            var text = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return Reply.Of((int)response.StatusCode, text);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            // Its time is over.
            return null;
        }
    }

    private sealed record Error(IReadOnlyList<string> Codes, string Message);

    private sealed record Reply(JsonElement Body, IReadOnlyList<Error> Errors)
    {
        public static Reply? Of(int status, byte[] text)
        {
            JsonElement body;
            try
            {
                body = JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                // A gateway's page is no answer of Net Protections', except where it says that nothing was let in.
                return status is >= 400 and < 500
                    ? new Reply(default, [new Error([], $"HTTP {status} without a body that says why")])
                    : null;
            }

            var errors =
                body.ValueKind == JsonValueKind.Object && body.TryGetProperty("errors", out var given)
                    ? given.EnumerateArray().Select(Read).ToList()
                    : [];
            return errors.Count > 0 || status is >= 200 and < 300 ? new Reply(body, errors)
                : status >= 500 ? null
                : new Reply(body, [new Error([], $"HTTP {status} without errors")]);
        }

        public void ThrowOnErrors()
        {
            if (Errors is [var error, ..])
            {
                throw new NetProtectionsException([.. Errors.SelectMany(e => e.Codes)], error.Message);
            }
        }

        private static Error Read(JsonElement error) =>
            new(
                [.. error.GetProperty("codes").EnumerateArray().Select(c => c.GetString() ?? "")],
                error.TryGetProperty("message", out var message) ? message.GetString() ?? "" : ""
            );
    }
}
