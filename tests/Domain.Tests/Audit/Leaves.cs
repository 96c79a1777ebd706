using System.Security.Cryptography;
using System.Text;
using Store.Domain.Audit;

namespace Store.Domain.Tests.Audit;

/// <summary>Leaves for tests, and the root computed word for word as RFC 6962 defines it.</summary>
internal static class Leaves
{
    public static List<ReadOnlyMemory<byte>> Hashes(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => (ReadOnlyMemory<byte>)MerkleHash.Leaf(Encoding.UTF8.GetBytes($"{i}"))),
        ];

    public static byte[] NaiveRoot(IReadOnlyList<ReadOnlyMemory<byte>> leaves, int first, int end)
    {
        int size = end - first;
        if (size == 0)
        {
            return SHA256.HashData([]);
        }

        if (size == 1)
        {
            return leaves[first].ToArray();
        }

        int split = 1;
        while (split * 2 < size)
        {
            split *= 2;
        }

        byte[] left = NaiveRoot(leaves, first, first + split);
        byte[] right = NaiveRoot(leaves, first + split, end);
        return SHA256.HashData([0x01, .. left, .. right]);
    }
}
