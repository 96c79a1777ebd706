using System.Buffers.Text;
using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>
/// Everything that a second reading of a bundle collects once the first has met something wrong: it costs memory for
/// every fact, which a bundle without a fault need not.
/// </summary>
public sealed class Evidence
{
    private readonly StreamChains _chains = new();
    private readonly List<bool> _vouched = [];

    /// <summary>Leaf hashes as the bundle says, by rank; where no position is missing, ranks are positions.</summary>
    public HashList Leaves { get; } = new();

    /// <summary>Positions by rank.</summary>
    public List<long> Positions { get; } = [];

    /// <summary>Where envelope and leaf hash do not belong together: the hash that the envelope has.</summary>
    public SortedDictionary<long, byte[]> Mismatches { get; } = [];

    public List<Anomaly> Anomalies { get; } = [];

    public List<long> Unreadable { get; } = [];

    /// <summary>Stored subtrees over sixteen facts, by index.</summary>
    public Dictionary<long, byte[]> Sixteens { get; } = [];

    public bool HasGaps => Positions.Count > 0 && Positions[^1] != Positions.Count - 1;

    public void Take(long position, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> envelope)
    {
        Positions.Add(position);
        Leaves.Add(leaf);
        _vouched.Add(false);
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        MerkleHash.Leaf(envelope, hash);
        if (!hash.SequenceEqual(leaf))
        {
            Mismatches[position] = hash.ToArray();
        }

        if (!EnvelopeHead.TryRead(envelope, out var head))
        {
            Unreadable.Add(position);
            return;
        }

        var link = _chains.Follow(head, position, leaf);
        if (!link.IsIntact)
        {
            Anomalies.Add(new Anomaly(position, link, Decode(head.Prev)));
        }
        else if (link.Before >= 0)
        {
            _vouched[Rank(link.Before)] = true;
        }
    }

    public void Take(TreeNode node, ReadOnlySpan<byte> hash)
    {
        if (node.Level == FirstPass.LowestStored)
        {
            Sixteens[node.Index] = hash.ToArray();
        }
    }

    /// <summary>Whether a later fact of its stream names the leaf hash that stands here.</summary>
    public bool IsVouchedFor(long position) => _vouched[Rank(position)];

    private int Rank(long position)
    {
        var rank = Positions.BinarySearch(position);
        return rank >= 0 ? rank : throw new ArgumentOutOfRangeException(nameof(position));
    }

    private static byte[]? Decode(ReadOnlySpan<byte> prev)
    {
        var hash = new byte[MerkleHash.Size + 1];
        Span<byte> text = stackalloc byte[prev.Length];
        return
            Base64.DecodeFromUtf8(prev, hash, out _, out var length) == System.Buffers.OperationStatus.Done
            && length == MerkleHash.Size
            && Base64.EncodeToUtf8(hash.AsSpan(0, length), text, out _, out _) == System.Buffers.OperationStatus.Done
            && text.SequenceEqual(prev)
            ? hash[..length]
            : null;
    }
}

/// <summary>A fact that does not fit to the one before it.</summary>
/// <param name="Prev">The leaf hash that it names; null where it names none.</param>
public sealed record Anomaly(long At, Link Link, byte[]? Prev)
{
    /// <summary>It follows the right version, but another fact than the one that stands there.</summary>
    public bool IsBrokenLink => Link.Version == Link.Expected && !Link.IsNamed;
}
