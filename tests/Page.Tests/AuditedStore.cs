using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Playwright;
using Store.Api.Tests;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Page.Tests;

/// <summary>
/// One store with one order that has a past, and one browser: every test comes as a visitor of its own, whose browser
/// remembers nothing yet.
/// </summary>
public sealed class AuditedStore : IAsyncLifetime
{
    /// <summary>What a company may call itself, and a page must not believe.</summary>
    public const string CompanyName = "<img src=x onerror=alert(1)>商事";

    public const string Reason = "決算書を確認 </q><script>alert(2)</script>";

    private IPlaywright? _playwright;

    public SandboxStore Store { get; } = new();

    public IBrowser Browser { get; private set; } = null!;

    public string Address => Store.Anonymous.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Placed over the line, held, released by an operator with a reason, accepted, delivered.</summary>
    public string Number { get; private set; } = "";

    public string AccountId { get; private set; } = "";

    /// <summary>An auditor's, as the page keeps a token that was pasted.</summary>
    public string Session { get; private set; } = "";

    public async Task InitializeAsync()
    {
        // A machine under load needs more than the usual five seconds.
        Assertions.SetDefaultExpectTimeout(Visitor.Patience);
        // Before the store: without a browser there is nothing to wait for.
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.Launch(_playwright);
        await Store.InitializeAsync();
        var buyer = await Store.NewBuyer(limitYen: 20_000, ("companyName", CompanyName));
        AccountId = buyer.AccountId;
        Number = (await Store.Order(buyer, seats: 2)).Text("number");
        var released = await Store.Operate(Number, "release", new { reason = Reason, limitYen = 100_000 });
        released.StatusCode.Should().Be(HttpStatusCode.OK, await released.Content.ReadAsStringAsync());
        var session = await Store.Anonymous.PostAsJsonAsync(
            "/v1/sessions",
            new { email = "auditor@store.example", password = "auditor-pass-1" }
        );
        var accessToken = (await session.Json()).Text("accessToken");
        Session = JsonSerializer.Serialize(new { accessToken, refreshToken = (string?)null });
        for (var i = 0; i < SandboxStore.Patience && !await IsBilled(); i++)
        {
            await Task.Delay(SandboxStore.Glance);
        }
    }

    private async Task<bool> IsBilled() => (await Store.Types(Number)).Contains("order.billing_requested");

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Store.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class WithTheAuditedStore : ICollectionFixture<AuditedStore>
{
    public const string Name = "audit desk";
}

/// <summary>A desk of its own for what is about lies, so that both halves run at once.</summary>
[CollectionDefinition(Name)]
public sealed class WithTheLyingStore : ICollectionFixture<AuditedStore>
{
    public const string Name = "lying desk";
}
