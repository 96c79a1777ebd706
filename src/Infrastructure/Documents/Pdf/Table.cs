namespace Store.Infrastructure.Documents.Pdf;

/// <param name="Width">In points.</param>
internal sealed record Column(string Heading, double Width, Align Align);

/// <summary>Paragraphs of one cell, each in its own style, one below the other.</summary>
internal sealed record Cell(params (string Text, TextStyle Style)[] Paragraphs);

/// <summary>
/// A table that goes on over as many pages as it needs and repeats its headings on each. A row stays on one page
/// unless it is taller than a page. Text on the left wraps; figures never do: they are drawn smaller until they fit.
/// </summary>
internal sealed class Table
{
    private const double Padding = 5;
    private const double LineHeight = 12;
    private const double HeadingHeight = 20;
    private const double SmallestFigure = 4;

    private static readonly TextStyle Heading = new(8, new Ink(1, 1, 1), Bold: true);

    private readonly PdfDocument _document;
    private readonly IReadOnlyList<Column> _columns;

    public Table(PdfDocument document, IReadOnlyList<Column> columns)
    {
        _document = document;
        _columns = columns;
    }

    private double Width => _columns.Sum(c => c.Width);

    public void Draw(PageFlow flow, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        flow.Need(HeadingHeight + (2 * LineHeight));
        DrawHeadings(flow);
        for (var i = 0; i < rows.Count; i++)
        {
            DrawRow(flow, rows[i], shaded: i % 2 == 1);
        }

        flow.Page.Line(PageFlow.Left, flow.Y, PageFlow.Left + Width, flow.Y, 0.9, Ink.Accent);
    }

    private void DrawHeadings(PageFlow flow)
    {
        flow.Page.Fill(PageFlow.Left, flow.Y, Width, HeadingHeight, Ink.Accent);
        var x = PageFlow.Left;
        foreach (var column in _columns)
        {
            flow.Page.Text(x + (column.Width / 2), flow.Y + 13, column.Heading, Heading, Align.Centre);
            x += column.Width;
        }

        flow.Y += HeadingHeight;
    }

    private void DrawRow(PageFlow flow, IReadOnlyList<Cell> row, bool shaded)
    {
        var cells = row.Select((cell, i) => Lines(cell, _columns[i])).ToList();
        var count = cells.Max(lines => lines.Count);
        if (Height(count) > flow.Room)
        {
            BreakTable(flow);
        }

        for (var first = 0; first < count; )
        {
            var fitting = (int)((flow.Room - (2 * Padding)) / LineHeight);
            var taken = Math.Min(count - first, Math.Max(1, fitting));
            DrawLines(flow, cells, first, taken, shaded);
            first += taken;
            if (first < count)
            {
                BreakTable(flow);
            }
        }
    }

    private void BreakTable(PageFlow flow)
    {
        flow.Page.Line(PageFlow.Left, flow.Y, PageFlow.Left + Width, flow.Y, 0.9, Ink.Accent);
        flow.Break();
        DrawHeadings(flow);
    }

    private void DrawLines(
        PageFlow flow,
        List<List<(string Text, TextStyle Style)>> cells,
        int first,
        int count,
        bool shaded
    )
    {
        var height = Height(count);
        if (shaded)
        {
            flow.Page.Fill(PageFlow.Left, flow.Y, Width, height, Ink.Tint);
        }

        var left = PageFlow.Left;
        for (var i = 0; i < cells.Count; i++)
        {
            var column = _columns[i];
            var x = column.Align switch
            {
                Align.Left => left + Padding,
                Align.Centre => left + (column.Width / 2),
                Align.Right => left + column.Width - Padding,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            var baseline = flow.Y + Padding + 9;
            foreach (var (text, style) in cells[i].Skip(first).Take(count))
            {
                flow.Page.Text(x, baseline, text, style, column.Align);
                baseline += LineHeight;
            }

            left += column.Width;
        }

        flow.Page.Line(PageFlow.Left, flow.Y, PageFlow.Left + Width, flow.Y, 0.4, Ink.Hairline);
        flow.Y += height;
    }

    private List<(string Text, TextStyle Style)> Lines(Cell cell, Column column)
    {
        var room = column.Width - (2 * Padding);
        var lines = new List<(string, TextStyle)>();
        foreach (var (text, style) in cell.Paragraphs)
        {
            if (column.Align == Align.Left)
            {
                lines.AddRange(_document.Wrap(text, style, room).Select(line => (line, style)));
            }
            else
            {
                lines.Add((text, _document.Fit(text, style, room, SmallestFigure)));
            }
        }

        return lines;
    }

    private static double Height(int lines) => (lines * LineHeight) + (2 * Padding);
}
