using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Store.Page.Tests;

/// <summary>A store that lies about a fact: the page says so, and what exactly does not hold.</summary>
[Collection(WithTheLyingStore.Name)]
public sealed class LieTests(AuditedStore audited)
{
    private const int Held = 2;

    private const string Streams = "/v1/audit/streams/**";

    [Fact]
    public async Task One_changed_byte_of_an_envelope_is_found()
    {
        await using var visitor = await Lying(Streams, lines => Changed(lines, Held, withItsHash: false));
        (await visitor.Failed("#proof")).Should().Equal("Exact bytes", "In the signed tree");
        await Expect(visitor.Page.Locator("#proof .verdict")).ToContainTextAsync("can’t be trusted");
        await Expect(visitor.Page.Locator("#proof li.bad p").First).ToContainTextAsync("one of them was changed");
        await Expect(visitor.Page.Locator("#then .checks li.bad strong")).ToHaveTextAsync("Told as recorded");

        (await visitor.CheckAll()).Should().Be("bad");
        await Expect(visitor.Page.Locator("#all-checked")).ToContainTextAsync("version 2, 3");
        await visitor.Page.ClickAsync("#proof-picture summary");
        await Expect(visitor.Page.Locator("#proof .picture.bad .signed")).ToHaveCountAsync(1);
        visitor.ShouldHaveNoComplaint();
    }

    [Fact]
    public async Task A_byte_that_was_changed_together_with_its_hash_does_not_reach_the_signed_root()
    {
        await using var visitor = await Lying(Streams, lines => Changed(lines, Held, withItsHash: true));
        (await visitor.Failed("#proof")).Should().Equal("In the signed tree");
        await visitor.GoTo(Held + 1);
        (await visitor.Failed("#proof")).Should().Equal("Tied to the fact before");
    }

    [Fact]
    public async Task A_fact_that_was_left_out_is_missed()
    {
        await using var visitor = await Lying(Streams, lines => string.Concat(Lines(lines).Where((_, i) => i != 1)));
        (await visitor.Failed("#proof")).Should().Equal("In its place", "Tied to the fact before");
    }

    [Fact]
    public async Task Two_facts_that_were_swapped_are_noticed()
    {
        await using var visitor = await Lying(
            Streams,
            lines =>
            {
                var all = Lines(lines);
                (all[1], all[2]) = (all[2], all[1]);
                return string.Concat(all);
            }
        );
        (await visitor.Failed("#proof")).Should().Equal("In its place", "Tied to the fact before");
    }

    [Fact]
    public async Task A_changed_hash_of_a_proof_proves_nothing()
    {
        await using var visitor = await Lying(
            "/v1/audit/proofs/inclusion**",
            answer =>
            {
                var proof = JsonNode.Parse(answer)!;
                proof["hashes"]![1] = Flipped(proof["hashes"]![1]!.GetValue<string>());
                return proof.ToJsonString();
            }
        );
        (await visitor.Failed("#proof")).Should().Equal("In the signed tree");
        await Expect(visitor.Page.Locator("#proof li.bad p")).ToContainTextAsync("does not lead to the signed root");
    }

    [Fact]
    public async Task A_proof_without_one_of_its_hashes_proves_nothing()
    {
        await using var visitor = await Lying(
            "/v1/audit/proofs/inclusion**",
            answer =>
            {
                var proof = JsonNode.Parse(answer)!;
                proof["hashes"]!.AsArray().RemoveAt(0);
                return proof.ToJsonString();
            }
        );
        (await visitor.Failed("#proof")).Should().Equal("In the signed tree");
    }

    [Fact]
    public async Task A_replay_that_tells_other_than_the_bytes_say_is_contradicted()
    {
        var (what, text) = ("", "");
        await using var visitor = await Lying(
            "/v1/audit/orders/*/replay**",
            answer =>
            {
                var replay = JsonNode.Parse(answer)!;
                if (what.Length > 0 && replay["facts"]!.AsArray().ElementAtOrDefault(Held) is { } released)
                {
                    var place = what == "reason" ? released["actor"]! : released;
                    place[what] = place[what]!.GetValue<string>().Replace(text, text[..^1] + "9");
                }

                return replay.ToJsonString();
            },
            Held + 1
        );
        await Expect(visitor.Page.Locator("#then .checks li.ok")).ToContainTextAsync("Told as recorded");
        foreach (var lie in new[] { ("reason", "決算書"), ("recordedAt", "2026"), ("type", "order.released") })
        {
            (what, text) = lie;
            await visitor.Reload();
            (await visitor.ProofIs()).Should().Be("ok", "the bytes themselves are right");
            await Expect(visitor.Page.Locator("#then .checks li.bad")).ToContainTextAsync("Told as recorded");
        }
    }

    [Fact]
    public async Task A_store_that_does_not_answer_proves_nothing_either_way()
    {
        await using var visitor = await Visitor.AtTheOrder(audited);
        await visitor.Context.RouteAsync("**/v1/audit/proofs/**", route => route.AbortAsync());
        await visitor.GoTo(1);
        (await visitor.ProofIs()).Should().Be("wait");
        await Expect(visitor.Page.Locator("#proof .verdict")).ToContainTextAsync("The store does not answer");
        (await visitor.CheckAll()).Should().Be("wait");
    }

    private async Task<Visitor> Lying(string path, Func<string, string> change, int version = Held)
    {
        var visitor = await Visitor.Come(audited);
        await visitor.Lie(path, change);
        await visitor.Enter(audited.Number);
        await visitor.GoTo(version);
        return visitor;
    }

    private static string[] Lines(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n")];

    /// <summary>The last day for an answer, moved by a day in the envelope of a version.</summary>
    private static string Changed(string lines, int version, bool withItsHash)
    {
        var all = Lines(lines);
        var line = JsonNode.Parse(all[version - 1])!;
        var bytes = Convert.FromBase64String(line["envelope"]!.GetValue<string>());
        var at = Encoding.UTF8.GetString(bytes).IndexOf("\"answerByOn\":\"2", StringComparison.Ordinal);
        at.Should().BePositive();
        bytes[at + "\"answerByOn\":\"".Length + 3] ^= 1;
        line["envelope"] = Convert.ToBase64String(bytes);
        if (withItsHash)
        {
            line["leafHash"] = Convert.ToBase64String(Domain.Audit.MerkleHash.Leaf(bytes));
        }

        all[version - 1] = line.ToJsonString() + "\n";
        return string.Concat(all);
    }

    private static string Flipped(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        bytes[7] ^= 1;
        return Convert.ToBase64String(bytes);
    }
}
