using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// Carries a request to SBPS and tells what became of it. It sends nothing twice, except where SBPS answers that a
/// request came too late: then nothing was done, and the next one has a new date. What has left is not taken back: a
/// stop keeps a request from leaving, and waits for the answer of one that did.
/// </summary>
internal sealed partial class SbpsConnection : IDisposable
{
    private static readonly TimeSpan Tokyo = TimeSpan.FromHours(9);

    private readonly SbpsSettings _settings;
    private readonly SbpsWire _wire;
    private readonly Func<Uri?> _baseUrl;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HttpClient _http;

    public SbpsConnection(
        SbpsSettings settings,
        Func<Uri?> baseUrl,
        TimeProvider time,
        ILogger log,
        HttpMessageHandler? handler
    )
    {
        (_settings, _wire, _baseUrl, _time, _log) = (settings, new SbpsWire(settings), baseUrl, time, log);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = settings.Timeout,
            MaxResponseContentBufferSize = SbpsReply.MaxBytes,
        };
        var headers = _http.DefaultRequestHeaders;
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.Credentials));
        headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        // A kept connection may have been closed on the other side, and a request into it would be lost for nothing.
        headers.ConnectionClose = true;
    }

    /// <param name="values">By path, without what every request has.</param>
    public async Task<SbpsOutcome> Ask(
        SbpsFunction function,
        IReadOnlyDictionary<string, string> values,
        CancellationToken ct
    )
    {
        var outcome = await Send(function, values, ct);
        if (outcome is SbpsOutcome.No { Code: var code } && SbpsErrors.ClassOf(code) == SbpsErrorClass.Expired)
        {
            outcome = await Send(function, values, ct);
        }

        Log(function, outcome);
        return outcome;
    }

    public string? Decrypt(string value) => _settings.Encryption && value.Length > 0 ? _wire.Decrypt(value) : value;

    public void Dispose() => _http.Dispose();

    private async Task<SbpsOutcome> Send(
        SbpsFunction function,
        IReadOnlyDictionary<string, string> values,
        CancellationToken ct
    )
    {
        var baseUrl =
            _baseUrl()
            ?? throw new InvalidOperationException(
                $"{SbpsSettings.Section}:{nameof(SbpsSettings.BaseUrl)} is not set."
            );
        // In Japan, and by the machine's clock: SBPS measures by its own, and the store's may have been moved.
        var now = _time.GetUtcNow().ToOffset(Tokyo).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var all = new Dictionary<string, string>(values)
        {
            ["merchant_id"] = _settings.MerchantId,
            ["service_id"] = _settings.ServiceId,
            ["request_date"] = now,
        };
        foreach (var field in function.Fields)
        {
            switch (field.Path)
            {
                case "processing_datetime":
                    all[field.Path] = now;
                    break;
                case "encrypted_flg":
                    all[field.Path] = _settings.Encryption ? "1" : "0";
                    break;
            }
        }

        using var content = new ByteArrayContent(_wire.Request(function, all));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml");
        ct.ThrowIfCancellationRequested();
        try
        {
            using var response = await _http.PostAsync(
                new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/api/xmlapi.do"),
                content,
                CancellationToken.None
            );
            var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return OutcomeOf(function, response.StatusCode, body);
        }
        catch (HttpRequestException e)
            when (e.HttpRequestError
                    is HttpRequestError.NameResolutionError
                        or HttpRequestError.ConnectionError
                        or HttpRequestError.SecureConnectionError
            )
        {
            // There was no connection that a byte of the request could have gone into.
            return new SbpsOutcome.NotSent();
        }
        catch (HttpRequestException)
        {
            return new SbpsOutcome.Lost();
        }
        catch (OperationCanceledException)
        {
            // Its time is over.
            return new SbpsOutcome.Lost();
        }
    }

    /// <summary>
    /// SBPS answers in 200, good or bad. Another status is somebody's on the way: one that says that the request was
    /// not let in is believed, anything else tells nothing about what happened behind.
    /// </summary>
    private static SbpsOutcome OutcomeOf(SbpsFunction function, HttpStatusCode status, byte[] body) =>
        status switch
        {
            HttpStatusCode.OK => SbpsReply.Read(body, function) switch
            {
                null => new SbpsOutcome.Lost(),
                { IsOk: true } reply => new SbpsOutcome.Ok(reply),
                { ErrorCode: var code } => new SbpsOutcome.No(code),
            },
            HttpStatusCode.Unauthorized
            or HttpStatusCode.Forbidden
            or HttpStatusCode.NotFound
            or HttpStatusCode.MethodNotAllowed => new SbpsOutcome.TurnedAway($"HTTP {(int)status}"),
            _ => new SbpsOutcome.Lost(),
        };

    private void Log(SbpsFunction function, SbpsOutcome outcome)
    {
        switch (outcome)
        {
            case SbpsOutcome.No { Code: var code }
                when SbpsErrors.ClassOf(code)
                    is SbpsErrorClass.Malformed
                        or SbpsErrorClass.Configuration
                        or SbpsErrorClass.Expired:
                LogOurs(_log, function.Id, code);
                break;
            case SbpsOutcome.No { Code: var code }:
                LogNo(_log, function.Id, code);
                break;
            case SbpsOutcome.TurnedAway { Status: var status }:
                LogOurs(_log, function.Id, status);
                break;
            case SbpsOutcome.NotSent or SbpsOutcome.Lost:
                LogSilence(
                    _log,
                    function.Id,
                    outcome is SbpsOutcome.NotSent ? "could not be reached" : "did not answer"
                );
                break;
        }
    }

    [LoggerMessage(LogLevel.Error, "SBPS refused {Function} for a fault of the store's or its settings': {Code}")]
    private static partial void LogOurs(ILogger log, string function, string code);

    [LoggerMessage(LogLevel.Information, "SBPS answered {Function} with {Code}")]
    private static partial void LogNo(ILogger log, string function, string code);

    [LoggerMessage(LogLevel.Warning, "SBPS {What}: {Function}")]
    private static partial void LogSilence(ILogger log, string function, string what);
}

/// <summary>What became of a request to SBPS.</summary>
internal abstract record SbpsOutcome
{
    private SbpsOutcome() { }

    public sealed record Ok(SbpsReply Reply) : SbpsOutcome;

    /// <summary>NG, with a code of eight characters.</summary>
    public sealed record No(string Code) : SbpsOutcome;

    /// <summary>It was not let in: the credentials or the address are wrong.</summary>
    public sealed record TurnedAway(string Status) : SbpsOutcome;

    /// <summary>No connection was made, so nothing was sent.</summary>
    public sealed record NotSent : SbpsOutcome;

    /// <summary>No answer, or none that can be read: whether anything was done is not known.</summary>
    public sealed record Lost : SbpsOutcome;
}
