using System.Text.Json;
using FluentAssertions;
using Store.Domain.Audit;
using Store.Domain.Tests;
using Store.Infrastructure.EventLog;
using Xunit;
using Xunit.Abstractions;

namespace Store.Page.Tests;

/// <summary>The page's own modules, run in the browser: proofs, notes, signatures, words.</summary>
[Collection(WithTheAuditedStore.Name)]
public sealed class CodeTests(AuditedStore audited, ITestOutputHelper output)
{
    private const string Verify = """
        async (cases) => {
          const { fromBase64 } = await import('/audit/bytes.js');
          const { verifyInclusion, verifyConsistency } = await import('/audit/merkle.js');
          const bytes = (text) => fromBase64(text ?? '') ?? new Uint8Array();
          const verdicts = [];
          for (const c of cases) {
            const proof = (c.proof ?? []).map(bytes);
            verdicts.push(c.size1 === undefined
              ? (await verifyInclusion(c.leafIdx, c.treeSize, bytes(c.leafHash), proof, bytes(c.root))).ok
              : await verifyConsistency(c.size1, c.size2, bytes(c.root1), bytes(c.root2), proof));
          }
          return verdicts;
        }
        """;

    [Fact]
    public async Task Every_proof_of_small_trees_holds_and_none_that_was_changed()
    {
        const int largest = 24;
        var leaves = Enumerable.Range(0, largest).Select(i => MerkleHash.Leaf([(byte)i])).ToList();
        var cases = new List<object>();
        var expected = new List<bool>();
        for (var size = 1; size <= largest; size++)
        {
            var tree = new MerkleTree(leaves.Take(size).Select(leaf => new ReadOnlyMemory<byte>(leaf)));
            var root = tree.Root(size).ToArray();
            for (var index = 0; index < size; index++)
            {
                var hashes = tree.Inclusion(index, size);
                var proof = hashes.Select(Base64).ToList();
                Add(Inclusion(index, size, leaves[index], proof, root), true);
                // A leaf's path may look the same in the next tree; the store's own verifier is asked.
                var inNext = InclusionProof.Verify(index, size + 1, leaves[index], hashes, root);
                Add(Inclusion(index, size + 1, leaves[index], proof, root), inNext);
                Add(Inclusion(index, size, leaves[(index + 1) % largest], proof, root), false);
                Add(Inclusion(index, size, leaves[index], [.. proof, Base64(root)], root), false);
            }

            for (var earlier = 1; earlier <= size; earlier++)
            {
                var proof = tree.Consistency(earlier, size).Select(Base64).ToList();
                Add(Consistency(earlier, size, tree.Root(earlier).ToArray(), root, proof), true);
                Add(Consistency(earlier, size, MerkleHash.Leaf([99]), root, proof), false);
                Add(Consistency(earlier, size, tree.Root(earlier).ToArray(), root, [.. proof, Base64(root)]), false);
            }
        }

        (await Verdicts(cases)).Should().Equal(expected);

        void Add(object proof, bool holds)
        {
            cases.Add(proof);
            expected.Add(holds);
        }
    }

    [Fact]
    public async Task The_published_vectors_get_the_verdicts_that_they_ask_for()
    {
        if (SharedData.Find("rfc6962") is not { } folder)
        {
            output.WriteLine("There is no folder shared/data/rfc6962 beside this clone: its vectors were not tried.");
            return;
        }

        var cases = Directory
            .EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => (path, Case: JsonDocument.Parse(File.ReadAllText(path)).RootElement))
            .ToList();
        cases.Should().HaveCountGreaterThan(50);
        var verdicts = await Verdicts(cases.Select(c => (object)c.Case));
        cases
            .Zip(verdicts)
            .Where(c => c.Second == (c.First.Case.TryGetProperty("wantErr", out var wanted) && wanted.GetBoolean()))
            .Select(c => c.First.path)
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task Signatures_of_every_length_hold_and_other_ways_to_write_them_do_not()
    {
        const int tries = 300;
        using var forger = new Forger("store/lengths");
        var notes = Enumerable.Range(1, tries).Select(size => forger.Sign(size, 1)).ToList();
        await using var visitor = await Visitor.Arrive(audited);
        var answer = await visitor.Run(
            """
            async ({ notes, line }) => {
              const { derToPlain, isSignedBy, readKey, readNote } = await import('/audit/note.js');
              const key = await readKey(line);
              const read = notes.map(readNote);
              const lengths = new Set(read.map((note) => note.signatures[0].bytes.length));
              const good = (await Promise.all(read.map((note) => isSignedBy(key, note)))).every((ok) => ok);
              const der = read[0].signatures[0].bytes;
              const changed = [der.subarray(0, -1), Uint8Array.of(...der, 0), der.map((b, i) => (i === 1 ? b + 1 : b)),
                der.map((b, i) => (i === 3 ? b - 1 : b)), Uint8Array.of(0x30, 0x00), new Uint8Array()];
              const text = notes[0].replace('store/lengths\n1\n', 'store/lengths\n2\n');
              return {
                lengths: lengths.size, good,
                refused: changed.every((bytes) => derToPlain(bytes) === null),
                otherText: await isSignedBy(key, readNote(text)),
                none: [await readKey(line.slice(0, -4)), await readKey(line.replace(/\+.{8}\+/, '+00000000+')), readNote('a'), readNote('a\n\n')],
              };
            }
            """,
            new { notes, line = forger.Key.ToString() }
        );
        answer!.Value.GetProperty("lengths").GetInt32().Should().BeGreaterThan(1, "DER writes short numbers shorter");
        answer.Value.GetProperty("good").GetBoolean().Should().BeTrue();
        answer.Value.GetProperty("refused").GetBoolean().Should().BeTrue();
        answer.Value.GetProperty("otherText").GetBoolean().Should().BeFalse();
        answer.Value.GetProperty("none").EnumerateArray().Should().OnlyContain(n => n.ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Both_languages_have_every_word_and_every_fact_a_name()
    {
        await using var visitor = await Visitor.Arrive(audited);
        var words = await visitor.Run(
            """
            async () => {
              const { ja } = await import('/audit/words-ja.js');
              const { en } = await import('/audit/words-en.js');
              const { FACTS } = await import('/audit/fact-names.js');
              return { ja: Object.keys(ja), en: Object.keys(en), facts: Object.keys(FACTS) };
            }
            """
        );
        Names("ja").Should().Equal(Names("en"));
        Names("facts").Should().BeEquivalentTo(FactNames.All.Select(fact => FactNames.Of(fact).Name));

        IEnumerable<string?> Names(string list) =>
            words!.Value.GetProperty(list).EnumerateArray().Select(n => n.GetString());
    }

    private async Task<IReadOnlyList<bool>> Verdicts(IEnumerable<object> cases)
    {
        await using var visitor = await Visitor.Arrive(audited);
        var verdicts = await visitor.Page.EvaluateAsync<bool[]>(
            $"text => ({Verify})(JSON.parse(text))",
            JsonSerializer.Serialize(cases)
        );
        return verdicts;
    }

    private static string Base64(ReadOnlyMemory<byte> hash) => Convert.ToBase64String(hash.Span);

    private static object Inclusion(long leafIdx, long treeSize, byte[] leafHash, List<string> proof, byte[] root) =>
        new
        {
            leafIdx,
            treeSize,
            leafHash,
            proof,
            root,
        };

    private static object Consistency(long size1, long size2, byte[] root1, byte[] root2, List<string> proof) =>
        new
        {
            size1,
            size2,
            root1,
            root2,
            proof,
        };
}
