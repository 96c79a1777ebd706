using System.Buffers;
using System.Security.Cryptography;

namespace Store.Domain.Audit;

/// <summary>
/// The two hashes of an RFC 6962 tree over SHA-256. The prefixes keep a leaf from ever being taken for a node, so
/// that nobody can present an inner node as if it were a fact.
/// </summary>
public static class MerkleHash
{
    /// <summary>Length of every hash in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;

    // Most envelopes are smaller than this and are hashed without touching the heap.
    private const int StackBytes = 2048;

    // One for each thread: a new one for each hash costs a fifth of a small hash.
    [ThreadStatic]
    private static SHA256? _sha256;

    private static readonly byte[] Empty = SHA256.HashData([]);

    /// <summary>The root of the tree without leaves: SHA-256 of nothing.</summary>
    public static ReadOnlySpan<byte> EmptyRoot => Empty;

    /// <summary>SHA-256(0x00 ‖ bytes), written to the first 32 bytes of <paramref name="hash"/>.</summary>
    public static void Leaf(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        int length = bytes.Length + 1;
        byte[]? rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> input = rented ?? stackalloc byte[StackBytes];
        input[0] = LeafPrefix;
        bytes.CopyTo(input[1..]);
        Sha256(input[..length], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>SHA-256(0x00 ‖ bytes).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> bytes)
    {
        var hash = new byte[Size];
        Leaf(bytes, hash);
        return hash;
    }

    /// <summary>
    /// SHA-256(0x01 ‖ left ‖ right), written to <paramref name="hash"/>, which may be the memory of either side.
    /// </summary>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> input = stackalloc byte[1 + Size + Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        Sha256(input, hash);
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[Size];
        Node(left, right, hash);
        return hash;
    }

    private static void Sha256(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        if (!(_sha256 ??= SHA256.Create()).TryComputeHash(input, hash, out _))
        {
            throw new ArgumentException("A hash has 32 bytes.", nameof(hash));
        }
    }
}
