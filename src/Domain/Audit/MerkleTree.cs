namespace Store.Domain.Audit;

/// <summary>
/// A whole RFC 6962 tree in memory (64 bytes a leaf): roots and proofs of the log at any size it has had, O(log n)
/// each. Right for an exported bundle or a test; the store itself keeps only the frontier and stored subtrees.
/// </summary>
public sealed class MerkleTree
{
    private readonly List<List<byte[]>> _levels =
    [
        [],
    ];
    private readonly CompactRange _edge = new();

    public MerkleTree(IEnumerable<ReadOnlyMemory<byte>> leafHashes)
    {
        foreach (ReadOnlyMemory<byte> leafHash in leafHashes)
        {
            Append(leafHash.Span);
        }
    }

    public long Size => _edge.Size;

    public void Append(ReadOnlySpan<byte> leafHash)
    {
        _edge.Append(leafHash, Keep);
        _levels[0].Add(leafHash.ToArray());
    }

    /// <summary>The root hash of the first <paramref name="size"/> leaves.</summary>
    public ReadOnlyMemory<byte> Root(long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size == 0 ? MerkleHash.EmptyRoot.ToArray() : ProofPlan.Fold(ProofPlan.Root(size), Node);
    }

    /// <summary>
    /// The proof that leaf <paramref name="index"/> is in the tree of <paramref name="size"/> leaves.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return InclusionProof.Plan(index, size).Hashes(Node);
    }

    /// <summary>The proof that the first tree is a prefix of the second.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Consistency(long size1, long size2)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size2, Size);
        return ConsistencyProof.Plan(size1, size2).Hashes(Node);
    }

    private ReadOnlyMemory<byte> Node(TreeNode node) => _levels[node.Level][checked((int)node.Index)];

    private void Keep(TreeNode node, ReadOnlySpan<byte> hash)
    {
        if (node.Level == _levels.Count)
        {
            _levels.Add([]);
        }

        _levels[node.Level].Add(hash.ToArray());
    }
}
