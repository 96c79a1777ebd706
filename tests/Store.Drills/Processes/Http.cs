using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Store.Drills.Processes;

/// <summary>Asks over HTTP as a client would.</summary>
internal static class Http
{
    public static async Task<JsonElement> Get(this HttpClient client, string path) =>
        await Read(await client.GetAsync(new Uri(path, UriKind.Relative)), path);

    /// <summary>Null for 404.</summary>
    public static async Task<JsonElement?> Find(this HttpClient client, string path)
    {
        var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await Read(answer, path);
    }

    public static async Task<JsonElement> Post(
        this HttpClient client,
        string path,
        object body,
        string? key = null,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await Read(await client.SendAsync(request), path);
    }

    public static string Text(this JsonElement json, string name) => json.GetProperty(name).ToString();

    public static IEnumerable<JsonElement> Items(this JsonElement json) => json.GetProperty("items").EnumerateArray();

    private static async Task<JsonElement> Read(HttpResponseMessage answer, string path)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return !answer.IsSuccessStatusCode
                ? throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {text}")
            : text.Length == 0 ? default
            : JsonDocument.Parse(text).RootElement;
    }
}
