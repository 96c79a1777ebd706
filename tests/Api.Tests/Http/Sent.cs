using System.Text;
using System.Text.Json;
using FluentAssertions;

namespace Store.Api.Tests.Http;

/// <summary>An answer, read to its end.</summary>
internal sealed record Sent(int Status, string Body, HttpResponseMessage Response)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static HttpRequestMessage Request(
        HttpMethod method,
        string path,
        string? body,
        string? key,
        string? token = "buyer.a1"
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new("application/json");
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return request;
    }

    public static async Task<Sent> By(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public void ShouldBe(int status, string code)
    {
        Status.Should().Be(status, Body);
        Response.Content.Headers.ContentType!.ToString().Should().Be("application/problem+json");
        Json.GetProperty("code").GetString().Should().Be(code);
        Json.GetProperty("status").GetInt32().Should().Be(status);
    }
}
