using System.Text.RegularExpressions;
using FluentAssertions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Store.Page.Tests;

/// <summary>Usable by whoever sees little, hears it read, has no mouse, or a small screen.</summary>
[Collection(WithTheAuditedStore.Name)]
public sealed class AccessTests(AuditedStore audited)
{
    /// <summary>WCAG 2.2, 1.4.3: text of every visible element against the ground that it stands on.</summary>
    private const string FaintTexts = """
        () => {
          const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
          const light = (colour) => {
            const [r, g, b] = numbers(colour).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const isClear = (colour) => colour === 'transparent' || numbers(colour)[3] === 0;
          const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
              const box = at.tagName === 'g' && at.querySelector('rect');
              const colour = box && !element.classList.contains('name') ? getComputedStyle(box).fill : getComputedStyle(at).backgroundColor;
              if (!isClear(colour)) return colour;
            }
            return 'rgb(255, 255, 255)';
          };
          const faint = [];
          let seen = 0;
          for (const element of document.querySelectorAll('body *')) {
            const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
            const style = getComputedStyle(element);
            if (!says || !element.checkVisibility() || element.closest('.unseen, .skip')) continue;
            seen += 1;
            const ink = element instanceof SVGElement ? style.fill : style.color;
            const [a, b] = [light(ink), light(ground(element))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) faint.push(`${element.className.baseVal ?? element.className} «${element.textContent.slice(0, 30)}» ${ratio.toFixed(2)}`);
          }
          return { seen, faint };
        }
        """;

    [Theory]
    [InlineData("en-GB", false)]
    [InlineData("ja-JP", true)]
    public async Task Every_text_stands_out_from_its_ground(string language, bool dark)
    {
        await using var visitor = await Visitor.Arrive(audited, language, dark);
        await Look("signing in");
        await visitor.Enter(audited.Number);
        await visitor.CheckAll();
        foreach (var details in await visitor.Page.Locator("details:visible > summary").AllAsync())
        {
            await details.ClickAsync();
        }

        await Look("green");
        await visitor.Lie("/v1/audit/proofs/inclusion**", proof => proof.Replace("[\"", "[\"*"));
        await visitor.Page.ClickAsync("#proof-again");
        await Expect(visitor.Page.Locator("#proof .verdict.wait")).ToBeVisibleAsync();
        await Look("not checked");
        await visitor.Context.UnrouteAllAsync();
        await visitor.Lie("/v1/audit/checkpoint", note => note.Replace("\n— ", "\n— x", StringComparison.Ordinal));
        await visitor.Page.ClickAsync("#head-again");
        (await visitor.HeadIs()).Should().Be("bad");
        await visitor.ProofIs();
        await Look("red");

        async Task Look(string state)
        {
            var found = (await visitor.Run(FaintTexts))!.Value;
            found.GetProperty("seen").GetInt32().Should().BeGreaterThan(10, state);
            found.GetProperty("faint").EnumerateArray().Select(f => f.GetString()).Should().BeEmpty(state);
        }
    }

    [Fact]
    public async Task Every_control_has_a_name_and_every_part_a_heading()
    {
        await using var visitor = await Visitor.Arrive(audited);
        Unnamed(await visitor.Page.Locator("body").AriaSnapshotAsync()).Should().BeEmpty();
        await visitor.Enter(audited.Number);
        var tree = await visitor.Page.Locator("body").AriaSnapshotAsync();
        Unnamed(tree).Should().BeEmpty();
        tree.Should()
            .Contain("slider \"Version ")
            .And.Contain("search")
            .And.Contain("region \"The log now\"")
            .And.Contain("region \"What happened\"")
            .And.Contain("region \"Is it true?\"")
            .And.Contain("region \"As it then was\"")
            .And.Contain("list \"All facts of this history\"")
            .And.Contain("heading \"Store Audit\" [level=1]");
        await Expect(visitor.Page.Locator("#announce[role=status]"))
            .ToHaveTextAsync("This fact stands in the signed log");

        static IEnumerable<string> Unnamed(string tree) =>
            tree.Split('\n')
                .Where(line =>
                    Regex.IsMatch(line, @"- (button|link|textbox|slider|combobox|radio|checkbox|region|table)(:|$| \[)")
                );
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_in_order_and_shows_where_it_is()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.GoTo(2);
        // What a script focuses shows its outline where a key was the last to be used.
        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.EvaluateAsync("() => document.getElementById('skip').focus()");
        var reached = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var here = (
                await visitor.Run(
                    """
                    () => {
                      const element = document.activeElement;
                      const shown = element.type === 'radio' ? element.nextElementSibling : element;
                      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
                      const visible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
                      return { name: element.id || element.value || element.tagName, visible };
                    }
                    """
                )
            )!.Value;
            var name = here.GetProperty("name").GetString()!;
            if (name == "BODY")
            {
                break;
            }

            here.GetProperty("visible").GetBoolean().Should().BeTrue($"{name} shows that it has the focus");
            reached.Add(name);
            await visitor.Page.Keyboard.PressAsync("Tab");
        }

        string[] inOrder =
        [
            "skip",
            "en",
            "theme",
            "sign-out",
            "head-again",
            "SUMMARY",
            "number",
            "check-all",
            "earlier",
            "version",
            "later",
            "stop-1",
            "stop-2",
            "proof-again",
        ];
        reached.Where(inOrder.Contains).Distinct().Should().Equal(inOrder);
    }

    [Fact]
    public async Task A_narrow_screen_scrolls_in_one_direction_only()
    {
        await using var visitor = await Visitor.Arrive(audited, "ja-JP", width: 360);
        await Fits("signing in");
        await visitor.Enter(audited.Number);
        await visitor.CheckAll();
        for (var version = 1; version <= 3; version++)
        {
            await visitor.GoTo(version);
            await Fits($"version {version}");
        }

        foreach (var details in await visitor.Page.Locator("details:visible > summary").AllAsync())
        {
            await details.ClickAsync();
        }

        await Fits("all unfolded");
        await visitor.Page.CheckAsync("input[value=en]");
        await Fits("in English");
        await visitor.Page.SetViewportSizeAsync(320, 600);
        await Fits("320 pixels");

        async Task Fits(string state) =>
            (await visitor.Run("() => document.documentElement.scrollWidth - innerWidth"))!
                .Value.GetInt32()
                .Should()
                .BeLessThanOrEqualTo(0, state);
    }

    [Fact]
    public async Task Nothing_moves_where_motion_is_not_wanted()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Page.ClickAsync("#proof-picture summary");
        (await Moving()).Should().Be(0);
        await visitor.Page.EmulateMediaAsync(new() { ReducedMotion = Microsoft.Playwright.ReducedMotion.NoPreference });
        (await Moving()).Should().BePositive("otherwise the path appears step by step");

        async Task<int> Moving() =>
            (
                await visitor.Run(
                    "() => [...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).animationName !== 'none').length"
                )
            )!.Value.GetInt32();
    }
}
