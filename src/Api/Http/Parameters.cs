using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Store.Application.Json;

namespace Store.Api.Http;

/// <summary>Values that stand in addresses and headers.</summary>
internal static class Parameters
{
    /// <summary>Reads a value as a body would spell it, without its quotes.</summary>
    public static bool TryRead<T>(string text, out T value)
        where T : struct
    {
        value = default;
        if (typeof(T) == typeof(bool))
        {
            var known = text is "true" or "false";
            value = (T)(object)(text == "true");
            return known;
        }

        try
        {
            value = JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(text), StoreJson.Strict);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The same list from the next cursor on, every other parameter as it was.</summary>
    public static string LinkToNext(HttpRequest request, string cursor)
    {
        var query = request
            .Query.Where(p => p.Key != "cursor")
            .Append(new KeyValuePair<string, StringValues>("cursor", cursor));
        var path = UriHelper.BuildRelative(request.PathBase, request.Path);
        return $"<{QueryHelpers.AddQueryString(path, query)}>; rel=\"next\"";
    }

    public static string Attachment(string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        return disposition.ToString();
    }
}

/// <summary>The preferences of RFC 7240 that the store knows.</summary>
internal static class Preferences
{
    private const int MaxWaitSeconds = 30;

    /// <summary>What cannot be honoured is ignored, as the RFC asks; more than 30 seconds are 30.</summary>
    public static int? Wait(StringValues header)
    {
        foreach (var value in header)
        {
            foreach (var preference in (value ?? "").Split(',', ';'))
            {
                var parts = preference.Split('=', 2, StringSplitOptions.TrimEntries);
                if (
                    parts.Length == 2
                    && parts[0].Equals("wait", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(parts[1].Trim('"'), System.Globalization.NumberStyles.None, null, out var seconds)
                    && seconds > 0
                )
                {
                    return Math.Min(seconds, MaxWaitSeconds);
                }
            }
        }

        return null;
    }
}
