using System.Buffers.Binary;
using System.Numerics;

namespace Store.Domain.Audit;

/// <summary>
/// The right edge (frontier) of an RFC 6962 tree: the roots of its complete subtrees, largest first, one for each
/// one-bit of the size. It is all that appending and the root need, so a batch of n leaves costs O(n) hashes however
/// long the log is. A range is changed by one writer at a time; <see cref="Clone"/> costs a few hundred bytes, so that
/// a batch is tried on a copy and the copy kept only once it is committed.
/// </summary>
public sealed class CompactRange
{
    private const int SizeBytes = sizeof(long);

    // A log of 2^40 facts before the buffer grows; at most 63 hashes are ever needed.
    private const int UsualHashes = 40;

    private byte[] _hashes;

    private CompactRange(long size, byte[] hashes)
    {
        Size = size;
        _hashes = hashes;
    }

    /// <summary>The range of an empty log.</summary>
    public CompactRange()
        : this(0, new byte[UsualHashes * MerkleHash.Size]) { }

    /// <summary>How many leaves were appended; also the position of the next one.</summary>
    public long Size { get; private set; }

    private int Count => BitOperations.PopCount((ulong)Size);

    /// <summary>
    /// Adds the hash of the next leaf, and tells <paramref name="completed"/> of each subtree that is now complete.
    /// </summary>
    public void Append(ReadOnlySpan<byte> leafHash, SubtreeCompleted? completed = null)
    {
        if (leafHash.Length != MerkleHash.Size)
        {
            throw new ArgumentException("A leaf hash has 32 bytes.", nameof(leafHash));
        }

        int top = Count;
        if ((top + 1) * MerkleHash.Size > _hashes.Length)
        {
            Array.Resize(ref _hashes, 64 * MerkleHash.Size);
        }

        leafHash.CopyTo(Hash(top));

        // Every trailing one-bit of the size is a complete subtree as large as the one that just grew beside it.
        int merges = BitOperations.TrailingZeroCount(~Size);
        for (int level = 1; level <= merges; level++)
        {
            top--;
            MerkleHash.Node(Hash(top), Hash(top + 1), Hash(top));
            completed?.Invoke(new TreeNode(level, Size >> level), Hash(top));
        }

        Size = checked(Size + 1);
    }

    /// <summary>Writes the root hash of the tree to the first 32 bytes of <paramref name="root"/>.</summary>
    public void Root(Span<byte> root)
    {
        int count = Count;
        if (count == 0)
        {
            MerkleHash.EmptyRoot.CopyTo(root);
            return;
        }

        Hash(count - 1).CopyTo(root);
        for (int i = count - 2; i >= 0; i--)
        {
            MerkleHash.Node(Hash(i), root[..MerkleHash.Size], root);
        }
    }

    /// <summary>The root hash of the tree.</summary>
    public byte[] Root()
    {
        var root = new byte[MerkleHash.Size];
        Root(root);
        return root;
    }

    public CompactRange Clone() => new(Size, (byte[])_hashes.Clone());

    /// <summary>
    /// The range as it is kept in the log's head row: the size as eight bytes, big-endian, then the hashes, largest
    /// subtree first.
    /// </summary>
    public byte[] ToBytes()
    {
        int length = Count * MerkleHash.Size;
        var bytes = new byte[SizeBytes + length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size);
        _hashes.AsSpan(0, length).CopyTo(bytes.AsSpan(SizeBytes));
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no such thing: a damaged head must not be appended to.</exception>
    public static CompactRange FromBytes(ReadOnlySpan<byte> bytes)
    {
        long size = bytes.Length < SizeBytes ? -1 : BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (size < 0 || bytes.Length != SizeBytes + (BitOperations.PopCount((ulong)size) * MerkleHash.Size))
        {
            throw new FormatException("These bytes are not a compact range: size and number of hashes disagree.");
        }

        var hashes = new byte[Math.Max(UsualHashes * MerkleHash.Size, bytes.Length - SizeBytes)];
        bytes[SizeBytes..].CopyTo(hashes);
        return new CompactRange(size, hashes);
    }

    private Span<byte> Hash(int i) => _hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size);
}
