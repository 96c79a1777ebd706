using System.Globalization;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// One document's use of a font: each character used gets a number (CID) at first sight, and only the glyphs used are
/// embedded. Numbers belong to characters and not to glyphs, so that text taken out of the document is exact where two
/// characters share a glyph, and where a missing one is drawn as 〓.
/// </summary>
internal sealed class FontUse
{
    private const int Geta = 0x3013;
    private const int Replacement = 0xFFFD;

    private readonly TrueTypeFont _font;
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<int> _codePoints = [0];
    private readonly List<int> _glyphs = [0];
    private readonly SortedSet<int> _missing = [];
    private readonly int _fallback;

    public FontUse(TrueTypeFont font)
    {
        _font = font;
        _fallback = font.Glyph(Geta) is var geta and not 0 ? geta : font.Glyph(Replacement);
    }

    /// <summary>The code points asked for that the font lacks, ascending.</summary>
    public IReadOnlyCollection<int> Missing => _missing;

    /// <summary>How far a character moves the pen, in thousandths of the size.</summary>
    public int Advance(int codePoint) => _font.Advance(GlyphOf(codePoint));

    public double Width(IEnumerable<int> codePoints, TextStyle style) =>
        codePoints.Sum(c => (Advance(c) * style.Size / 1000) + style.Tracking);

    /// <summary>The number under which the content of a page names a character.</summary>
    public int Number(int codePoint)
    {
        if (_numbers.TryGetValue(codePoint, out var number))
        {
            return number;
        }

        if (_font.Glyph(codePoint) == 0)
        {
            _missing.Add(codePoint);
        }

        number = _glyphs.Count;
        _numbers.Add(codePoint, number);
        _codePoints.Add(codePoint);
        _glyphs.Add(GlyphOf(codePoint));
        return number;
    }

    /// <summary>Writes the font's objects; the answer is the number of the one that pages refer to.</summary>
    public int Write(PdfFile file)
    {
        var program = FontSubset.Build(_font, _glyphs);
        var name = $"{Tag(program)}+{_font.PostScriptName}";
        var box = string.Join(' ', _font.Box.Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var programAt = file.AddStream($"/Length1 {program.Length}", program);
        var descriptorAt = file.Add(
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
                + $"/Ascent {_font.Ascent} /Descent {_font.Descent} /CapHeight {_font.Ascent} /StemV 80 "
                + $"/FontFile2 {programAt} 0 R >>"
        );
        var descendantAt = file.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + $"/FontDescriptor {descriptorAt} 0 R /CIDToGIDMap /Identity /DW 1000 /W [{Widths()}] >>"
        );
        var unicodeAt = file.AddStream("", Encoding.ASCII.GetBytes(ToUnicode()));
        return file.Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
                + $"/DescendantFonts [{descendantAt} 0 R] /ToUnicode {unicodeAt} 0 R >>"
        );
    }

    private int GlyphOf(int codePoint) => _font.Glyph(codePoint) is var glyph and not 0 ? glyph : _fallback;

    /// <summary>Six letters that tell subsets of one font apart, taken from the subset itself.</summary>
    private static string Tag(byte[] program) =>
        string.Concat(
            System.Security.Cryptography.SHA256.HashData(program).Take(6).Select(b => (char)('A' + (b % 26)))
        );

    private string Widths()
    {
        var widths = new StringBuilder();
        var open = false;
        for (var number = 0; number < _glyphs.Count; number++)
        {
            var advance = _font.Advance(_glyphs[number]);
            if (advance == 1000)
            {
                widths.Append(open ? "] " : "");
                open = false;
                continue;
            }

            widths.Append(CultureInfo.InvariantCulture, $"{(open ? " " : $"{number} [")}{advance}");
            open = true;
        }

        return widths.Append(open ? "]" : "").ToString();
    }

    private string ToUnicode()
    {
        const int LinesABlock = 100;
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """.ReplaceLineEndings("\n")
        );
        for (var first = 1; first < _codePoints.Count; first += LinesABlock)
        {
            var count = Math.Min(LinesABlock, _codePoints.Count - first);
            map.Append(CultureInfo.InvariantCulture, $"{count} beginbfchar\n");
            for (var number = first; number < first + count; number++)
            {
                var utf16 = Encoding.BigEndianUnicode.GetBytes(new Rune(_codePoints[number]).ToString());
                map.Append(CultureInfo.InvariantCulture, $"<{number:X4}> <{Convert.ToHexString(utf16)}>\n");
            }

            map.Append("endbfchar\n");
        }

        map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        return map.ToString();
    }
}
