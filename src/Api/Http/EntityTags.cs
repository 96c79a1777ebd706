using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Store.Api.Http;

/// <summary>
/// Tags are <c>"&lt;version&gt;"</c>, or <c>"&lt;version&gt;-&lt;suffix&gt;"</c> where an answer shows more than its
/// own stream: a change is about the version alone, a cached copy about all of it.
/// </summary>
internal static class EntityTags
{
    /// <summary>The strong tag of a state.</summary>
    public static string Of(string state) => $"\"{state}\"";

    /// <summary>The version that <c>If-Match</c> names. False where it does not name exactly one of our tags.</summary>
    public static bool TryVersion(StringValues header, out long? version)
    {
        version = null;
        if (header.Count == 0)
        {
            return true;
        }

        if (header.Count > 1 || header[0] is not { } value)
        {
            return false;
        }

        var tag = value.AsSpan().Trim();
        if (tag is "*")
        {
            return true;
        }

        if (tag.Length < 3 || tag[0] != '"' || tag[^1] != '"')
        {
            return false;
        }

        var inner = tag[1..^1];
        if (inner.Contains('"'))
        {
            return false;
        }

        var dash = inner.IndexOf('-');
        var digits = dash < 0 ? inner : inner[..dash];
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            return false;
        }

        version = parsed;
        return true;
    }

    /// <summary>
    /// Whether <c>If-None-Match</c> names the tag: the comparison for caches, where weak equals strong.
    /// </summary>
    public static bool AnyEquals(StringValues header, string tag)
    {
        foreach (var value in header)
        {
            if (value is null)
            {
                continue;
            }

            foreach (var range in value.AsSpan().Split(','))
            {
                var candidate = value.AsSpan(range).Trim();
                if (candidate.StartsWith("W/", StringComparison.Ordinal))
                {
                    candidate = candidate[2..];
                }

                if (candidate is "*" || candidate.SequenceEqual(tag))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
