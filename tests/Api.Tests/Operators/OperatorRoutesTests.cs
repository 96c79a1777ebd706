using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Store.Api.Tests.Http;
using Xunit;

namespace Store.Api.Tests.Operators;

/// <summary>
/// What must be true of every route of the operators' desk, whoever wrote it: nobody else gets in, and whoever changes
/// something says why. Asked over HTTP with the examples of the OpenAPI document.
/// </summary>
public sealed class OperatorRoutesTests(WholeStore store) : IClassFixture<WholeStore>
{
    /// <summary>What is changed by operators and has a version of its own to be stale against.</summary>
    private static readonly string[] NeedsNoIfMatch =
    [
        "POST /v1/operator/products",
        "POST /v1/operator/contracts",
        "POST /v1/operator/offers",
        "POST /v1/operator/provider-facts",
        "POST /v1/operator/parked/{id}/retry",
        "POST /v1/operator/parked/{id}/give-up",
    ];

    [Fact]
    public async Task Nobody_but_operators_gets_in()
    {
        foreach (var (method, path, body) in await Operations())
        {
            var what = $"{method} {path}";
            (await Send(method, path, body, caller: null)).Should().Be((401, "auth.required"), what);
            (await Send(method, path, body, "buyer.a1")).Should().Be((403, "auth.forbidden"), what);
            (await Send(method, path, body, "auditor.u1")).Should().Be((403, "auth.forbidden"), what);
        }
    }

    [Fact]
    public async Task Every_command_needs_a_reason_of_at_most_500_characters()
    {
        foreach (var (method, path, body) in await Commands())
        {
            foreach (var reason in new[] { null, "", " 　", new string('x', 501) })
            {
                var changed = body!.DeepClone().AsObject();
                changed.Remove("reason").Should().BeTrue($"{method} {path} takes a reason");
                if (reason is not null)
                {
                    changed["reason"] = reason;
                }

                (await Send(method, path, changed, "operator.o1"))
                    .Should()
                    .Be((400, "request.invalid"), $"{method} {path} with the reason '{reason}'");
            }
        }
    }

    [Fact]
    public async Task Every_change_of_what_has_a_version_needs_If_Match()
    {
        var without = new List<string>();
        foreach (var (method, path, body) in await Commands())
        {
            if ((await Send(method, path, body, "operator.o1", ifMatch: null)).Status != 428)
            {
                without.Add($"{method} {path}");
            }
        }

        without.Should().BeEquivalentTo(NeedsNoIfMatch, "these create, or are about the outside");
    }

    private async Task<IReadOnlyList<(string Method, string Path, JsonNode? Body)>> Commands() =>
        [.. (await Operations()).Where(o => o.Method != "GET")];

    private async Task<IReadOnlyList<(string Method, string Path, JsonNode? Body)>> Operations()
    {
        var document = JsonNode.Parse(await store.Client.GetStringAsync("/openapi/v1.json"))!;
        var operations =
            from path in document["paths"]!.AsObject()
            where path.Key.StartsWith("/v1/operator", StringComparison.Ordinal)
            from operation in path.Value!.AsObject()
            select (
                operation.Key.ToUpperInvariant(),
                path.Key,
                operation.Value!["requestBody"]?["content"]?["application/json"]?["example"]
            );
        return [.. operations];
    }

    private async Task<(int Status, string? Code)> Send(
        string method,
        string path,
        JsonNode? body,
        string? caller,
        string? ifMatch = "\"1\""
    )
    {
        // Whatever the address names does not exist: shape and caller are looked at first.
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            System.Text.RegularExpressions.Regex.Replace(path, @"\{\w+\}", "nothing")
        );
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (caller is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await store.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().BeLessThan((int)HttpStatusCode.InternalServerError, text);
        return ((int)answer.StatusCode, text.Length == 0 ? null : (string?)JsonNode.Parse(text)!["code"]);
    }
}
