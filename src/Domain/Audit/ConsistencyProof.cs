using System.Numerics;

namespace Store.Domain.Audit;

/// <summary>Proof that a later tree only appended to an earlier one (RFC 6962, Merkle consistency proof).</summary>
public static class ConsistencyProof
{
    /// <summary>
    /// What to read to prove that the tree of <paramref name="size1"/> leaves is a prefix of the later.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The first size is not within 1 … <paramref name="size2"/>.</exception>
    public static ProofPlan Plan(long size1, long size2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size1, size2);
        return ProofPlan.Consistency(size1, size2);
    }

    /// <summary>
    /// True only if the proof shows that the tree with <paramref name="root2"/> begins with the tree with
    /// <paramref name="root1"/>, and holds nothing else. An empty first tree is refused: everything continues it, so
    /// a proof from it would say nothing. Never throws: a proof comes from a stranger.
    /// </summary>
    public static bool Verify(
        long size1,
        long size2,
        ReadOnlySpan<byte> root1,
        ReadOnlySpan<byte> root2,
        IReadOnlyList<ReadOnlyMemory<byte>> proof
    )
    {
        if (size1 <= 0 || size1 > size2 || root1.Length != MerkleHash.Size || root2.Length != MerkleHash.Size)
        {
            return false;
        }

        if (proof is null || proof.Any(hash => hash.Length != MerkleHash.Size))
        {
            return false;
        }

        if (size1 == size2)
        {
            return proof.Count == 0 && root1.SequenceEqual(root2);
        }

        // The proof climbs from the last complete subtree of the old tree. Where the old tree is that one subtree,
        // its hash is the old root and is left out; otherwise it is the proof's first hash.
        int skipped = BitOperations.TrailingZeroCount(size1);
        bool seedIsRoot = BitOperations.IsPow2(size1);
        int start = seedIsRoot ? 0 : 1;
        long last = (size1 - 1) >> skipped;
        int inner = 64 - BitOperations.LeadingZeroCount((ulong)((size1 - 1) ^ (size2 - 1))) - skipped;
        int border = BitOperations.PopCount((ulong)(last >> inner));
        if (proof.Count != start + inner + border)
        {
            return false;
        }

        Span<byte> old = stackalloc byte[MerkleHash.Size];
        Span<byte> later = stackalloc byte[MerkleHash.Size];
        (seedIsRoot ? root1 : proof[0].Span).CopyTo(old);
        old.CopyTo(later);
        for (int i = 0; i < inner + border; i++)
        {
            ReadOnlySpan<byte> sibling = proof[start + i].Span;
            bool siblingIsNew = i < inner && ((last >> i) & 1) == 0;
            if (siblingIsNew)
            {
                MerkleHash.Node(later, sibling, later);
            }
            else
            {
                MerkleHash.Node(sibling, old, old);
                MerkleHash.Node(sibling, later, later);
            }
        }

        return old.SequenceEqual(root1) && later.SequenceEqual(root2);
    }
}
