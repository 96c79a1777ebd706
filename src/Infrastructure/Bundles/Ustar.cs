using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Store.Infrastructure.Bundles;

/// <summary>
/// The tar of a bundle (ADR-0019): plain ustar files whose headers follow from name and length alone, so that one
/// bundle has one form and a reader accepts no other.
/// </summary>
internal static class Ustar
{
    public const int Block = 512;

    private const int NameLength = 100;
    private const int SizeAt = 124;
    private const int SumAt = 148;

    /// <summary>Writes the header of an entry.</summary>
    public static void Header(string name, long length, Span<byte> block)
    {
        block = block[..Block];
        block.Clear();
        Encoding.ASCII.GetBytes(name, block[..NameLength]);
        "0000644\0"u8.CopyTo(block[100..]);
        "0000000\0"u8.CopyTo(block[108..]);
        "0000000\0"u8.CopyTo(block[116..]);
        Octal(length, 11, block[SizeAt..]);
        "00000000000\0"u8.CopyTo(block[136..]);
        "        "u8.CopyTo(block[SumAt..]);
        block[156] = (byte)'0';
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        Octal(sum, 6, block[SumAt..]);
        block[SumAt + 7] = (byte)' ';
    }

    /// <summary>Name and length of a header that <see cref="Header"/> would write; null for any other.</summary>
    public static (string Name, long Length)? Read(ReadOnlySpan<byte> block)
    {
        var end = block[..NameLength].IndexOf((byte)0);
        if (end <= 0 || block[..end].IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
        {
            return null;
        }

        var length = 0L;
        foreach (var digit in block.Slice(SizeAt, 11))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            length = (length * 8) + (digit - '0');
        }

        var name = Encoding.ASCII.GetString(block[..end]);
        Span<byte> same = stackalloc byte[Block];
        Header(name, length, same);
        return same.SequenceEqual(block[..Block]) ? (name, length) : null;
    }

    /// <summary>How many zeros follow a content of this length.</summary>
    public static int Padding(long length) => (int)((Block - (length % Block)) % Block);

    private static void Octal(long value, int digits, Span<byte> field)
    {
        for (var i = digits - 1; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        field[digits] = 0;
    }
}

/// <summary>The names and frames of a bundle's parts, which writer and reader share.</summary>
internal static class BundleParts
{
    /// <summary>The entries that stand first, in this order.</summary>
    public static readonly string[] Head = ["bundle.json", "checkpoint", "keys.json", "verify.mjs", "README.txt"];

    /// <summary>Position, leaf hash, length of the envelope.</summary>
    public const int FactHeader = 8 + 32 + 4;

    /// <summary>Level, index, hash.</summary>
    public const int NodeFrame = 1 + 8 + 32;

    /// <summary>A part is closed once it is this long.</summary>
    public const int PartLength = 4 << 20;

    /// <summary>No entry is longer.</summary>
    public const int LongestEntry = 16 << 20;

    public const int LongestEnvelope = 60 << 10;

    public static string Facts(long first) => string.Create(CultureInfo.InvariantCulture, $"facts/{first:D12}.facts");

    public static string Nodes(long first) => string.Create(CultureInfo.InvariantCulture, $"tree/{first:D12}.nodes");

    public static string Json(string origin, long size) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"format\":1,\"origin\":\"{origin}\",\"size\":{size}}}\n");

    public static void WriteFact(Span<byte> frame, long position, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> envelope)
    {
        BinaryPrimitives.WriteInt64BigEndian(frame, position);
        leaf.CopyTo(frame[8..]);
        BinaryPrimitives.WriteInt32BigEndian(frame[40..], envelope.Length);
        envelope.CopyTo(frame[FactHeader..]);
    }

    public static void WriteNode(Span<byte> frame, int level, long index, ReadOnlySpan<byte> hash)
    {
        frame[0] = (byte)level;
        BinaryPrimitives.WriteInt64BigEndian(frame[1..], index);
        hash.CopyTo(frame[9..]);
    }
}
