using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Store.Api.Http;
using Xunit;

namespace Store.Api.Tests.Http;

/// <summary>What must be true of every route, whoever wrote it.</summary>
public sealed class RoutesTests(WholeStore store) : IClassFixture<WholeStore>
{
    [Fact]
    public void Every_route_says_whom_it_is_for_and_names_a_limit_that_exists()
    {
        var limits = store.App.Services.GetRequiredService<IOptions<LimitSettings>>().Value.Routes.Keys;
        foreach (var route in Endpoints())
        {
            var policy = route.Metadata.GetMetadata<RoutePolicy>();
            policy?.Audience.Should().NotBeNullOrEmpty($"{route.DisplayName} must say whom it is for");
            if (policy?.Limit is { } limit)
            {
                limits.Should().Contain(limit, $"{route.DisplayName} names it");
            }
        }
    }

    [Fact]
    public void Under_operator_and_audit_nobody_else_is_let_in()
    {
        foreach (var route in Endpoints())
        {
            var path = "/" + route.RoutePattern.RawText!.TrimStart('/');
            var audience = route.Metadata.GetMetadata<RoutePolicy>()?.Audience;
            if (path.StartsWith("/v1/operator", StringComparison.Ordinal))
            {
                audience.Should().Equal([Application.Role.Operator], path);
            }
            else if (path.StartsWith("/v1/audit", StringComparison.Ordinal))
            {
                audience.Should().Equal([Application.Role.Auditor], path);
            }
        }
    }

    [Fact]
    public async Task Every_operation_is_described_with_examples_and_answers()
    {
        var document = JsonNode.Parse(await store.Client.GetStringAsync("/openapi/v1.json"))!;
        var missing = new List<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                if (string.IsNullOrEmpty((string?)operation!["summary"]))
                {
                    missing.Add($"{method} {path}: summary");
                }

                if (operation["responses"]!.AsObject().All(r => r.Key[0] != '2' && r.Key != "405"))
                {
                    missing.Add($"{method} {path}: what it answers");
                }
            }
        }

        missing.Should().BeEmpty();
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        store.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
