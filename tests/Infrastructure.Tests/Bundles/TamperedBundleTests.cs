using FluentAssertions;
using Store.Domain.Audit;
using Store.Infrastructure.Bundles;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Bundles;

/// <summary>What was done to a log is named by both verifiers, with the position where it can be told.</summary>
public sealed class TamperedBundleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Facts = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("store-bundles-").FullName;
    private readonly BothVerifiers _verifiers = new(output.WriteLine);
    private readonly WrittenLog _log = WrittenLog.Of(Facts, seed: 7);
    private IReadOnlyList<(TreeNode, byte[])> _nodes = [];
    private SignedNote _note = SignedNote.Unsigned("");

    public Task InitializeAsync()
    {
        (_nodes, _note) = (_log.Nodes(Facts), _log.Sign(Facts));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _verifiers.DisposeAsync();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(300)]
    public async Task An_untouched_log_is_verified(int facts)
    {
        using var log = WrittenLog.Of(facts, seed: facts);
        var bundle = await log.Bundle(_folder);
        (await _verifiers.Findings(new(bundle, Key: log.Key))).Should().Be("verified");
    }

    [Fact]
    public async Task A_changed_byte_is_named()
    {
        foreach (var at in Enumerable.Range(0, Facts))
        {
            var row = _log.Rows[at];
            _log.Rows[at] = row with { Envelope = [.. row.Envelope[..^4], (byte)'!', .. row.Envelope[^3..]] };
            (await Findings()).Should().Be($"contradicted changed {at}-{at}");
            _log.Rows[at] = row;
        }
    }

    [Fact]
    public async Task A_changed_fact_with_its_leaf_is_named_where_a_later_fact_vouches_for_the_old_one()
    {
        var narrowed = 0;
        foreach (var at in Enumerable.Range(0, Facts))
        {
            var row = _log.Rows[at];
            _log.Rows[at] = Rewritten(at);
            var found = await Findings();
            var exact = found == $"contradicted changed {at}-{at}";
            narrowed += exact ? 1 : 0;
            if (!exact)
            {
                var (first, last) = (at / 16 * 16, Math.Min(Facts, (at / 16 + 1) * 16) - 1);
                found.Should().Be($"contradicted changedWithin {first}-{last}");
            }

            _log.Rows[at] = row;
        }

        narrowed.Should().BeGreaterThan(Facts / 2);
    }

    [Fact]
    public async Task An_older_bundle_names_it_exactly()
    {
        var older = await _log.Bundle(_folder, _log.Sign(90), _log.Nodes(90));
        foreach (var at in Enumerable.Range(0, 90))
        {
            var row = _log.Rows[at];
            _log.Rows[at] = Rewritten(at);
            (await Findings(older)).Should().Be($"contradicted changed {at}-{at}");
            // Forged throughout: every subtree and the signature are made anew.
            (await Findings(older, forged: true))
                .Should()
                .Contain($" changed {at}-{at}")
                .And.Contain(" forked 0-89");
            _log.Rows[at] = row;
        }
    }

    [Fact]
    public async Task A_removed_fact_is_named()
    {
        foreach (var at in Enumerable.Range(0, Facts - 1))
        {
            var row = _log.Rows[at];
            _log.Rows.RemoveAt(at);
            (await Findings()).Should().Be($"contradicted missing {at}-{at}");
            _log.Rows.Insert(at, row);
        }
    }

    [Fact]
    public async Task A_removed_fact_whose_place_was_closed_is_named()
    {
        var older = await _log.Bundle(_folder);
        var exact = 0;
        foreach (var at in Enumerable.Range(0, Facts - 1).Where(i => i % 3 == 0))
        {
            WrittenLog.Row[] rows = [.. _log.Rows];
            _log.Rows.RemoveAt(at);
            Renumber();
            var found = await Findings();
            exact += found == $"contradicted missing {at}-{at}" ? 1 : 0;
            found.Should().ContainAny($" missing {at}-{at}", " missingWithin ", " cut 99-99");
            (await Findings(older)).Should().Be($"contradicted missing {at}-{at}");
            _log.Rows.Clear();
            _log.Rows.AddRange(rows);
        }

        exact.Should().BeGreaterThan(Facts / 6);
    }

    [Fact]
    public async Task Two_exchanged_facts_are_named()
    {
        var random = new Random(11);
        for (var i = 0; i < 60; i++)
        {
            var (a, b) = (random.Next(Facts), random.Next(Facts));
            if (a == b)
            {
                continue;
            }

            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            var (first, second) = (_log.Rows[a], _log.Rows[b]);
            _log.Rows[a] = second with { Position = a };
            _log.Rows[b] = first with { Position = b };
            (await Findings()).Should().Be($"contradicted swapped {a}-{b}");
            (_log.Rows[a], _log.Rows[b]) = (first, second);
        }
    }

    [Fact]
    public async Task A_fact_that_was_put_in_is_named()
    {
        foreach (var at in Enumerable.Range(0, 90))
        {
            WrittenLog.Row[] rows = [.. _log.Rows];
            _log.Rows.Insert(at, WrittenLog.Write(at, "foreign", 1, null, "never recorded"));
            Renumber();
            (await Findings()).Should().Be($"contradicted inserted {at}-{at}");
            _log.Rows.Clear();
            _log.Rows.AddRange(rows);
        }
    }

    [Fact]
    public async Task A_cut_tail_and_an_old_state_are_named()
    {
        _log.Rows.RemoveRange(70, 30);
        (await Findings()).Should().Be("contradicted cut 70-99");

        var older = Path.Combine(_folder, "older");
        await File.WriteAllTextAsync(older, _note.Write());
        var restored = await _log.Bundle(_folder);
        (await _verifiers.Findings(new(restored, older, _log.Key))).Should().Be("contradicted rolledBack 70-99");
    }

    [Fact]
    public async Task A_forked_tree_is_named()
    {
        var older = Path.Combine(_folder, "older");
        await File.WriteAllTextAsync(older, _note.Write());
        _log.Rows[^1] = Rewritten(Facts - 1);
        (await Findings(older, forged: true)).Should().Be("contradicted forked 0-99");
        _log.Record("after", "the fork");
        (await Findings(older, forged: true)).Should().Be("contradicted forked 0-99");
    }

    [Fact]
    public async Task Notes_that_do_not_hold_are_named()
    {
        var text = _note.Text;
        var other = _note with { Text = text.Replace("\n100\n", "\n98\n", StringComparison.Ordinal) };
        (await Findings(note: other)).Should().Be("contradicted badSignature");
        (await Findings(note: SignedNote.Unsigned(text).With(_note.Signatures[0] with { Bytes = new byte[70] })))
            .Should()
            .Be("contradicted badSignature");
        using var stranger = new WrittenLog();
        (await _verifiers.Findings(new(await _log.Bundle(_folder), Key: stranger.Key)))
            .Should()
            .Be("contradicted unknownKey unknownKey");
    }

    [Fact]
    public async Task A_subtree_that_is_not_the_one_over_its_facts_is_named()
    {
        _nodes = [.. _nodes.Select((n, i) => i == 3 ? (n.Item1, new byte[32]) : n)];
        (await Findings()).Should().Be("contradicted badSubtree 48-63");
    }

    private WrittenLog.Row Rewritten(int at)
    {
        var row = _log.Rows[at];
        var before = _log.Rows.Take(at).LastOrDefault(r => r.Stream == row.Stream);
        return WrittenLog.Write(at, row.Stream, row.Version, before?.Leaf, "another");
    }

    private void Renumber()
    {
        for (var i = 0; i < _log.Rows.Count; i++)
        {
            _log.Rows[i] = _log.Rows[i] with { Position = i };
        }
    }

    private async Task<string> Findings(string? older = null, bool forged = false, SignedNote? note = null)
    {
        var bundle = forged ? await _log.Bundle(_folder) : await _log.Bundle(_folder, note ?? _note, _nodes);
        var found = await _verifiers.Findings(new BundleVerificationRequest(bundle, older, _log.Key));
        File.Delete(bundle);
        return found;
    }
}
