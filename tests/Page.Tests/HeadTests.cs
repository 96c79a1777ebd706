using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Store.Domain.Audit;
using Store.Infrastructure.Audit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Store.Page.Tests;

/// <summary>Whether the page believes a checkpoint: against the store's own, and against those of a forger.</summary>
[Collection(WithTheLyingStore.Name)]
public sealed class HeadTests(AuditedStore audited)
{
    private const string Origin = "store/forged";

    private const string Newest = "/v1/audit/checkpoint";

    private static readonly Dictionary<string, string> RetrySoon = new() { ["Retry-After"] = "1" };

    private const string Keys = "/v1/audit/keys";

    [Fact]
    public async Task A_changed_root_is_not_what_was_signed_and_proves_no_fact()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Lie(Newest, note => Regex.Replace(note, "(?<=\n).(?=.{42}=\n)", Other));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().StartWith("Signature");
        (await visitor.Failed("#proof")).Should().Equal("In the signed tree");
        await Expect(visitor.Page.Locator("#proof li.bad p")).ToContainTextAsync("checkpoint itself did not hold");
        (await visitor.CheckAll()).Should().Be("bad");

        // What did not hold is not remembered: the truth is believed again.
        await visitor.Context.UnrouteAllAsync();
        await Recheck(visitor, "ok");
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task A_changed_signature_does_not_hold()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Lie(
            Newest,
            note =>
            {
                var at = note.LastIndexOf(' ') + 1;
                var bytes = Convert.FromBase64String(note[at..^1]);
                bytes[^3] ^= 1;
                return note[..at] + Convert.ToBase64String(bytes) + "\n";
            }
        );
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().Equal("Signature");
    }

    [Fact]
    public async Task What_is_no_checkpoint_is_not_taken_for_one()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Lie(Newest, note => note.Replace("\n\n", "\nextension\n\n"));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().Equal("Form of the checkpoint");
        (await visitor.Failed("#proof")).Should().Equal("In the signed tree");
    }

    [Fact]
    public async Task A_key_that_comes_from_nowhere_is_not_believed()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var note = await Told(visitor, Newest);
        var (origin, size) = (note.Split('\n')[0], long.Parse(note.Split('\n')[1], null));
        using var forger = new Forger(origin);
        await Say(visitor, forger.Sign(size, 7), Forger.Tell((forger, null)));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().Equal("The known key", "Signature", "Nothing rewritten");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("Somebody else may be signing");
    }

    [Fact]
    public async Task An_older_checkpoint_than_the_one_seen_is_a_log_that_lost_facts()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var older = await Told(visitor, Newest);
        await audited.Store.NewBuyer();
        await Recheck(visitor, "ok");
        await Expect(visitor.Page.Locator("#head .checks")).ToContainTextAsync("came after them");

        await visitor.Lie(Newest, _ => older);
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().Equal("Nothing rewritten");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("Facts were taken away");
    }

    [Fact]
    public async Task A_store_that_is_behind_is_asked_again()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var asked = 0;
        await visitor.Context.RouteAsync(
            "**" + Newest,
            route =>
                ++asked == 1
                    ? route.FulfillAsync(
                        new()
                        {
                            Status = 503,
                            Headers = RetrySoon,
                            Body = "{}",
                        }
                    )
                    : route.ContinueAsync()
        );
        await Recheck(visitor, "ok");
        asked.Should().Be(2);
    }

    [Fact]
    public async Task A_fact_that_no_checkpoint_covers_yet_is_neither_green_nor_red()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var older = await Told(visitor, Newest);
        var buyer = await audited.Store.NewBuyer();
        await visitor.Lie(Newest, _ => older);
        await visitor.Find($"account/{buyer.AccountId}");
        (await visitor.ProofIs()).Should().Be("wait");
        await Expect(visitor.Page.Locator("#proof li.wait")).ToContainTextAsync("does not reach this one yet");

        await visitor.Context.UnrouteAllAsync();
        await Recheck(visitor, "ok");
        (await visitor.ProofIs()).Should().Be("ok");
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task A_changed_proof_of_consistency_proves_nothing()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await audited.Store.NewBuyer();
        await visitor.Lie("/v1/audit/proofs/consistency**", proof => proof.Replace("[\"", "[\"*"));
        await Recheck(visitor, "wait");
        await visitor.Context.UnrouteAllAsync();
        await visitor.Lie("/v1/audit/proofs/consistency**", proof => Regex.Replace(proof, "(?<=:\\[\").", Other));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().Equal("Nothing rewritten");
    }

    [Fact]
    public async Task A_rotated_key_is_followed()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        var (next, _) = await ActivatorUtilities.CreateInstance<KeyChange>(audited.Store.Services).Run(default);
        for (var i = 0; i < 1200 && SignedNote.Read(await Told(visitor, Newest))!.Signatures[0].KeyId != next.Id; i++)
        {
            await Task.Delay(50);
        }

        await Recheck(visitor, "ok");
        await visitor.Page.ClickAsync("#head-what summary");
        await Expect(visitor.Page.Locator("#head .checks")).ToContainTextAsync("has named its successor");
        (await visitor.CheckAll()).Should().Be("ok");
        await Recheck(visitor, "ok");
        await Expect(visitor.Page.Locator("#head .checks")).ToContainTextAsync($"Key {next.Id}, as before");
    }

    [Fact]
    public async Task A_forgers_second_tree_of_one_size_and_a_tree_that_does_not_continue_are_found()
    {
        using var forger = new Forger(Origin);
        await using var visitor = await Visitor.Come(audited);
        await Say(visitor, forger.Sign(8, 1), Forger.Tell((forger, null)));
        await visitor.Enter();
        (await visitor.HeadIs()).Should().Be("new");

        await Say(visitor, forger.Sign(8, 2), Forger.Tell((forger, null)));
        await Recheck(visitor, "bad");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("Two different trees of 8 facts");

        await Say(visitor, forger.Sign(9, 3), Forger.Tell((forger, null)));
        await visitor.Lie("/v1/audit/proofs/consistency**", _ => """{"hashes":[]}""");
        await Recheck(visitor, "bad");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("does not begin with the 8 seen before");
    }

    [Fact]
    public async Task A_key_that_has_handed_over_signs_no_more_and_a_hand_over_needs_the_old_keys_word()
    {
        using var old = new Forger(Origin);
        using var next = new Forger(Origin);
        await using var visitor = await Visitor.Come(audited);
        await Say(visitor, old.Sign(8, 1), Forger.Tell((old, null)));
        await visitor.Enter();

        // The next key's own word for itself is nobody's word.
        await Say(visitor, next.Sign(8, 1), Forger.Tell((old, null), (next, next.HandOver(8, next))));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().StartWith("The known key");

        var handOver = Forger.Tell((old, null), (next, old.HandOver(8, next)));
        await Say(visitor, old.Sign(9, 1), handOver);
        await visitor.Lie("/v1/audit/proofs/consistency**", _ => """{"hashes":[]}""");
        await Recheck(visitor, "bad");
        await Expect(visitor.Page.Locator("#head")).ToContainTextAsync("has handed over");

        await Say(visitor, next.Sign(8, 1), handOver);
        await Recheck(visitor, "ok");
        await Say(visitor, old.Sign(8, 1), handOver);
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().StartWith("The known key", "the new key is the one that is known now");
    }

    [Fact]
    public async Task Another_log_is_none_that_this_browser_knows_until_it_is_told_to_forget()
    {
        using var forger = new Forger(Origin);
        await using var visitor = await Visitor.AtTheOrder(audited);
        await Say(visitor, forger.Sign(8, 1), Forger.Tell((forger, null)));
        await Recheck(visitor, "bad");
        (await visitor.Failed("#head")).Should().StartWith("The same log");

        await visitor.Page.ClickAsync("#head-what summary");
        await visitor.Page.ClickAsync("#head-forget");
        await Expect(visitor.Page.Locator("#head-forget")).ToHaveTextAsync("Forget it?");
        await visitor.Page.ClickAsync("#head-forget");
        await Expect(visitor.Page.Locator("#head .verdict")).ToContainTextAsync("Forgotten");
        await Recheck(visitor, "new");
    }

    private static string Other(Match letter) => letter.Value == "A" ? "B" : "A";

    /// <summary>Asks the page to check the head again, and the fact shown with it.</summary>
    private static async Task Recheck(Visitor visitor, string expected)
    {
        await visitor.Page.ClickAsync("#head-again");
        var verdict = await visitor.HeadIs();
        verdict.Should().Be(expected, await visitor.Page.InnerTextAsync("#head .verdict"));
        if (await visitor.Page.Locator("#proof").CountAsync() > 0)
        {
            await visitor.ProofIs();
        }
    }

    private static async Task<string> Told(Visitor visitor, string path) =>
        (
            await visitor.Run(
                """
                async path => {
                  const { accessToken } = JSON.parse(sessionStorage.getItem('store.audit.session'));
                  return (await fetch(path, { headers: { Authorization: `Bearer ${accessToken}` } })).text();
                }
                """,
                path
            )
        )!.Value.GetString()!;

    private static async Task Say(Visitor visitor, string note, string keys)
    {
        await visitor.Context.UnrouteAllAsync();
        await visitor.Lie(Newest, _ => note);
        await visitor.Lie(Keys, _ => keys);
    }
}
