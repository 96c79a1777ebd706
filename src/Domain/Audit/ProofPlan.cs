using System.Numerics;

namespace Store.Domain.Audit;

/// <summary>Reads the hash of a complete subtree; asked only for nodes that a plan names.</summary>
public delegate ReadOnlyMemory<byte> NodeLookup(TreeNode node);

/// <summary>
/// What a proof is made of, found by arithmetic before anything is read. <see cref="Nodes"/> are the stored subtrees
/// it needs, at most two for each level of the tree, so that one query can fetch them all; <see cref="Hashes"/> then
/// folds them into the proof's own hashes.
/// </summary>
public sealed class ProofPlan
{
    private readonly List<TreeNode[]> _parts;

    private ProofPlan(List<TreeNode[]> parts) => _parts = parts;

    /// <summary>The subtrees to read.</summary>
    public IEnumerable<TreeNode> Nodes => _parts.SelectMany(part => part);

    /// <summary>The proof, in the order in which RFC 6962 lists it: nearest the leaves first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Hashes(NodeLookup lookup) =>
        _parts.ConvertAll(part => Fold(part, lookup));

    /// <summary>The proof as answers show it.</summary>
    public IReadOnlyList<string> InBase64(NodeLookup lookup) =>
        _parts.ConvertAll(part => Convert.ToBase64String(Fold(part, lookup).Span));

    /// <summary>The subtrees whose hashes fold into the root of the first <paramref name="size"/> leaves.</summary>
    internal static TreeNode[] Root(long size) => Cover(0, size);

    /// <summary>
    /// The complete subtrees that the first <paramref name="size"/> leaves consist of, largest first: their hashes are
    /// the tree's frontier.
    /// </summary>
    public static IReadOnlyList<TreeNode> Frontier(long size) => Cover(0, size);

    internal static ReadOnlyMemory<byte> Fold(TreeNode[] part, NodeLookup lookup)
    {
        ReadOnlyMemory<byte> hash = lookup(part[^1]);
        for (int i = part.Length - 2; i >= 0; i--)
        {
            hash = MerkleHash.Node(lookup(part[i]).Span, hash.Span);
        }

        return hash;
    }

    /// <summary>The siblings on the way from leaf <paramref name="index"/> up to the root of the tree.</summary>
    internal static ProofPlan Inclusion(long index, long size)
    {
        var parts = new List<TreeNode[]>();
        long first = 0;
        long end = size;
        while (end - first > 1)
        {
            long split = first + LargestPowerOfTwoBelow(end - first);
            if (index < split)
            {
                parts.Add(Cover(split, end));
                end = split;
            }
            else
            {
                parts.Add(Cover(first, split));
                first = split;
            }
        }

        parts.Reverse();
        return new ProofPlan(parts);
    }

    /// <summary>What, besides the old root, leads from the tree of <paramref name="size1"/> to the later one.</summary>
    internal static ProofPlan Consistency(long size1, long size2)
    {
        var parts = new List<TreeNode[]>();
        long first = 0;
        long end = size2;
        while (end != size1)
        {
            long split = first + LargestPowerOfTwoBelow(end - first);
            if (size1 <= split)
            {
                parts.Add(Cover(split, end));
                end = split;
            }
            else
            {
                parts.Add(Cover(first, split));
                first = split;
            }
        }

        // Where the old tree is one complete subtree from leaf 0, the verifier starts from the old root itself.
        if (first != 0)
        {
            parts.Add(Cover(first, end));
        }

        parts.Reverse();
        return new ProofPlan(parts);
    }

    private static TreeNode[] Cover(long first, long end)
    {
        var nodes = new TreeNode[BitOperations.PopCount((ulong)(end - first))];
        for (int i = 0; i < nodes.Length; i++)
        {
            int level = BitOperations.Log2((ulong)(end - first));
            nodes[i] = new TreeNode(level, first >> level);
            first += 1L << level;
        }

        return nodes;
    }

    private static long LargestPowerOfTwoBelow(long size) => 1L << BitOperations.Log2((ulong)(size - 1));
}
