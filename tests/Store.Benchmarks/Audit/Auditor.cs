using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Store.Benchmarks.Audit;

/// <summary>The auditor that a store in development is seeded with.</summary>
internal static class Auditor
{
    public static async Task<HttpClient> SignIn(int port)
    {
        var client = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            Timeout = TimeSpan.FromMinutes(10),
        };
        // Development seeds the auditor in a moment.
        var body = new { email = "auditor@store.example", password = "auditor-pass-1" };
        HttpResponseMessage answer;
        while (!(answer = await client.PostAsJsonAsync("/v1/sessions", body)).IsSuccessStatusCode)
        {
            await Task.Delay(100);
        }

        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
