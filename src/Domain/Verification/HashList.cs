using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>Hashes one after the other in one piece of memory, 32 bytes each.</summary>
public sealed class HashList
{
    private byte[] _bytes = new byte[64 * MerkleHash.Size];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[long index] => _bytes.AsSpan(checked((int)index) * MerkleHash.Size, MerkleHash.Size);

    public void Add(ReadOnlySpan<byte> hash)
    {
        var at = Count * MerkleHash.Size;
        if (at == _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L));
        }

        hash.CopyTo(_bytes.AsSpan(at));
        Count++;
    }

    /// <summary>The root over a part of them, in the order given.</summary>
    public byte[] Root(long first, long end)
    {
        var range = new CompactRange();
        for (var i = first; i < end; i++)
        {
            range.Append(this[i]);
        }

        return range.Root();
    }
}
