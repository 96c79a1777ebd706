using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>
/// The signed tree cut into subtrees of sixteen facts and what is left behind the last of them (the tail). Stored
/// hashes say what each was; a guess at what was done to the facts is right where it brings them back.
/// </summary>
internal sealed class SubtreeHashes
{
    public const int Facts = 16;

    private readonly Dictionary<long, byte[]> _stored;
    private readonly byte[] _root;
    private readonly CompactRange _edge = new();

    /// <param name="size">Facts in the signed tree.</param>
    public SubtreeHashes(Dictionary<long, byte[]> stored, long size, byte[] root)
    {
        (_stored, _root, Size) = (stored, root, size);
        Complete = size / Facts;
        IsWhole = true;
        for (var block = 0L; block < Complete && IsWhole; block++)
        {
            IsWhole = stored.TryGetValue(block, out var hash);
            if (hash is not null)
            {
                _edge.Append(hash);
            }
        }
    }

    public long Size { get; }

    /// <summary>How many are complete; also the number of the tail, where there is one.</summary>
    public long Complete { get; }

    public bool HasTail => Size % Facts != 0;

    /// <summary>No stored hash is lacking.</summary>
    public bool IsWhole { get; }

    public static long First(long block) => block * Facts;

    public long Last(long block) => Math.Min(Size, (block + 1) * Facts) - 1;

    /// <summary>Whether these leaves have the stored hash or, where they are the tail, lead to the root.</summary>
    public bool Fits(long block, IEnumerable<byte[]> leaves)
    {
        var range = new CompactRange();
        foreach (var leaf in leaves)
        {
            range.Append(leaf);
        }

        return block < Complete
            ? range.Size == Facts
                && _stored.TryGetValue(block, out var hash)
                && range.Root().AsSpan().SequenceEqual(hash)
            : range.Size == Size % Facts && IsRoot(range.Size == 0 ? null : range.Root());
    }

    /// <summary>Whether the stored hashes, with this hash of the tail, fold into the signed root.</summary>
    private bool IsRoot(byte[]? tail)
    {
        if (!IsWhole)
        {
            return false;
        }

        // Sixteen is a power of two: the tree over the subtrees, the tail as one more, is the tree over the facts.
        var edge = _edge.Clone();
        if (tail is not null)
        {
            edge.Append(tail);
        }

        return edge.Root().AsSpan().SequenceEqual(_root);
    }
}
