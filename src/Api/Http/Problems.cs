using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Pipeline;
using Store.Domain;
using Store.Domain.Quotes;

namespace Store.Api.Http;

/// <summary>
/// The one place where a refusal becomes an HTTP answer: RFC 9457 problem details with a stable code, in Japanese
/// or English. Nothing that a caller sent is ever repeated in them.
/// </summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    /// <summary>Identifies a kind of problem, for ever; the last segment is the code.</summary>
    public const string TypePrefix = "https://store.example/problems/";

    /// <summary>How long a caller should wait before repeating what was refused for a passing reason.</summary>
    private const int RetryAfterSeconds = 1;

    private static readonly string[] Reserved = ["type", "title", "status", "code", "detail", "traceId", "instance"];

    /// <summary>The table: what each kind of refusal is in HTTP.</summary>
    public static (int Status, string Japanese, string English) Of(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Malformed => (400, "リクエストの誤り", "Bad request"),
            RefusalKind.Unauthenticated => (401, "サインインが必要", "Sign-in required"),
            RefusalKind.Forbidden => (403, "権限なし", "Not allowed"),
            RefusalKind.NotFound => (404, "見つかりません", "Not found"),
            RefusalKind.MethodNotAllowed => (405, "メソッド不可", "Method not allowed"),
            RefusalKind.NotAcceptable => (406, "回答形式なし", "Not acceptable"),
            RefusalKind.Conflict => (409, "現在の状態との競合", "Conflict with the current state"),
            RefusalKind.Stale => (412, "更新済み", "Changed in the meantime"),
            RefusalKind.TooLarge => (413, "サイズ超過", "Too large"),
            RefusalKind.UnsupportedMedia => (415, "未対応の形式", "Unsupported media type"),
            RefusalKind.Unprocessable => (422, "受け付けできない内容", "Cannot be accepted"),
            RefusalKind.PreconditionRequired => (428, "前提条件が必要", "Precondition required"),
            RefusalKind.TooManyRequests => (429, "リクエスト過多", "Too many requests"),
            RefusalKind.Internal => (500, "内部エラー", "Internal error"),
            RefusalKind.Unavailable => (503, "一時的に利用不可", "Temporarily unavailable"),
            _ => throw new UnreachableException($"No status for {kind}."),
        };

    public static string TypeOf(string code) => TypePrefix + code;

    public static async Task Write(HttpContext http, Refusal refusal)
    {
        var response = http.Response;
        var (status, japanese, english) = Of(refusal.Kind);
        var inEnglish = PrefersEnglish(http.Request.Headers.AcceptLanguage);
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.ContentLanguage = inEnglish ? "en" : "ja";
        response.Headers.CacheControl = "no-store";
        if (IsPassing(refusal) && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Encoder = StoreJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("type", TypeOf(refusal.Code));
            json.WriteString("title", inEnglish ? english : japanese);
            json.WriteNumber("status", status);
            json.WriteString("code", refusal.Code);
            json.WriteString("detail", inEnglish ? refusal.English : refusal.Japanese);
            json.WriteString("traceId", TraceOf(http));
            foreach (var (name, value) in refusal.Details)
            {
                Debug.Assert(!Reserved.Contains(name), "A detail would hide a member of the problem itself.");
                json.WritePropertyName(name);
                if (value is IReadOnlyList<ShapeError> errors)
                {
                    WriteErrors(json, errors, inEnglish);
                }
                else if (value is ReissueOf { QuoteId: var quote })
                {
                    json.WriteStringValue($"/v1/quotes/{quote}/reissue");
                }
                else
                {
                    JsonSerializer.Serialize(json, value, StoreJson.Options);
                }
            }

            json.WriteEndObject();
        }

        response.ContentLength = body.WrittenCount;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    /// <summary>The trace that the request belongs to, as logs and facts name it.</summary>
    internal static string TraceOf(HttpContext http) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? activity.TraceId.ToHexString()
            : http.TraceIdentifier;

    /// <summary>Japanese unless English is wanted more.</summary>
    internal static bool PrefersEnglish(StringValues acceptLanguage)
    {
        if (acceptLanguage.Count == 0)
        {
            return false;
        }

        double japanese = -1;
        double english = -1;
        double anything = -1;
        foreach (var part in acceptLanguage.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            var weight = WeightOf(pieces);
            var language = pieces[0].Split('-')[0];
            if (language.Equals("ja", StringComparison.OrdinalIgnoreCase))
            {
                japanese = Math.Max(japanese, weight);
            }
            else if (language.Equals("en", StringComparison.OrdinalIgnoreCase))
            {
                english = Math.Max(english, weight);
            }
            else if (language == "*")
            {
                anything = weight;
            }
        }

        return (english < 0 ? anything : english) > (japanese < 0 ? anything : japanese);
    }

    private static double WeightOf(string[] pieces)
    {
        foreach (var piece in pieces.AsSpan(1))
        {
            if (piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                return double.TryParse(piece.AsSpan(2), NumberStyles.Float, CultureInfo.InvariantCulture, out var q)
                    ? q
                    : 0;
            }
        }

        return 1;
    }

    /// <summary>
    /// Whether the same request may well succeed a little later: such answers carry <c>Retry-After</c>.
    /// </summary>
    internal static bool IsPassing(Refusal refusal) =>
        refusal.Kind is RefusalKind.Unavailable or RefusalKind.TooManyRequests
        || refusal.Code == LogRefusals.KeyInProgress.Code
        || refusal.Code == LogRefusals.Retry.Code;

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<ShapeError> errors, bool inEnglish)
    {
        json.WriteStartArray();
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("pointer", error.Pointer);
            json.WriteString("code", error.Code);
            json.WriteString("message", inEnglish ? error.English : error.Japanese);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
