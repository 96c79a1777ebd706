using System.Globalization;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// A document of A4 pages in one embedded font: pages are drawn in any order and any number of times, and the whole is
/// written at the end. The same drawing gives the same bytes.
/// </summary>
internal sealed class PdfDocument
{
    private readonly FontUse _font;
    private readonly List<PdfPage> _pages = [];

    public PdfDocument(TrueTypeFont font) => _font = new FontUse(font);

    public IReadOnlyList<PdfPage> Pages => _pages;

    /// <summary>The code points drawn as 〓 for want of a glyph.</summary>
    public IReadOnlyCollection<int> Missing => _font.Missing;

    public PdfPage AddPage()
    {
        var page = new PdfPage(_font);
        _pages.Add(page);
        return page;
    }

    public double Measure(string text, TextStyle style) => _font.Width(Characters.Of(text), style);

    /// <summary>The style, made smaller as far as it takes to keep the text within a width.</summary>
    public TextStyle Fit(string text, TextStyle style, double width, double smallest)
    {
        var measured = Measure(text, style);
        return measured <= width ? style : style with { Size = Math.Max(smallest, style.Size * width / measured) };
    }

    /// <summary>The text in lines no wider than <paramref name="width"/> points, broken by kinsoku.</summary>
    public IReadOnlyList<string> Wrap(string text, TextStyle style, double width) =>
        LineBreaking.Wrap(text, width, c => (_font.Advance(c) * style.Size / 1000) + style.Tracking);

    /// <param name="title">Shown by viewers in place of the file's name.</param>
    public byte[] ToBytes(string title, string author)
    {
        var file = new PdfFile();
        var (catalogue, tree) = (file.Reserve(), file.Reserve());
        var font = _font.Write(file);
        var kids = new List<string>();
        foreach (var page in _pages)
        {
            var content = file.AddStream("", page.Content);
            var number = file.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfPage.Width} {PdfPage.Height}] "
                ) + $"/Resources << /Font << /F1 {font} 0 R >> >> /Contents {content} 0 R >>"
            );
            kids.Add($"{number} 0 R");
        }

        file.Write(tree, $"<< /Type /Pages /Kids [{string.Join(' ', kids)}] /Count {kids.Count} >>");
        file.Write(
            catalogue,
            $"<< /Type /Catalog /Pages {tree} 0 R /Lang (ja-JP) /ViewerPreferences << /DisplayDocTitle true >> >>"
        );
        var information = file.Add($"<< /Title {PdfFile.Text(title)} /Author {PdfFile.Text(author)} >>");
        return file.Finish(catalogue, information);
    }
}
