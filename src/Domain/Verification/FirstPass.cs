using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>
/// The one pass over a bundle that is without fault: leaf hashes, streams, the tree, and the stored subtrees, as fast
/// as they are read. It tells only that something is wrong; what it is takes a second reading (<see cref="Evidence"/>).
/// </summary>
public sealed class FirstPass
{
    /// <summary>Below this level subtrees are not stored: they are folded from at most sixteen leaves.</summary>
    public const int LowestStored = 4;

    private const int Levels = 64 - LowestStored;

    private readonly CompactRange _tree = new();
    private readonly StreamChains _chains = new();
    private readonly HashList?[] _subtrees = new HashList?[Levels];
    private readonly SubtreeCompleted _keep;
    private readonly Queue<long> _wanted;
    private readonly Dictionary<long, byte[]> _roots = [];
    private (int Level, long Index) _next = (LowestStored, 0);
    private bool _subtreesDiffer;

    /// <param name="sizes">At which the root will be asked for.</param>
    public FirstPass(IEnumerable<long> sizes)
    {
        _keep = Keep;
        _wanted = new Queue<long>(sizes.Where(s => s > 0).Distinct().Order());
        _roots[0] = MerkleHash.EmptyRoot.ToArray();
    }

    public long Facts { get; private set; }

    /// <summary>A fact contradicts its leaf hash, its stream, the time or the order of positions.</summary>
    public bool IsSuspicious { get; private set; }

    /// <summary>The root over all facts; meaningless where a position is missing.</summary>
    public byte[] Root() => _tree.Root();

    /// <summary>The root at one of the sizes that were named; null where the facts do not reach that far.</summary>
    public byte[]? RootAt(long size) => _roots.GetValueOrDefault(size);

    /// <summary>Whether exactly the subtrees of a log of this size were read, each as it should be.</summary>
    public bool HasSubtrees(long size)
    {
        Rise(size);
        return !_subtreesDiffer && size >> _next.Level == 0;
    }

    /// <summary>Every subtree that has to be stored, level by level.</summary>
    public IEnumerable<(TreeNode Node, byte[] Hash)> Subtrees()
    {
        for (var level = 0; level < Levels && _subtrees[level] is { } hashes; level++)
        {
            for (var index = 0; index < hashes.Count; index++)
            {
                yield return (new TreeNode(level + LowestStored, index), hashes[index].ToArray());
            }
        }
    }

    public void Take(long position, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> envelope)
    {
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        MerkleHash.Leaf(envelope, hash);
        IsSuspicious |=
            position != Facts
            || !hash.SequenceEqual(leaf)
            || !EnvelopeHead.TryRead(envelope, out var head)
            || !_chains.Follow(head, position, leaf).IsIntact;
        _tree.Append(leaf, _keep);
        Facts++;
        if (_wanted.TryPeek(out var size) && size == Facts)
        {
            _wanted.Dequeue();
            _roots[size] = _tree.Root();
        }
    }

    /// <summary>Takes the next stored subtree; they come level by level, after all facts.</summary>
    public void Take(TreeNode node, ReadOnlySpan<byte> hash)
    {
        Rise(Facts);
        var computed = node.Level is >= LowestStored and < 64 ? _subtrees[node.Level - LowestStored] : null;
        _subtreesDiffer |=
            (node.Level, node.Index) != _next
            || node.Index >= (computed?.Count ?? 0)
            || !computed![node.Index].SequenceEqual(hash);
        _next = (_next.Level, _next.Index + 1);
    }

    /// <summary>The first level that has a subtree left to come.</summary>
    private void Rise(long size)
    {
        while (_next.Index > 0 && _next.Index >= size >> _next.Level)
        {
            _next = (_next.Level + 1, 0);
        }
    }

    private void Keep(TreeNode node, ReadOnlySpan<byte> hash)
    {
        if (node.Level >= LowestStored)
        {
            (_subtrees[node.Level - LowestStored] ??= new HashList()).Add(hash);
        }
    }
}
