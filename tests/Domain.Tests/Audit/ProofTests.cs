using FluentAssertions;
using Store.Domain.Audit;
using Xunit;

namespace Store.Domain.Tests.Audit;

public class ProofTests
{
    private const int Largest = 64;

    private static readonly List<ReadOnlyMemory<byte>> AllLeaves = Leaves.Hashes(Largest);
    private static readonly MerkleTree Tree = new(AllLeaves);

    [Fact]
    public void The_tree_knows_the_root_of_every_size_it_has_had()
    {
        for (int size = 0; size <= Largest; size++)
        {
            Tree.Root(size).ToArray().Should().Equal(Leaves.NaiveRoot(AllLeaves, 0, size));
        }
    }

    [Fact]
    public void Every_leaf_is_proved_in_every_tree_and_nothing_changed_is()
    {
        for (int size = 1; size <= Largest; size++)
        {
            byte[] root = Tree.Root(size).ToArray();
            for (int index = 0; index < size; index++)
            {
                byte[] leaf = AllLeaves[index].ToArray();
                var proof = Tree.Inclusion(index, size);

                InclusionProof.Verify(index, size, leaf, proof, root).Should().BeTrue($"leaf {index} of {size}");

                InclusionProof.Verify(index - 1, size, leaf, proof, root).Should().BeFalse();
                InclusionProof.Verify(index + 1, size, leaf, proof, root).Should().BeFalse();
                InclusionProof.Verify(index, size, Flipped(leaf, index), proof, root).Should().BeFalse();
                InclusionProof.Verify(index, size, leaf, proof, Flipped(root, index)).Should().BeFalse();
                foreach (var changed in Mutations(proof))
                {
                    InclusionProof.Verify(index, size, leaf, changed, root).Should().BeFalse($"leaf {index} of {size}");
                }
            }
        }
    }

    [Fact]
    public void Every_tree_is_proved_to_continue_every_earlier_one_and_nothing_changed_is()
    {
        for (int size2 = 1; size2 <= Largest; size2++)
        {
            byte[] root2 = Tree.Root(size2).ToArray();
            for (int size1 = 1; size1 <= size2; size1++)
            {
                byte[] root1 = Tree.Root(size1).ToArray();
                var proof = Tree.Consistency(size1, size2);

                ConsistencyProof.Verify(size1, size2, root1, root2, proof).Should().BeTrue($"{size1} to {size2}");

                ConsistencyProof.Verify(size1, size2, Flipped(root1, size1), root2, proof).Should().BeFalse();
                ConsistencyProof.Verify(size1, size2, root1, Flipped(root2, size1), proof).Should().BeFalse();
                ConsistencyProof.Verify(size1 - 1, size2, root1, root2, proof).Should().BeFalse();
                foreach (var changed in Mutations(proof))
                {
                    ConsistencyProof
                        .Verify(size1, size2, root1, root2, changed)
                        .Should()
                        .BeFalse($"{size1} to {size2}");
                }
            }
        }
    }

    [Fact]
    public void A_forked_tree_is_not_consistent()
    {
        var forked = new List<ReadOnlyMemory<byte>>(AllLeaves) { [20] = MerkleHash.Leaf([0xff]) };
        var fork = new MerkleTree(forked);
        for (int size1 = 21; size1 < Largest; size1++)
        {
            var proof = fork.Consistency(size1, Largest);
            byte[] ours = Tree.Root(size1).ToArray();
            byte[] theirs = fork.Root(Largest).ToArray();

            ConsistencyProof.Verify(size1, Largest, ours, theirs, proof).Should().BeFalse();
        }
    }

    [Fact]
    public void An_empty_first_tree_proves_nothing()
    {
        byte[] empty = MerkleHash.EmptyRoot.ToArray();

        ConsistencyProof.Verify(0, Largest, empty, Tree.Root(Largest).Span, []).Should().BeFalse();
        ConsistencyProof.Verify(0, 0, empty, empty, []).Should().BeFalse();
        InclusionProof.Verify(0, 0, empty, [], empty).Should().BeFalse();
    }

    [Fact]
    public void Senseless_input_is_refused_without_an_exception()
    {
        byte[] hash = AllLeaves[0].ToArray();
        long[] numbers = [long.MinValue, -1, 0, 1, 2, 63, long.MaxValue - 1, long.MaxValue];
        ReadOnlyMemory<byte>[][] proofs =
        [
            [],
            [default],
            [hash],
            [hash, hash],
            [new byte[31]],
            [new byte[33]],
            null!,
        ];
        foreach (long a in numbers)
        {
            foreach (long b in numbers)
            {
                foreach (var proof in proofs)
                {
                    bool single = (a, b) == (0, 1) && proof is { Length: 0 };
                    InclusionProof.Verify(a, b, hash, proof, hash).Should().Be(single);
                    bool same = a == b && a > 0 && proof is { Length: 0 };
                    ConsistencyProof.Verify(a, b, hash, hash, proof).Should().Be(same);
                    InclusionProof.Verify(a, b, [], proof, hash).Should().BeFalse();
                    InclusionProof.Verify(a, b, hash, proof, []).Should().BeFalse();
                    ConsistencyProof.Verify(a, b, [], [], proof).Should().BeFalse();
                }
            }
        }
    }

    [Fact]
    public void A_proof_in_a_log_of_a_million_leaves_reads_at_most_two_nodes_a_level()
    {
        const long Size = 1_000_003;
        var random = new Random(6962);
        for (int i = 0; i < 1000; i++)
        {
            InclusionProof.Plan(random.NextInt64(Size), Size).Nodes.Count().Should().BeLessThan(40);
            ConsistencyProof.Plan(1 + random.NextInt64(Size), Size).Nodes.Count().Should().BeLessThan(60);
        }
    }

    private static byte[] Flipped(byte[] hash, int bit)
    {
        var changed = (byte[])hash.Clone();
        changed[bit / 8 % changed.Length] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static IEnumerable<ReadOnlyMemory<byte>[]> Mutations(IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        ReadOnlyMemory<byte> extra = MerkleHash.Leaf([]);
        yield return [.. proof, extra];
        yield return [extra, .. proof];
        yield return [.. proof, default];
        for (int i = 0; i < proof.Count; i++)
        {
            yield return [.. proof.Take(i), Flipped(proof[i].ToArray(), i), .. proof.Skip(i + 1)];
            yield return [.. proof.Take(i), .. proof.Skip(i + 1)];
            yield return [.. proof.Take(i), proof[i][..31], .. proof.Skip(i + 1)];
            yield return [.. proof.Take(i), new byte[33], .. proof.Skip(i + 1)];
        }
    }
}
