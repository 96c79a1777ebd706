using System.Buffers.Binary;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// A font file with only the glyphs that a document uses, renumbered in the order given and without their hinting
/// programs (half of a font's bytes, and for coarse screens only): a document of a few hundred characters carries some
/// 20 KB instead of megabytes. The bytes depend on the font and the list alone.
/// </summary>
internal static class FontSubset
{
    private const int WordArguments = 0x0001;
    private const int OneScale = 0x0008;
    private const int MoreComponents = 0x0020;
    private const int TwoScales = 0x0040;
    private const int FourScales = 0x0080;
    private const int HasProgram = 0x0100;
    private const uint ChecksumOfAll = 0xB1B0AFBA;

    /// <summary>
    /// The one program kept: it switches dropout control on (SCANCTRL, SCANTYPE), so that viewers without smoothing
    /// don't lose thin stems.
    /// </summary>
    private static readonly byte[] KeepThinStems = [0xB8, 0x01, 0xFF, 0x85, 0xB0, 0x04, 0x8D];

    /// <param name="glyphs">The font's glyphs in their new order; the first must be 0 (.notdef).</param>
    public static byte[] Build(TrueTypeFont font, IReadOnlyList<int> glyphs)
    {
        // Parts of composite glyphs come after the glyphs asked for: nothing in the text names them.
        var order = new List<int>(glyphs);
        var newNumbers = new Dictionary<int, int>();
        for (var i = 0; i < order.Count; i++)
        {
            newNumbers.TryAdd(order[i], i);
        }

        using var outlines = new MemoryStream();
        var offsets = new List<int>();
        for (var i = 0; i < order.Count; i++)
        {
            offsets.Add((int)outlines.Length);
            var outline = font.Outline(order[i]);
            Check(font, outline.Length is 0 or >= 10);
            if (!outline.IsEmpty && BinaryPrimitives.ReadInt16BigEndian(outline) >= 0)
            {
                WriteSimple(font, outline, outlines);
            }
            else if (!outline.IsEmpty)
            {
                WriteComposite(font, outline, outlines, order, newNumbers);
            }

            PadToFour(outlines);
        }

        offsets.Add((int)outlines.Length);
        return Assemble(font, order, outlines.ToArray(), offsets);
    }

    /// <summary>An outline of its own: everything but its hinting program.</summary>
    private static void WriteSimple(TrueTypeFont font, ReadOnlySpan<byte> outline, MemoryStream to)
    {
        var program = 10 + (2 * BinaryPrimitives.ReadInt16BigEndian(outline));
        Check(font, program + 2 <= outline.Length);
        var points = program + 2 + BinaryPrimitives.ReadUInt16BigEndian(outline[program..]);
        Check(font, points <= outline.Length);
        to.Write(outline[..program]);
        to.Write([0, 0]);
        to.Write(outline[points..]);
    }

    /// <summary>An outline made of others, which are named by their new numbers, without its hinting program.</summary>
    private static void WriteComposite(
        TrueTypeFont font,
        ReadOnlySpan<byte> outline,
        MemoryStream to,
        List<int> order,
        Dictionary<int, int> newNumbers
    )
    {
        var copy = outline.ToArray();
        var at = 10;
        int flags;
        do
        {
            Check(font, at + 4 <= copy.Length);
            flags = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at));
            var part = BinaryPrimitives.ReadUInt16BigEndian(copy.AsSpan(at + 2));
            if (!newNumbers.TryGetValue(part, out var number))
            {
                number = order.Count;
                order.Add(part);
                newNumbers.Add(part, number);
            }

            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)(flags & ~HasProgram));
            BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at + 2), checked((ushort)number));
            at += 4 + ((flags & WordArguments) != 0 ? 4 : 2);
            at +=
                (flags & FourScales) != 0 ? 8
                : (flags & TwoScales) != 0 ? 4
                : (flags & OneScale) != 0 ? 2
                : 0;
        } while ((flags & MoreComponents) != 0);

        Check(font, at <= copy.Length);
        to.Write(copy.AsSpan(0, at));
    }

    private static void Check(TrueTypeFont font, bool sound)
    {
        if (!sound)
        {
            throw font.Tables.Refusal("it is damaged: an outline ends too early");
        }
    }

    private static byte[] Assemble(TrueTypeFont font, List<int> order, byte[] glyf, List<int> offsets)
    {
        var longOffsets = glyf.Length > 2 * ushort.MaxValue;
        var head = font.Tables.Table("head").ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), (short)(longOffsets ? 1 : 0));
        var hhea = font.Tables.Table("hhea").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), (ushort)order.Count);
        var maxp = font.Tables.Table("maxp").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)order.Count);

        var hmtx = new byte[4 * order.Count];
        for (var i = 0; i < order.Count; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(hmtx.AsSpan(4 * i), (ushort)font.AdvanceUnits(order[i]));
            BinaryPrimitives.WriteInt16BigEndian(hmtx.AsSpan((4 * i) + 2), font.LeftBearingUnits(order[i]));
        }

        var loca = new byte[offsets.Count * (longOffsets ? 4 : 2)];
        for (var i = 0; i < offsets.Count; i++)
        {
            if (longOffsets)
            {
                BinaryPrimitives.WriteInt32BigEndian(loca.AsSpan(4 * i), offsets[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(loca.AsSpan(2 * i), (ushort)(offsets[i] / 2));
            }
        }

        // In the order of their tags, as the format wants its directory.
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["glyf"] = glyf,
            ["head"] = head,
            ["hhea"] = hhea,
            ["hmtx"] = hmtx,
            ["loca"] = loca,
            ["maxp"] = maxp,
            ["prep"] = KeepThinStems,
        };
        return Write(tables);
    }

    private static byte[] Write(SortedDictionary<string, byte[]> tables)
    {
        var directory = 12 + (16 * tables.Count);
        using var file = new MemoryStream();
        file.Write(new byte[directory]);
        var entry = new byte[directory];
        BinaryPrimitives.WriteUInt32BigEndian(entry, 0x00010000);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(4), (ushort)tables.Count);
        var power = (int)Math.Log2(tables.Count);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(6), (ushort)(16 << power));
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(8), (ushort)power);
        BinaryPrimitives.WriteUInt16BigEndian(entry.AsSpan(10), (ushort)((16 * tables.Count) - (16 << power)));
        var at = 12;
        var headAt = 0;
        foreach (var (tag, table) in tables)
        {
            var offset = (int)file.Length;
            headAt = tag == "head" ? offset : headAt;
            Encoding.ASCII.GetBytes(tag, entry.AsSpan(at));
            BinaryPrimitives.WriteUInt32BigEndian(entry.AsSpan(at + 4), Checksum(table));
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(at + 8), offset);
            BinaryPrimitives.WriteInt32BigEndian(entry.AsSpan(at + 12), table.Length);
            at += 16;
            file.Write(table);
            PadToFour(file);
        }

        var bytes = file.ToArray();
        entry.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(headAt + 8), unchecked(ChecksumOfAll - Checksum(bytes)));
        return bytes;
    }

    private static uint Checksum(ReadOnlySpan<byte> table)
    {
        var sum = 0u;
        while (table.Length >= 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(table));
            table = table[4..];
        }

        Span<byte> rest = stackalloc byte[4];
        rest.Clear();
        table.CopyTo(rest);
        return unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(rest));
    }

    private static void PadToFour(MemoryStream stream)
    {
        while (stream.Length % 4 != 0)
        {
            stream.WriteByte(0);
        }
    }
}
