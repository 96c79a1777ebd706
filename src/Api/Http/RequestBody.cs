using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using Store.Application.Json;
using Store.Application.Pipeline;
using Store.Domain;
using Store.Domain.Payments;

namespace Store.Api.Http;

/// <summary>
/// The body of a request, read strictly: at most 64 KiB of UTF-8 JSON at most 16 levels deep, with no field that the
/// request does not know. Every text and every number is looked at once for what may be a card number.
/// </summary>
internal readonly record struct RequestBody(ReadOnlyMemory<byte> Bytes, bool CarriesCardNumber)
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxDepth = 16;

    /// <summary>A registration number is a T and 13 digits, which may pass for a card number.</summary>
    private static ReadOnlySpan<byte> NotACard => "registrationNumber"u8;

    /// <summary>The reader's own limit lies above ours, which can then be told from other faults.</summary>
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 2 * MaxDepth };

    public static async ValueTask<(RequestBody Body, Refusal? Refused)> Read(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes)
        {
            return (default, HttpRefusals.TooLarge);
        }

        var (bytes, refused) = await ReadBytes(request.BodyReader, ct);
        if (refused is not null || bytes.Length == 0)
        {
            return (default, refused);
        }

        return IsJson(request) ? Scan(bytes) : (default, HttpRefusals.MediaUnsupported);
    }

    /// <summary>The body as a request record; null with the reason where it is not one.</summary>
    public (T? Value, Refusal? Refused) As<T>()
        where T : class
    {
        if (Bytes.Length == 0)
        {
            return (null, RequestRefusals.With(ShapeError.Required("")));
        }

        try
        {
            if (JsonSerializer.Deserialize<T>(Bytes.Span, StoreJson.Strict) is { } value)
            {
                return (value, null);
            }
        }
        catch (JsonException)
        {
            // The message of the exception may repeat what was sent; what is wrong is worked out anew below.
        }

        return (null, RequestRefusals.With([.. ShapeDiagnosis.Of(Bytes, typeof(T))]));
    }

    /// <summary>Whether there is nothing in the body: no bytes, or an empty object.</summary>
    public Refusal? RefusedUnlessEmpty() => Bytes.Length == 0 ? null : As<Nothing>().Refused;

    private sealed record Nothing;

    private static async ValueTask<(byte[] Bytes, Refusal? Refused)> ReadBytes(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (read.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return ([], HttpRefusals.TooLarge);
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            return false;
        }

        return request.ContentType is "application/json" or "application/json; charset=utf-8"
            || (
                MediaTypeHeaderValue.TryParse(request.ContentType, out var media)
                && media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!media.Charset.HasValue || IsUtf8(media.Charset.Value))
            );
    }

    private static bool IsUtf8(string charset) => charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static (RequestBody Body, Refusal? Refused) Scan(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return (default, RequestRefusals.With(ShapeError.NotJson("")));
        }

        // A byte-order mark, a comment and a trailing comma are malformed to the reader as well.
        var reader = new Utf8JsonReader(bytes, ReaderOptions);
        var card = false;
        var exempt = false;
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth)
                {
                    return (default, RequestRefusals.With(ShapeError.TooDeep("")));
                }

                var text = reader.TokenType switch
                {
                    JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number => Look(ref reader),
                    _ => Text.Plain,
                };
                if (text == Text.Unstorable)
                {
                    return (default, RequestRefusals.With(ShapeError.BadText("")));
                }

                card |= text == Text.LikeCard && !(exempt && reader.TokenType == JsonTokenType.String);
                exempt = reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(NotACard);
            }
        }
        catch (JsonException)
        {
            return (default, RequestRefusals.With(ShapeError.NotJson("")));
        }

        return (new RequestBody(bytes, card), null);
    }

    private static Text Look(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (reader.TokenType == JsonTokenType.Number || !reader.ValueIsEscaped)
        {
            return MayHoldCard(raw) && CardNumber.AppearsIn(Encoding.UTF8.GetString(raw)) ? Text.LikeCard : Text.Plain;
        }

        try
        {
            var text = reader.GetString()!;
            return text.AsSpan().ContainsAny(Controls) ? Text.Unstorable
                : CardNumber.AppearsIn(text) ? Text.LikeCard
                : Text.Plain;
        }
        catch (InvalidOperationException)
        {
            return Text.Unstorable;
        }
    }

    /// <summary>Cheap and never wrong the other way: a card number has 13 digits, or digits outside ASCII.</summary>
    private static bool MayHoldCard(ReadOnlySpan<byte> text)
    {
        if (text.Length < 13)
        {
            return false;
        }

        var digits = 0;
        foreach (var b in text)
        {
            if (b is >= (byte)'0' and <= (byte)'9' or >= 0x80)
            {
                digits++;
            }
        }

        return digits >= 13;
    }

    private enum Text
    {
        Plain,
        LikeCard,

        /// <summary>A control character or half a surrogate pair: PostgreSQL could not keep it.</summary>
        Unstorable,
    }

    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(c => (char)c).Except(['\t', '\n', '\r']),
    ]);
}
