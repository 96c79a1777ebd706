using System.Globalization;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// An A4 page to draw on. Places are in points from the upper left corner, y growing downwards; a text's y is its
/// baseline.
/// </summary>
internal sealed class PdfPage
{
    public const double Width = 595.28;
    public const double Height = 841.89;

    /// <summary>How much of a text's size its outline adds to make it bold.</summary>
    private const double BoldStroke = 0.028;

    private readonly FontUse _font;
    private readonly StringBuilder _content = new();

    public PdfPage(FontUse font) => _font = font;

    public byte[] Content => Encoding.ASCII.GetBytes(_content.ToString());

    /// <summary>Draws one line of text.</summary>
    /// <param name="x">Its left end, middle or right end, as <paramref name="align"/> says.</param>
    public void Text(double x, double y, string text, TextStyle style, Align align = Align.Left)
    {
        var codePoints = Characters.Of(text);
        if (codePoints.Count == 0)
        {
            return;
        }

        // The last character's tracking is no part of what the eye sees.
        var width = _font.Width(codePoints, style) - style.Tracking;
        var left = align switch
        {
            Align.Left => x,
            Align.Centre => x - (width / 2),
            Align.Right => x - width,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var hex = string.Concat(codePoints.Select(c => _font.Number(c).ToString("X4", CultureInfo.InvariantCulture)));
        var ink = Colour(style.Ink);
        var weight = style.Bold ? $"2 Tr {N(style.Size * BoldStroke)} w {ink} RG " : "0 Tr ";
        _content.Append(
            CultureInfo.InvariantCulture,
            $"BT {ink} rg {weight}{N(style.Tracking)} Tc /F1 {N(style.Size)} Tf 1 0 0 1 {N(left)} {N(Height - y)} Tm "
        );
        _content.Append(CultureInfo.InvariantCulture, $"<{hex}> Tj ET\n");
    }

    public void Line(double x1, double y1, double x2, double y2, double thickness, Ink ink) =>
        _content.Append(
            CultureInfo.InvariantCulture,
            $"{Colour(ink)} RG {N(thickness)} w {N(x1)} {N(Height - y1)} m {N(x2)} {N(Height - y2)} l S\n"
        );

    public void Fill(double x, double y, double width, double height, Ink ink) =>
        _content.Append(
            CultureInfo.InvariantCulture,
            $"{Colour(ink)} rg {N(x)} {N(Height - y - height)} {N(width)} {N(height)} re f\n"
        );

    public void Frame(double x, double y, double width, double height, double thickness, Ink ink) =>
        _content.Append(
            CultureInfo.InvariantCulture,
            $"{Colour(ink)} RG {N(thickness)} w {N(x)} {N(Height - y - height)} {N(width)} {N(height)} re S\n"
        );

    private static string Colour(Ink ink) => $"{N(ink.Red)} {N(ink.Green)} {N(ink.Blue)}";

    private static string N(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
