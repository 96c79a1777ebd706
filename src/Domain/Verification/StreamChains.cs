using System.Runtime.InteropServices;
using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>How a fact stands to the one before it in its stream, and to the one before it in the log.</summary>
/// <param name="Before">Position of the stream's fact before; −1 for its first.</param>
/// <param name="Version">As the fact says.</param>
/// <param name="Expected">One more than the stream's fact before has.</param>
/// <param name="IsNamed">The fact names the leaf hash of the one before it, or none where there is none.</param>
/// <param name="TimeFell">It was recorded earlier than the log's fact before.</param>
public readonly record struct Link(long Before, long Version, long Expected, bool IsNamed, bool TimeFell)
{
    public bool IsIntact => Version == Expected && IsNamed && !TimeFell;
}

/// <summary>
/// Follows every stream of a log: where each stands, and which leaf hash its next fact has to name. What it keeps grows
/// with the streams, not with the facts.
/// </summary>
public sealed class StreamChains
{
    private const int LongestTime = 40;

    private readonly Dictionary<byte[], Last> _streams = new(new SameBytes());
    private readonly Dictionary<byte[], Last>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly byte[] _time = new byte[LongestTime];
    private byte[] _name = new byte[256];
    private int _timeLength;

    public StreamChains() => _lookup = _streams.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Takes the next fact, whatever it says: what comes later is held against what stands here.</summary>
    public Link Follow(in EnvelopeHead head, long position, ReadOnlySpan<byte> leaf)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, Name(head), out var known);
        var link = new Link(
            known ? last.Position : -1,
            head.Version,
            known ? last.Version + 1 : 1,
            known ? head.Names(last.Leaf) : head.Prev.IsEmpty,
            Falls(head.RecordedAt)
        );
        last.Position = position;
        last.Version = head.Version;
        leaf.CopyTo(last.Leaf);
        return link;
    }

    private ReadOnlySpan<byte> Name(in EnvelopeHead head)
    {
        var length = head.Category.Length + 1 + head.Stream.Length;
        if (length > _name.Length)
        {
            _name = new byte[length];
        }

        head.Category.CopyTo(_name);
        _name[head.Category.Length] = (byte)'"';
        head.Stream.CopyTo(_name.AsSpan(head.Category.Length + 1));
        return _name.AsSpan(0, length);
    }

    private bool Falls(ReadOnlySpan<byte> time)
    {
        if (time.Length > LongestTime)
        {
            return true;
        }

        var falls = time.SequenceCompareTo(_time.AsSpan(0, _timeLength)) < 0;
        time.CopyTo(_time);
        _timeLength = time.Length;
        return falls;
    }

    private struct Last
    {
        private LeafHash _leaf;

        public long Position;

        public long Version;

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public Span<byte> Leaf => _leaf;
    }

    [System.Runtime.CompilerServices.InlineArray(MerkleHash.Size)]
    private struct LeafHash
    {
        private byte _first;
    }

    /// <summary>Streams by their names' bytes, so that a known one is found without a copy.</summary>
    private sealed class SameBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
