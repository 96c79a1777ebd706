using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// A TrueType font, parsed once and then only read: any number of documents may draw with it at the same time.
/// Refused are fonts whose licence bits forbid embedding or subsetting, and variable fonts, whose default weight is
/// mostly the thinnest.
/// </summary>
public sealed class TrueTypeFont
{
    private const int FsTypeRestricted = 0x0002;
    private const int FsTypeNoSubsetting = 0x0100;
    private const int FsTypeBitmapsOnly = 0x0200;

    private readonly CharacterMap _characters;
    private readonly int _glyphs;
    private readonly int _advances;
    private readonly int _hmtx;
    private readonly int _loca;
    private readonly int _glyf;
    private readonly bool _longOffsets;

    private TrueTypeFont(FontTables tables)
    {
        Tables = tables;
        if (tables.Has("fvar"))
        {
            throw tables.Refusal("it is a variable font, and a static one is needed");
        }

        if (tables.Table("head").Length < 54 || tables.Table("hhea").Length < 36 || tables.Table("maxp").Length < 6)
        {
            throw tables.Refusal("it is damaged: a table is too short");
        }

        RefuseForbiddenEmbedding(tables);
        var head = tables.Start("head");
        UnitsPerEm = tables.UInt16(head + 18);
        if (UnitsPerEm == 0)
        {
            throw tables.Refusal("it is damaged: its em has no size");
        }

        Box = [.. Enumerable.Range(0, 4).Select(i => Thousandths(tables.Int16(head + 36 + (2 * i))))];
        _longOffsets = tables.UInt16(head + 50) == 1;
        var hhea = tables.Start("hhea");
        Ascent = Thousandths(tables.Int16(hhea + 4));
        Descent = Thousandths(tables.Int16(hhea + 6));
        _advances = tables.UInt16(hhea + 34);
        if (_advances == 0)
        {
            throw tables.Refusal("it is damaged: it gives no widths");
        }

        _glyphs = tables.UInt16(tables.Start("maxp") + 4);
        _hmtx = tables.Start("hmtx");
        _loca = tables.Start("loca");
        _glyf = tables.Start("glyf");
        _characters = CharacterMap.Read(tables);
        PostScriptName = ReadPostScriptName(tables);
    }

    internal FontTables Tables { get; }

    internal int UnitsPerEm { get; }

    /// <summary>In thousandths of the em, as everything here that is not called a unit.</summary>
    internal int Ascent { get; }

    internal int Descent { get; }

    internal IReadOnlyList<int> Box { get; }

    internal string PostScriptName { get; }

    /// <exception cref="FontUnusableException">No usable font; the message says why and what to do.</exception>
    public static TrueTypeFont Parse(byte[] file, string name) => new(new FontTables(file, name));

    /// <exception cref="FontUnusableException">The file cannot be read, or is no usable font.</exception>
    public static TrueTypeFont Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FontUnusableException($"The font {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The glyph of a code point; 0 where the font has none.</summary>
    internal int Glyph(int codePoint)
    {
        var glyph = _characters.Glyph(codePoint);
        return (uint)glyph < _glyphs ? glyph : 0;
    }

    /// <summary>How far a glyph moves the pen, in font units.</summary>
    internal int AdvanceUnits(int glyph) => Tables.UInt16(_hmtx + (4 * Math.Min(glyph, _advances - 1)));

    internal short LeftBearingUnits(int glyph) =>
        Tables.Int16(glyph < _advances ? _hmtx + (4 * glyph) + 2 : _hmtx + (4 * _advances) + (2 * (glyph - _advances)));

    /// <summary>The pen's way in whole thousandths: what is written into the document and measured with.</summary>
    internal int Advance(int glyph) => Thousandths(AdvanceUnits(glyph));

    /// <summary>The outline of a glyph as the file has it; empty for a space.</summary>
    internal ReadOnlySpan<byte> Outline(int glyph)
    {
        if (glyph >= _glyphs)
        {
            throw Tables.Refusal("it is damaged: a glyph is composed of one that is not there");
        }

        var (from, to) = _longOffsets
            ? (Tables.Offset(_loca + (4 * glyph)), Tables.Offset(_loca + (4 * glyph) + 4))
            : (2 * Tables.UInt16(_loca + (2 * glyph)), 2 * Tables.UInt16(_loca + (2 * glyph) + 2));
        return Tables.Bytes(_glyf + from, to - from);
    }

    private int Thousandths(int units) => (int)Math.Round(units * 1000.0 / UnitsPerEm, MidpointRounding.AwayFromZero);

    private static void RefuseForbiddenEmbedding(FontTables tables)
    {
        if (!tables.Has("OS/2"))
        {
            return;
        }

        var fsType = tables.UInt16(tables.Start("OS/2") + 8);
        if ((fsType & FsTypeRestricted) != 0 && (fsType & 0x000C) == 0)
        {
            throw tables.Refusal("its licence bits (fsType) forbid embedding it in documents");
        }

        if ((fsType & (FsTypeNoSubsetting | FsTypeBitmapsOnly)) != 0)
        {
            throw tables.Refusal("its licence bits (fsType) forbid embedding a part of its outlines");
        }
    }

    private static string ReadPostScriptName(FontTables tables)
    {
        const int PostScript = 6;
        const int WindowsPlatform = 3;
        if (tables.Has("name"))
        {
            var start = tables.Start("name");
            var texts = start + tables.UInt16(start + 4);
            for (var i = 0; i < tables.UInt16(start + 2); i++)
            {
                var record = start + 6 + (12 * i);
                if (tables.UInt16(record + 6) == PostScript && tables.UInt16(record) == WindowsPlatform)
                {
                    var bytes = tables.Bytes(texts + tables.UInt16(record + 10), tables.UInt16(record + 8));
                    var name = string.Concat(
                        Encoding.BigEndianUnicode.GetString(bytes).Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                    );
                    return name.Length > 0 ? name : "Japanese";
                }
            }
        }

        return "Japanese";
    }
}
