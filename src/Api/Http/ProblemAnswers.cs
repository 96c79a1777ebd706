using System.Data.Common;
using Store.Domain;

namespace Store.Api.Http;

/// <summary>
/// The outermost layer: whatever the framework answers without a body (404, 405, 415 …) becomes a problem with a
/// code, and so does every exception. An exception's text goes to the log, never to the caller.
/// </summary>
internal sealed class ProblemAnswers(RequestDelegate next, SeenPosition seen, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to answer, and nothing went wrong here.
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            var refusal = Explain(exception);
            if (refusal.Kind is RefusalKind.Internal or RefusalKind.Unavailable)
            {
                // The pattern, not the path: an id in the path may be all that protects a cart.
                var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                logger.LogError(exception, "{Method} {Route} failed.", http.Request.Method, route);
            }

            http.Response.Clear();
            headers.XContentTypeOptions = "nosniff";
            await Answer(http, refusal);
            return;
        }

        if (!http.Response.HasStarted && http.Response.ContentType is null && Explain(http) is { } bare)
        {
            await Answer(http, bare);
        }
    }

    private Task Answer(HttpContext http, Refusal refusal)
    {
        if (seen.Value >= 0)
        {
            http.Response.Headers["Store-Position"] = seen.Value.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
        }

        return Problems.Write(http, refusal);
    }

    private static Refusal Explain(Exception exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => HttpRefusals.TooLarge,
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
                HttpRefusals.MediaUnsupported,
            BadHttpRequestException => HttpRefusals.Incomplete,
            // A cancellation that is not the caller's: a bound on waiting, or the end of the program.
            DbException { IsTransient: true } or TimeoutException or OperationCanceledException =>
                HttpRefusals.Unavailable,
            _ => HttpRefusals.Internal,
        };

    private static Refusal? Explain(HttpContext http) =>
        http.Response.StatusCode switch
        {
            < 400 => null,
            StatusCodes.Status401Unauthorized => HttpRefusals.AuthenticationRequired,
            StatusCodes.Status403Forbidden => HttpRefusals.Forbidden,
            StatusCodes.Status404NotFound => HttpRefusals.RouteNotFound,
            StatusCodes.Status405MethodNotAllowed => HttpRefusals.MethodNotAllowed,
            StatusCodes.Status406NotAcceptable => HttpRefusals.NotAcceptable,
            StatusCodes.Status413PayloadTooLarge => HttpRefusals.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => HttpRefusals.MediaUnsupported,
            StatusCodes.Status429TooManyRequests => HttpRefusals.RateLimited,
            StatusCodes.Status503ServiceUnavailable => HttpRefusals.Unavailable,
            < 500 => Application.Pipeline.RequestRefusals.Invalid,
            _ => HttpRefusals.Internal,
        };
}
