using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.EventSourcing;
using Store.Infrastructure.Development;
using Xunit;

namespace Store.Api.Tests.Accounts;

/// <summary>The API as it starts in Development.</summary>
public sealed class DevelopmentApi : StoreApi
{
    protected override string Environment => "Development";
}

public sealed class SeedTests(DevelopmentApi store) : IClassFixture<DevelopmentApi>
{
    [Fact]
    public async Task Development_starts_with_a_buyer_an_operator_and_an_auditor()
    {
        using var buyer = store.Client((await store.SignIn("buyer@example.jp", "buyer-pass-1")).Text("accessToken"));
        var account = await buyer.GetFromJsonAsync<JsonElement>("/v1/account");
        account.GetProperty("creditLine").GetProperty("availableYen").GetInt64().Should().Be(1_000_000);

        var operatorsSession = await store.SignIn("operator@store.example", "operator-pass-1");
        using var staff = store.Client(operatorsSession.Text("accessToken"));
        (await staff.GetAsync("/v1/operator/accounts")).StatusCode.Should().Be(HttpStatusCode.OK);
        await store.SignIn("auditor@store.example", "auditor-pass-1");
    }

    [Fact]
    public async Task Seeding_again_changes_nothing()
    {
        var log = store.Services.GetRequiredService<IEventLog>();
        var before = await log.ReadAll(-1, CancellationToken.None).CountAsync();
        var seeds = ActivatorUtilities.CreateInstance<SeedAccounts>(store.Services, NullLogger<SeedAccounts>.Instance);
        await seeds.StartAsync(CancellationToken.None);
        (await log.ReadAll(-1, CancellationToken.None).CountAsync()).Should().Be(before);
    }
}

public sealed class ProductionSeedTests(StoreApi store) : IClassFixture<StoreApi>
{
    [Fact]
    public async Task Nobody_is_seeded_outside_Development() =>
        await (
            await store.Anonymous.PostAsJsonAsync(
                "/v1/sessions",
                new { email = "operator@store.example", password = "operator-pass-1" }
            )
        ).ShouldBeProblem(401, "session.credentials_invalid");
}
