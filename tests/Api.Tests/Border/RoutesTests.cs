using FluentAssertions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Store.Api.Http;
using Xunit;

namespace Store.Api.Tests.Border;

/// <summary>What must be true of every route, whoever wrote it.</summary>
public sealed class RoutesTests(WholeStore store) : IClassFixture<WholeStore>
{
    [Fact]
    public void Every_route_says_whom_it_is_for_and_names_a_limit_that_exists()
    {
        var limits = store.App.Services.GetRequiredService<IOptions<LimitSettings>>().Value.Routes.Keys;
        foreach (var route in Endpoints())
        {
            var terms = route.Metadata.GetMetadata<Terms>();
            terms?.Audience.Should().NotBeNullOrEmpty($"{route.DisplayName} must say whom it is for");
            if (terms?.Limit is { } limit)
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
            var audience = route.Metadata.GetMetadata<Terms>()?.Audience;
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

    private IEnumerable<RouteEndpoint> Endpoints() =>
        store.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
}
