using System.Text.Json;
using Store.Domain.Audit;
using Store.Domain.Verification;

namespace Store.Infrastructure.Bundles;

/// <summary>
/// The list of a log's keys as anybody may have written it: what <c>/v1/audit/keys</c> answers and a bundle's
/// <c>keys.json</c> holds. Nothing of it is believed before <see cref="KeyChain"/> has followed it.
/// </summary>
internal static class KeyList
{
    /// <summary>Larger numbers are no numbers to every program that reads JSON.</summary>
    public const long LargestNumber = (1L << 53) - 1;

    /// <summary>Null for anything that is no such list.</summary>
    public static IReadOnlyList<ListedKey>? Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var keys = new List<ListedKey>();
            foreach (var key in json.RootElement.GetProperty("keys").EnumerateArray())
            {
                var ended = key.TryGetProperty("endedAtSize", out var size) && size.ValueKind != JsonValueKind.Null;
                var introduced = key.TryGetProperty("introducedBy", out var by) && by.ValueKind != JsonValueKind.Null;
                keys.Add(
                    new ListedKey(
                        VerifierKey.Read(key.GetProperty("verifierKey").GetString()!) is { Kind: KeyKind.Log } read
                            ? read
                            : throw new FormatException("No verifier key of a log."),
                        ended ? size.GetInt64() : null,
                        introduced ? by.GetString() : null
                    )
                );
            }

            return keys.Count > 0 && keys.TrueForAll(k => k.EndedAtSize is null or (>= 0 and <= LargestNumber))
                ? keys
                : null;
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
