namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// From code points to glyphs: a font's cmap in format 12 (all of Unicode) where there is one, else format 4 (BMP),
/// unpacked once into runs that are searched by halving.
/// </summary>
internal sealed class CharacterMap
{
    private const int Unicode = 0;
    private const int Windows = 3;

    private readonly List<Run> _runs = [];

    private CharacterMap() { }

    public static CharacterMap Read(FontTables font)
    {
        var start = font.Start("cmap");
        int? full = null;
        int? basic = null;
        for (var i = 0; i < font.UInt16(start + 2); i++)
        {
            var record = start + 4 + (8 * i);
            var (platform, encoding) = (font.UInt16(record), font.UInt16(record + 2));
            if (platform != Unicode && (platform != Windows || encoding is not (1 or 10)))
            {
                continue;
            }

            var subtable = start + font.Offset(record + 4);
            switch (font.UInt16(subtable))
            {
                case 12:
                    full = subtable;
                    break;
                case 4:
                    basic = subtable;
                    break;
                default:
                    // Variation sequences and legacy encodings: nothing that drawing text needs.
                    break;
            }
        }

        var map = new CharacterMap();
        if (full is { } groups)
        {
            map.ReadFormat12(font, groups);
        }
        else if (basic is { } segments)
        {
            map.ReadFormat4(font, segments);
        }
        else
        {
            throw font.Refusal("it has no Unicode character map (cmap format 4 or 12)");
        }

        map._runs.Sort((a, b) => a.First.CompareTo(b.First));
        return map;
    }

    /// <summary>The glyph of a code point; 0 where the font has none.</summary>
    public int Glyph(int codePoint)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var run = _runs[middle];
            if (codePoint < run.First)
            {
                high = middle - 1;
            }
            else if (codePoint > run.Last)
            {
                low = middle + 1;
            }
            else
            {
                return run.Glyph + codePoint - run.First;
            }
        }

        return 0;
    }

    private void ReadFormat12(FontTables font, int subtable)
    {
        var count = font.Offset(subtable + 12);
        for (var i = 0; i < count; i++)
        {
            var group = subtable + 16 + (12 * i);
            _runs.Add(new(font.Offset(group), font.Offset(group + 4), font.Offset(group + 8)));
        }
    }

    private void ReadFormat4(FontTables font, int subtable)
    {
        var segments = font.UInt16(subtable + 6) / 2;
        var ends = subtable + 14;
        var starts = ends + (2 * segments) + 2;
        var deltas = starts + (2 * segments);
        var ranges = deltas + (2 * segments);
        for (var i = 0; i < segments; i++)
        {
            var (first, last) = (font.UInt16(starts + (2 * i)), font.UInt16(ends + (2 * i)));
            var delta = font.UInt16(deltas + (2 * i));
            var range = font.UInt16(ranges + (2 * i));
            for (int codePoint = first; codePoint <= last && codePoint != 0xFFFF; codePoint++)
            {
                // The range's offset counts from where it is itself written: the format's own trick.
                var listed = range == 0 ? codePoint : font.UInt16(ranges + (2 * i) + range + (2 * (codePoint - first)));
                if (range == 0 || listed != 0)
                {
                    Add(codePoint, (listed + delta) & 0xFFFF);
                }
            }
        }
    }

    private void Add(int codePoint, int glyph)
    {
        if (_runs.Count > 0 && _runs[^1] is var last && last.Last == codePoint - 1)
        {
            if (last.Glyph + codePoint - last.First == glyph)
            {
                _runs[^1] = last with { Last = codePoint };
                return;
            }
        }

        _runs.Add(new(codePoint, codePoint, glyph));
    }

    private readonly record struct Run(int First, int Last, int Glyph);
}
