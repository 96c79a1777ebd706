using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>One piece of text on a page: where its baseline begins, from the lower left corner, in points.</summary>
internal sealed record DrawnText(string Text, double X, double Y, double Size);

/// <summary>
/// Reads a PDF as far as these tests need, by the format's own rules and with none of the writer's code: the
/// cross-reference table, streams inflated, and text taken out through the font's ToUnicode map.
/// </summary>
internal sealed partial class PdfReading
{
    private readonly byte[] _bytes;
    private readonly Dictionary<int, (string Dictionary, byte[]? Stream)> _objects = [];

    public PdfReading(byte[] bytes)
    {
        _bytes = bytes;
        var file = Encoding.Latin1.GetString(bytes);
        var table = int.Parse(StartOfTable().Match(file).Groups[1].Value, CultureInfo.InvariantCulture);
        var rows = TableRow().Matches(file[table..]);
        for (var number = 1; number < rows.Count; number++)
        {
            var offset = int.Parse(rows[number].Groups[1].Value, CultureInfo.InvariantCulture);
            ReadObject(file, number, offset);
        }

        Trailer = file[file.LastIndexOf("trailer", StringComparison.Ordinal)..];
        Unicode = ToUnicode();
        Pages = [.. PageTexts()];
    }

    public string Trailer { get; }

    /// <summary>From the numbers that pages use to the text they stand for.</summary>
    public IReadOnlyDictionary<int, string> Unicode { get; }

    public IReadOnlyList<IReadOnlyList<DrawnText>> Pages { get; }

    /// <summary>All pieces of text in the order of drawing, one a line.</summary>
    public string Text => string.Join('\n', Pages.SelectMany(page => page.Select(t => t.Text)));

    public string Catalogue => _objects.Values.Single(o => o.Dictionary.Contains("/Type /Catalog")).Dictionary;

    public string Title =>
        Encoding.BigEndianUnicode.GetString(
            Convert.FromHexString(
                TitleEntry()
                    .Match(_objects.Values.Single(o => o.Dictionary.Contains("/Title")).Dictionary)
                    .Groups[1]
                    .Value
            )
        );

    /// <summary>The embedded font file.</summary>
    public byte[] Font => _objects.Values.Single(o => o.Dictionary.Contains("/Length1")).Stream!;

    private void ReadObject(string file, int number, int offset)
    {
        var head = $"{number} 0 obj\n";
        if (!file.AsSpan(offset).StartsWith(head))
        {
            throw new InvalidDataException($"Object {number} is not where the table says.");
        }

        var end = file.IndexOf("endobj", offset, StringComparison.Ordinal);
        var stream = file.IndexOf("\nstream\n", offset, end - offset, StringComparison.Ordinal);
        if (stream < 0)
        {
            _objects.Add(number, (file[(offset + head.Length)..end], null));
            return;
        }

        var dictionary = file[(offset + head.Length)..stream];
        var length = int.Parse(StreamLength().Match(dictionary).Groups[1].Value, CultureInfo.InvariantCulture);
        var from = stream + "\nstream\n".Length;
        if (!file.AsSpan(from + length).StartsWith("\nendstream"))
        {
            throw new InvalidDataException($"The stream of object {number} is not as long as it says.");
        }

        using var inflate = new ZLibStream(new MemoryStream(_bytes, from, length), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        inflate.CopyTo(plain);
        _objects.Add(number, (dictionary, plain.ToArray()));
    }

    private Dictionary<int, string> ToUnicode()
    {
        var font = _objects.Values.Single(o => o.Dictionary.Contains("/ToUnicode")).Dictionary;
        var map = Encoding.ASCII.GetString(_objects[Reference(font, "ToUnicode")].Stream!);
        return MapEntry()
            .Matches(map[map.IndexOf("endcodespacerange", StringComparison.Ordinal)..])
            .ToDictionary(
                m => Convert.ToInt32(m.Groups[1].Value, 16),
                m => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(m.Groups[2].Value))
            );
    }

    private IEnumerable<IReadOnlyList<DrawnText>> PageTexts()
    {
        var tree = _objects.Values.Single(o => o.Dictionary.Contains("/Type /Pages")).Dictionary;
        foreach (Match kid in Kid().Matches(tree[tree.IndexOf('[')..tree.IndexOf(']')]))
        {
            var page = _objects[int.Parse(kid.Groups[1].Value, CultureInfo.InvariantCulture)].Dictionary;
            var content = Encoding.ASCII.GetString(_objects[Reference(page, "Contents")].Stream!);
            yield return [.. Shown().Matches(content).Select(Drawn)];
        }
    }

    private DrawnText Drawn(Match shown)
    {
        var hex = shown.Groups[4].Value;
        var text = string.Concat(hex.Chunk(4).Select(c => Unicode[Convert.ToInt32(new string(c), 16)]));
        double At(int group) => double.Parse(shown.Groups[group].Value, CultureInfo.InvariantCulture);
        return new(text, At(2), At(3), At(1));
    }

    private static int Reference(string dictionary, string key) =>
        int.Parse(Regex.Match(dictionary, $"/{key} (\\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF\n$")]
    private static partial Regex StartOfTable();

    [GeneratedRegex(@"^(\d{10}) \d{5} [fn] $", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"/Length (\d+)")]
    private static partial Regex StreamLength();

    [GeneratedRegex(@"<([0-9A-F]{4})> <([0-9A-F]+)>")]
    private static partial Regex MapEntry();

    [GeneratedRegex(@"(\d+) 0 R")]
    private static partial Regex Kid();

    [GeneratedRegex(@"/F1 ([\d.]+) Tf 1 0 0 1 ([\d.-]+) ([\d.-]+) Tm <([0-9A-F]+)> Tj")]
    private static partial Regex Shown();

    [GeneratedRegex(@"/Title <FEFF([0-9A-F]+)>")]
    private static partial Regex TitleEntry();
}
