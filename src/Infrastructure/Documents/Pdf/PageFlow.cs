namespace Store.Infrastructure.Documents.Pdf;

/// <summary>Where drawing goes on: a line that moves down, and to the next page where room ends.</summary>
internal sealed class PageFlow
{
    public const double Left = 50;
    public const double Right = PdfPage.Width - 50;
    public const double Top = 48;
    public const double Bottom = PdfPage.Height - 56;

    private readonly PdfDocument _document;
    private readonly Func<PdfPage, double> _continue;

    /// <param name="continuation">Draws the head of every page after the first; answers where its body begins.</param>
    public PageFlow(PdfDocument document, Func<PdfPage, double> continuation)
    {
        _document = document;
        _continue = continuation;
        Page = document.AddPage();
        Y = Top;
    }

    public PdfPage Page { get; private set; }

    /// <summary>The upper edge of what comes next.</summary>
    public double Y { get; set; }

    public double Room => Bottom - Y;

    public void Break()
    {
        Page = _document.AddPage();
        Y = _continue(Page);
    }

    /// <summary>Goes to the next page unless so much fits here. What fits on no page goes wherever it is.</summary>
    public void Need(double height)
    {
        if (height > Room)
        {
            Break();
        }
    }
}
