using System.Buffers.Binary;
using System.Text;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>
/// A TrueType file of a few glyphs, made here byte by byte, so that what real fonts seldom do (composite glyphs,
/// character maps in either format, licence bits) is tested with and without one.
/// </summary>
internal static class TinyFont
{
    public const int GlyphA = 1;
    public const int GlyphAWithAcute = 2;
    public const int GlyphAcute = 3;
    public const int GlyphGeta = 4;
    public const int GlyphYoshi = 5;
    public const int Yoshi = 0x20BB7;

    private static readonly byte[] HintingProgram = [0xB0, 0x01, 0x21];

    public static byte[] Build(
        int cmapFormat = 12,
        int fsType = 0,
        string? extraTable = null,
        string? without = null,
        uint kind = 0x00010000
    )
    {
        byte[][] glyphs =
        [
            [],
            Triangle(600),
            Composite(),
            Triangle(100),
            Triangle(900),
            Triangle(800),
        ];
        var loca = new List<byte>();
        var glyf = new List<byte>();
        foreach (var glyph in glyphs)
        {
            loca.AddRange(U32((uint)glyf.Count));
            glyf.AddRange(glyph);
            glyf.AddRange(new byte[(4 - (glyph.Length % 4)) % 4]);
        }

        loca.AddRange(U32((uint)glyf.Count));
        var head = new byte[54];
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(18), 1000);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(40), 1000);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(42), 800);
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        var hhea = new byte[36];
        BinaryPrimitives.WriteInt16BigEndian(hhea.AsSpan(4), 880);
        BinaryPrimitives.WriteInt16BigEndian(hhea.AsSpan(6), -120);
        BinaryPrimitives.WriteUInt16BigEndian(hhea.AsSpan(34), 2);
        var maxp = new byte[32];
        BinaryPrimitives.WriteUInt16BigEndian(maxp.AsSpan(4), (ushort)glyphs.Length);
        var os2 = new byte[96];
        BinaryPrimitives.WriteUInt16BigEndian(os2.AsSpan(8), (ushort)fsType);

        // Two advances, then bearings alone: every glyph after the first is as wide as the second.
        byte[] hmtx =
        [
            .. U16(1000),
            .. U16(0),
            .. U16(500),
            .. U16(10),
            .. U16(20),
            .. U16(30),
            .. U16(40),
            .. U16(50),
        ];
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["OS/2"] = os2,
            ["cmap"] = cmapFormat == 4 ? Format4() : Format12(),
            ["fpgm"] = HintingProgram,
            ["glyf"] = [.. glyf],
            ["head"] = head,
            ["hhea"] = hhea,
            ["hmtx"] = hmtx,
            ["loca"] = [.. loca],
            ["maxp"] = maxp,
        };
        if (extraTable is not null)
        {
            tables[extraTable] = new byte[4];
        }

        if (without is not null)
        {
            tables.Remove(without);
        }

        return File(tables, kind);
    }

    private static byte[] Triangle(int height) =>
        [
            .. U16(1),
            .. new byte[8],
            .. U16(2),
            .. U16(HintingProgram.Length),
            .. HintingProgram,
            .. (byte[])[1, 1, 1],
            .. U16(0),
            .. U16(400),
            .. U16(-200),
            .. U16(0),
            .. U16(0),
            .. U16(height),
        ];

    /// <summary>Á: the acute, scaled, and then the A, with a hinting program behind them.</summary>
    private static byte[] Composite() =>
        [
            .. U16(-1),
            .. new byte[8],
            .. U16(0x0001 | 0x0002 | 0x0008 | 0x0020),
            .. U16(GlyphAcute),
            .. U16(100),
            .. U16(500),
            .. U16(0x2000),
            .. U16(0x0002 | 0x0100),
            .. U16(GlyphA),
            0,
            0,
            .. U16(HintingProgram.Length),
            .. HintingProgram,
        ];

    private static byte[] Format12()
    {
        (int First, int Last, int Glyph)[] groups =
        [
            ('A', 'A', GlyphA),
            ('Á', 'Á', GlyphAWithAcute),
            (0x3013, 0x3013, GlyphGeta),
            (Yoshi, Yoshi, GlyphYoshi),
        ];
        var body = groups.SelectMany(g => (byte[])[.. U32((uint)g.First), .. U32((uint)g.Last), .. U32((uint)g.Glyph)]);
        return
        [
            .. U16(0),
            .. U16(1),
            .. U16(3),
            .. U16(10),
            .. U32(12),
            .. U16(12),
            .. U16(0),
            .. U32((uint)(16 + (12 * groups.Length))),
            .. U32(0),
            .. U32((uint)groups.Length),
            .. body,
        ];
    }

    /// <summary>A and 〓 by their deltas, Á through the list of glyphs, and the segment that ends the map.</summary>
    private static byte[] Format4() =>
        [
            .. U16(0),
            .. U16(1),
            .. U16(3),
            .. U16(1),
            .. U32(12),
            .. U16(4),
            .. U16(16 + (8 * 4) + 2),
            .. U16(0),
            .. U16(8),
            .. U16(8),
            .. U16(2),
            .. U16(0),
            .. U16('A'),
            .. U16('Á'),
            .. U16(0x3013),
            .. U16(0xFFFF),
            .. U16(0),
            .. U16('A'),
            .. U16('Á'),
            .. U16(0x3013),
            .. U16(0xFFFF),
            .. U16(GlyphA - 'A'),
            .. U16(0),
            .. U16(GlyphGeta - 0x3013),
            .. U16(1),
            .. U16(0),
            .. U16(6),
            .. U16(0),
            .. U16(0),
            .. U16(GlyphAWithAcute),
        ];

    private static byte[] File(SortedDictionary<string, byte[]> tables, uint kind)
    {
        var directory = new List<byte>([.. U32(kind), .. U16(tables.Count), .. new byte[6]]);
        var body = new List<byte>();
        foreach (var (tag, table) in tables)
        {
            directory.AddRange(Encoding.ASCII.GetBytes(tag));
            directory.AddRange(U32(0));
            directory.AddRange(U32((uint)(12 + (16 * tables.Count) + body.Count)));
            directory.AddRange(U32((uint)table.Length));
            body.AddRange(table);
            body.AddRange(new byte[(4 - (table.Length % 4)) % 4]);
        }

        return [.. directory, .. body];
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value) => [.. U16((int)(value >> 16)), .. U16((int)(value & 0xFFFF))];
}
