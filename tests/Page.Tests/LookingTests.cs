using System.Net;
using System.Net.Http.Json;
using FluentAssertions;
using Microsoft.Playwright;
using Store.Api.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Store.Page.Tests;

/// <summary>What an auditor does there, with a store that tells the truth.</summary>
[Collection(WithTheAuditedStore.Name)]
public sealed class LookingTests(AuditedStore audited)
{
    [Fact]
    public async Task An_auditor_signs_in_finds_an_order_and_every_check_holds()
    {
        await using var visitor = await Visitor.Arrive(audited);
        await visitor.SignIn();
        (await visitor.HeadIs()).Should().Be("new", "this browser has never seen the log");
        await visitor.Find($" {audited.Number.ToLowerInvariant()} ", audited.Number);

        (await visitor.ProofIs()).Should().Be("ok");
        (await visitor.Failed("#proof")).Should().BeEmpty();
        await Expect(visitor.Page.Locator("#proof .checks li.ok")).ToHaveCountAsync(4);
        (await visitor.CheckAll()).Should().Be("ok");
        var marks = visitor.Page.Locator(".rail .mark");
        await Expect(visitor.Page.Locator(".rail .mark.ok")).ToHaveCountAsync(await marks.CountAsync());

        await visitor.Page.ClickAsync("#head-again");
        await Expect(visitor.Page.Locator("#head .verdict.ok")).ToContainTextAsync("The log holds");
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task The_slider_walks_by_keyboard_and_shows_the_order_as_it_then_was()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var page = visitor.Page;
        await page.FocusAsync("#version");
        await page.Keyboard.PressAsync("Home");
        await Expect(page.Locator("#version-label")).ToContainTextAsync("Version 1 of ");
        await Expect(page.Locator("#fact .what")).ToHaveTextAsync("Order placed");
        await Expect(page.Locator("#then .total")).ToHaveTextAsync("¥26,400");

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator("#then .status")).ToHaveTextAsync("On credit hold");
        await Expect(page.Locator("#version")).ToHaveAttributeAsync("aria-valuetext", Matching("^Version 2 of .*Held"));
        await Expect(Change("Status")).ToHaveTextAsync("StatusIn screeningOn credit hold");

        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(Change("Status")).ToHaveTextAsync("StatusOn credit holdIn screening");
        await Expect(page.Locator("#fact q")).ToHaveTextAsync(AuditedStore.Reason);
        await Expect(page.Locator("#fact .facts")).ToContainTextAsync("Operator");

        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#then .status")).ToHaveTextAsync("Accepted");
        await Expect(page.Locator("#version")).ToBeFocusedAsync();
        await visitor.ProofIs();
        page.Url.Should().EndWith($"#{audited.Number}@{await page.InputValueAsync("#version")}");
        visitor.ShouldHaveNoComplaint();

        ILocator Change(string field) =>
            page.Locator("#fact tbody tr")
                .Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = field, Exact = true }) });
    }

    [Fact]
    public async Task What_people_wrote_is_shown_as_text()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Run("() => { window.alert = () => { window.alerted = true; }; }");
        await visitor.GoTo(1);
        await Expect(visitor.Page.Locator("#then")).ToContainTextAsync(AuditedStore.CompanyName);
        await visitor.GoTo(3);
        await Expect(visitor.Page.Locator("#fact q")).ToHaveTextAsync(AuditedStore.Reason);

        (await visitor.Page.Locator("main img, main script").CountAsync()).Should().Be(0);
        (await visitor.Run("() => window.alerted ?? false"))!.Value.GetBoolean().Should().BeFalse();
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task Other_histories_are_found_by_their_kind_and_id()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Find($"account/{audited.AccountId}");
        await Expect(visitor.Page.Locator("#history-title")).ToContainTextAsync("Account");
        (await visitor.CheckAll()).Should().Be("ok");
        // The store does not replay credit lines: then the fact itself is shown.
        await visitor.Find($"credit-line/{audited.AccountId}");
        (await visitor.CheckAll()).Should().Be("ok");
        await Expect(visitor.Page.Locator("#then")).ToContainTextAsync("does not replay");
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task What_is_not_there_and_who_is_no_auditor_is_told_in_a_sentence()
    {
        await using var visitor = await Visitor.Arrive(audited);
        await visitor.SignIn();
        await visitor.Page.FillAsync("#number", "O-209901-000001");
        await visitor.Page.ClickAsync("#find button");
        await Expect(visitor.Page.Locator("#trouble")).ToContainTextAsync("nothing under O-209901-000001");

        await visitor.Page.ClickAsync("#sign-out");
        await visitor.Page.FillAsync("#email", "auditor@store.example");
        await visitor.Page.FillAsync("#password", "wrong");
        await visitor.Page.ClickAsync("#sign-in-form button");
        await Expect(visitor.Page.Locator("#trouble")).ToContainTextAsync("password");

        await visitor.Page.FillAsync("#email", "operator@store.example");
        await visitor.Page.FillAsync("#password", "operator-pass-1");
        await visitor.Page.ClickAsync("#sign-in-form button");
        (await visitor.HeadIs()).Should().Be("wait", "nothing could be checked");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("no auditor’s");
    }

    [Fact]
    public async Task A_token_lives_in_this_tab_is_refreshed_and_ends_with_signing_out()
    {
        await using var visitor = await Visitor.Arrive(audited, path: $"/audit/#{audited.Number}");
        await visitor.SignIn();
        var refreshed = 0;
        visitor.Context.Request += (_, r) => refreshed += r.Url.EndsWith("/sessions/refresh", Ordinal) ? 1 : 0;
        await visitor.Run(
            """
            () => {
              const kept = JSON.parse(sessionStorage.getItem('store.audit.session'));
              sessionStorage.setItem('store.audit.session', JSON.stringify({ ...kept, until: 0 }));
            }
            """
        );
        await visitor.Reload();
        (await visitor.ProofIs()).Should().Be("ok");
        refreshed.Should().Be(1, "requests that come together share one refresh");

        var token = (
            await visitor.Run("() => JSON.parse(sessionStorage.getItem('store.audit.session')).refreshToken")
        )!.Value.GetString()!;
        (await visitor.Run("token => JSON.stringify(localStorage).includes(token)", token))!
            .Value.GetBoolean()
            .Should()
            .BeFalse();
        await visitor.Page.RunAndWaitForResponseAsync(
            () => visitor.Page.ClickAsync("#sign-out"),
            answer => answer.Request.Method == "DELETE"
        );
        await Expect(visitor.Page.Locator("#sign-in")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#history")).ToBeHiddenAsync();
        await Expect(visitor.Page.Locator("#email")).ToBeFocusedAsync();
        (await visitor.Run("() => sessionStorage.length"))!.Value.GetInt32().Should().Be(0);
        visitor.ShouldHaveNoComplaint();

        var answer = await audited.Store.Anonymous.PostAsJsonAsync(
            "/v1/sessions/refresh",
            new { refreshToken = token }
        );
        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "the session has ended at the store too");
    }

    [Fact]
    public async Task A_pasted_token_opens_the_page_and_an_ended_session_asks_again()
    {
        await using var visitor = await Visitor.Arrive(audited, path: $"/audit/#{audited.Number}");
        var session = await (
            await audited.Store.Anonymous.PostAsJsonAsync(
                "/v1/sessions",
                new { email = "auditor@store.example", password = "auditor-pass-1" }
            )
        ).Json();
        await visitor.Page.ClickAsync("#sign-in summary");
        await visitor.Page.FillAsync("#token", session.Text("accessToken"));
        await visitor.Page.ClickAsync("#token-form button");
        (await visitor.ProofIs()).Should().Be("ok", "the link's order is opened at once");
        await Expect(visitor.Page.Locator("#sign-out")).ToHaveTextAsync("Forget the token");
        visitor.ShouldHaveNoComplaint();

        await visitor.Context.RouteAsync("**/v1/audit/**", r => r.FulfillAsync(new() { Status = 401, Body = "{}" }));
        await visitor.Page.ClickAsync("#head-again");
        await Expect(visitor.Page.Locator("#trouble")).ToContainTextAsync("session has ended");
        await Expect(visitor.Page.Locator("#email")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Languages_and_colours_follow_the_browser_are_switched_and_remembered()
    {
        await using var visitor = await Visitor.AtTheOrder(audited, language: "ja-JP", dark: true);
        var page = visitor.Page;
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await Expect(page.Locator("#proof .verdict")).ToContainTextAsync("署名済みのログ");
        await Expect(page.Locator("#then .total")).ToHaveTextAsync("26,400円");
        (await Ground()).Should().Be("rgb(18, 22, 20)");

        await page.GetByRole(AriaRole.Radio, new() { Name = "English" }).CheckAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.Locator("#then .total")).ToHaveTextAsync("¥26,400");
        await Expect(page.Locator("#proof .verdict.ok")).ToContainTextAsync("stands in the signed log");
        await page.SelectOptionAsync("#theme", "light");
        (await Ground()).Should().Be("rgb(244, 242, 236)");

        await visitor.Reload();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        (await Ground()).Should().Be("rgb(244, 242, 236)");
        visitor.ShouldHaveNoComplaint();

        async Task<string> Ground() =>
            (await visitor.Run("() => getComputedStyle(document.documentElement).backgroundColor"))!.Value.GetString()!;
    }

    private const StringComparison Ordinal = StringComparison.Ordinal;

    private static System.Text.RegularExpressions.Regex Matching(string pattern) => new(pattern);
}
