using System.Numerics;

namespace Store.Domain.Audit;

/// <summary>Proof that one leaf stands at one position of a tree (RFC 6962, Merkle audit path).</summary>
public static class InclusionProof
{
    /// <summary>
    /// What to read to prove leaf <paramref name="index"/> in the tree of <paramref name="size"/> leaves.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static ProofPlan Plan(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        return ProofPlan.Inclusion(index, size);
    }

    /// <summary>
    /// True only if the proof leads from the leaf at <paramref name="index"/> to the root of the tree of
    /// <paramref name="size"/> leaves and holds nothing else. Never throws: a proof comes from a stranger.
    /// </summary>
    public static bool Verify(
        long index,
        long size,
        ReadOnlySpan<byte> leafHash,
        IReadOnlyList<ReadOnlyMemory<byte>> proof,
        ReadOnlySpan<byte> root
    )
    {
        if (index < 0 || index >= size || leafHash.Length != MerkleHash.Size || root.Length != MerkleHash.Size)
        {
            return false;
        }

        // Below the level at which the path leaves the tree's right edge, each level has a sibling; above it only
        // those levels have one where the path comes from the right.
        int inner = 64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));
        int border = BitOperations.PopCount((ulong)(index >> inner));
        if (proof is null || proof.Count != inner + border)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(hash);
        for (int i = 0; i < proof.Count; i++)
        {
            ReadOnlySpan<byte> sibling = proof[i].Span;
            if (sibling.Length != MerkleHash.Size)
            {
                return false;
            }

            bool siblingIsRight = i < inner && ((index >> i) & 1) == 0;
            if (siblingIsRight)
            {
                MerkleHash.Node(hash, sibling, hash);
            }
            else
            {
                MerkleHash.Node(sibling, hash, hash);
            }
        }

        return hash.SequenceEqual(root);
    }
}
