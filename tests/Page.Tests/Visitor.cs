using System.Text.Json;
using FluentAssertions;
using Microsoft.Playwright;

namespace Store.Page.Tests;

/// <summary>Somebody with a fresh browser, who notes every request that leaves the store and every complaint.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>How long something may take that will come, in milliseconds.</summary>
    public const float Patience = 20_000;

    private readonly AuditedStore _desk;
    private readonly List<string> _complaints = [];

    private Visitor(AuditedStore audited, IBrowserContext context, IPage page) =>
        (_desk, Context, Page) = (audited, context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>Has the page before them, and has not signed in.</summary>
    public static async Task<Visitor> Arrive(
        AuditedStore audited,
        string language = "en-GB",
        bool dark = false,
        int width = 1280,
        string path = "/audit/"
    )
    {
        var visitor = await Come(audited, language, dark, width);
        await visitor.Page.GotoAsync(audited.Address + path);
        return visitor;
    }

    /// <summary>Has opened the order, with a session that was there before.</summary>
    public static async Task<Visitor> AtTheOrder(
        AuditedStore audited,
        string language = "en-GB",
        bool dark = false,
        int width = 1280
    )
    {
        var visitor = await Come(audited, language, dark, width);
        await visitor.Enter(audited.Number);
        return visitor;
    }

    /// <summary>Has an empty browser before them.</summary>
    public static async Task<Visitor> Come(
        AuditedStore audited,
        string language = "en-GB",
        bool dark = false,
        int width = 1280
    )
    {
        var context = await audited.Browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                Locale = language,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                ViewportSize = new ViewportSize { Width = width, Height = 800 },
            }
        );
        context.SetDefaultTimeout(Patience);
        var visitor = new Visitor(audited, context, await context.NewPageAsync());
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                visitor._complaints.Add(message.Text);
            }
        };
        visitor.Page.PageError += (_, error) => visitor._complaints.Add(error);
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(audited.Address + "/", StringComparison.Ordinal))
            {
                visitor._complaints.Add($"A request left the store: {request.Url}");
            }
        };
        return visitor;
    }

    /// <summary>Opens the page with a session that was there before, and an order where one is named.</summary>
    public async Task Enter(string? number = null)
    {
        // From elsewhere: a changed fragment alone would load nothing.
        await Page.GotoAsync("about:blank");
        await Context.AddInitScriptAsync($"sessionStorage.setItem('store.audit.session', '{_desk.Session}')");
        await Page.GotoAsync($"{_desk.Address}/audit/#{number}");
        await HeadIs();
        if (number is not null)
        {
            await ProofIs();
        }
    }

    public async Task SignIn()
    {
        await Page.FillAsync("#email", "auditor@store.example");
        await Page.FillAsync("#password", "auditor-pass-1");
        await Page.PressAsync("#password", "Enter");
        await HeadIs();
    }

    /// <param name="found">The id that is found, where it is not what was typed.</param>
    public async Task Find(string what, string? found = null)
    {
        await Page.FillAsync("#number", what);
        await Page.PressAsync("#number", "Enter");
        await Assertions.Expect(Page.Locator("#history-title .id")).ToHaveTextAsync(found ?? what.Split('/')[^1]);
        await ProofIs();
    }

    /// <summary>Once the head has been checked: ok, new, bad or wait.</summary>
    public Task<string> HeadIs() => VerdictOf("#head");

    /// <summary>Once the fact shown has been checked.</summary>
    public Task<string> ProofIs() => VerdictOf("#proof");

    public async Task<string> CheckAll()
    {
        await Page.ClickAsync("#check-all");
        return await VerdictOf("#all-checked");
    }

    public async Task GoTo(int version)
    {
        await Page.ClickAsync($"#stop-{version}");
        await Page.WaitForSelectorAsync($"#stop-{version}[aria-current=step]");
        await ProofIs();
    }

    /// <summary>The names of the checks in a panel that did not hold.</summary>
    public async Task<IReadOnlyList<string>> Failed(string panel) =>
        await Page.Locator($"{panel} .checks li.bad strong").AllInnerTextsAsync();

    /// <summary>Whatever the store answers here is passed on changed.</summary>
    public Task Lie(string path, Func<string, string> change) =>
        Context.RouteAsync(
            _desk.Address + path,
            async route =>
            {
                var answer = await route.FetchAsync();
                await route.FulfillAsync(new() { Response = answer, Body = change(await answer.TextAsync()) });
            }
        );

    public async Task Reload()
    {
        await Page.ReloadAsync();
        await HeadIs();
    }

    public Task<JsonElement?> Run(string script, object? argument = null) => Page.EvaluateAsync(script, argument);

    public void ShouldHaveNoComplaint() => _complaints.Should().BeEmpty();

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private async Task<string> VerdictOf(string panel)
    {
        var verdict = Page.Locator($"{panel} .verdict:not(.busy)").First;
        await verdict.WaitForAsync();
        return (await verdict.GetAttributeAsync("class"))!.Split(' ')[1];
    }
}
