using Store.Infrastructure.Documents.Pdf;

namespace Store.Infrastructure.Documents;

/// <summary>
/// Lays a document out on A4: number and date, title, addressee and issuer side by side, the total in a frame, the
/// lines, the tax of each rate, the notes, and n/m on every page.
/// </summary>
internal sealed class BusinessDocumentLayout
{
    private const double LeftColumn = 258;
    private const double IssuerLeft = PageFlow.Left + 280;
    private const double SealSide = 54;

    private static readonly TextStyle Title = new(21, Ink.Accent, Bold: true, Tracking: 12);
    private static readonly TextStyle Addressee = new(13, Ink.Black, Bold: true);
    private static readonly TextStyle IssuerName = new(11, Ink.Black, Bold: true);
    private static readonly TextStyle Total = new(19, Ink.Black, Bold: true);

    private readonly BusinessDocument _sheet;
    private readonly PdfDocument _pdf;
    private readonly PageFlow _flow;

    private BusinessDocumentLayout(BusinessDocument sheet, TrueTypeFont font)
    {
        _sheet = sheet;
        _pdf = new PdfDocument(font);
        _flow = new PageFlow(_pdf, DrawContinuation);
    }

    public static (byte[] Pdf, IReadOnlyCollection<int> Missing) Draw(BusinessDocument sheet, TrueTypeFont font)
    {
        var layout = new BusinessDocumentLayout(sheet, font);
        layout.DrawReference();
        layout.DrawTitle();
        layout.DrawParties();
        layout.DrawTotal();
        layout.DrawLines();
        layout.DrawSums();
        layout.DrawNotes();
        layout.DrawFeet();
        var addressee = sheet.Addressee is { } company ? $" {company} 御中" : "";
        var bytes = layout._pdf.ToBytes($"{sheet.Title} {sheet.Number}{addressee}", sheet.Issuer.Name);
        return (bytes, layout._pdf.Missing);
    }

    private void DrawReference()
    {
        var y = _flow.Y;
        foreach (
            var line in (string?[])
                [
                    $"{_sheet.NumberLabel}　{_sheet.Number}",
                    $"発行日　{JapaneseText.Date(_sheet.IssuedOn)}",
                    _sheet.Remark,
                ]
        )
        {
            if (line is not null)
            {
                _flow.Page.Text(PageFlow.Right, y, line, TextStyle.Small, Align.Right);
                y += 12;
            }
        }

        _flow.Y = PageFlow.Top + 24;
    }

    private void DrawTitle()
    {
        var middle = PdfPage.Width / 2;
        _flow.Page.Text(middle, _flow.Y + 24, _sheet.Title, Title, Align.Centre);
        var half = (_pdf.Measure(_sheet.Title, Title) / 2) + 14;
        _flow.Page.Line(middle - half, _flow.Y + 35, middle + half, _flow.Y + 35, 1.2, Ink.Accent);
        _flow.Page.Line(middle - half, _flow.Y + 37.5, middle + half, _flow.Y + 37.5, 0.4, Ink.Accent);
        _flow.Y += 62;
    }

    private void DrawParties()
    {
        var top = _flow.Y;
        var issuerEnd = DrawIssuer(top);
        DrawAddressee();
        _flow.Page.Text(PageFlow.Left, _flow.Y + 16, _sheet.Greeting, TextStyle.Plain);
        _flow.Y += 28;
        DrawParticulars();
        _flow.Y = Math.Max(_flow.Y, issuerEnd) + 14;
    }

    private void DrawAddressee()
    {
        const string Onchu = "御中";
        var onchuWidth = _pdf.Measure(Onchu, Addressee);
        var lines = _sheet.Addressee is { } company
            ? _pdf.Wrap(company, Addressee, LeftColumn - onchuWidth - 14)
            : [""];
        foreach (var line in lines)
        {
            _flow.Page.Text(PageFlow.Left + 4, _flow.Y + 14, line, Addressee);
            _flow.Y += 17;
        }

        if (_sheet.Addressee is not null)
        {
            _flow.Page.Text(PageFlow.Left + LeftColumn - 4, _flow.Y - 3, Onchu, Addressee, Align.Right);
        }

        _flow.Y += 3;
        _flow.Page.Line(PageFlow.Left, _flow.Y, PageFlow.Left + LeftColumn, _flow.Y, 0.9, Ink.Black);
        _flow.Y += 4;
    }

    private void DrawParticulars()
    {
        const double LabelWidth = 64;
        foreach (var (label, value) in _sheet.Particulars)
        {
            var (lines, style) = Squeezed(value, TextStyle.Plain, LeftColumn - LabelWidth - 4);
            _flow.Page.Text(PageFlow.Left + 4, _flow.Y + 12, label, TextStyle.Quiet);
            foreach (var line in lines)
            {
                _flow.Page.Text(PageFlow.Left + LabelWidth, _flow.Y + 12, line, style);
                _flow.Y += 12.5;
            }

            _flow.Y += 4.5;
            _flow.Page.Line(PageFlow.Left, _flow.Y, PageFlow.Left + LeftColumn, _flow.Y, 0.4, Ink.Hairline);
        }
    }

    /// <summary>Beside the contact lines, the issuer's block keeps room for the seal of a printed copy.</summary>
    private double DrawIssuer(double top)
    {
        var y = top + 14;
        void Put(string text, TextStyle style, double step, double room = PageFlow.Right - IssuerLeft)
        {
            var (lines, fitted) = Squeezed(text, style, room);
            foreach (var line in lines)
            {
                _flow.Page.Text(IssuerLeft, y, line, fitted);
                y += step;
            }
        }

        Put(_sheet.Issuer.Name, IssuerName, 16);
        Put(_sheet.Issuer.Address, TextStyle.Small, 12);
        var sealTop = y - 8;
        foreach (
            var line in _sheet.Issuer.RegistrationNumber is { } number
                ? _sheet.Issuer.Contact.Append($"登録番号 {number}")
                : _sheet.Issuer.Contact
        )
        {
            Put(line, TextStyle.Small, 12, PageFlow.Right - IssuerLeft - SealSide);
        }

        return Math.Max(y, sealTop + SealSide);
    }

    /// <summary>A text that just misses one line is drawn a little smaller rather than leave a word over.</summary>
    private (IReadOnlyList<string> Lines, TextStyle Style) Squeezed(string text, TextStyle style, double width)
    {
        const double AtMost = 0.88;
        var smaller = _pdf.Fit(text, style, width, style.Size * AtMost);
        var fits = !text.Contains('\n', StringComparison.Ordinal) && _pdf.Measure(text, smaller) <= width + 0.001;
        return fits ? ([text], smaller) : (_pdf.Wrap(text, style, width), style);
    }

    private void DrawTotal()
    {
        const double Height = 36;
        const double LabelWidth = 96;
        const double Width = 340;
        var (page, top) = (_flow.Page, _flow.Y);
        page.Fill(PageFlow.Left, top, LabelWidth, Height, Ink.Band);
        page.Frame(PageFlow.Left, top, Width, Height, 0.9, Ink.Accent);
        page.Text(PageFlow.Left + (LabelWidth / 2), top + 22, _sheet.TotalLabel, TextStyle.Strong, Align.Centre);
        const double TaxIncluded = 46;
        var total = JapaneseText.Yen(_sheet.TotalYen);
        var style = _pdf.Fit(total, Total, Width - LabelWidth - TaxIncluded - 24, 8);
        page.Text(PageFlow.Left + Width - TaxIncluded - 8, top + 25, total, style, Align.Right);
        page.Text(PageFlow.Left + Width - 8, top + 24, "（税込）", TextStyle.Plain, Align.Right);
        _flow.Y += Height + 16;
    }

    private void DrawLines()
    {
        new Table(_pdf, _sheet.Lines.Columns).Draw(_flow, _sheet.Lines.Rows);
        _flow.Y += 12;
    }

    private void DrawSums()
    {
        const double Width = 236;
        const double RowHeight = 18;
        List<(string Label, long Yen)> rows = [("小計（税抜）", _sheet.SubtotalYen)];
        foreach (var tax in _sheet.TaxByRate)
        {
            var mark = _sheet.Lines.Reduced.Contains(tax.RatePercent) ? "※" : "";
            rows.Add(($"{tax.RatePercent}%{mark}対象額", tax.BaseYen));
            rows.Add(($"消費税額（{tax.RatePercent}%{mark}）", tax.TaxYen));
        }

        _flow.Need(((rows.Count + 1) * RowHeight) + 8);
        var left = PageFlow.Right - Width;
        foreach (var (label, yen) in rows)
        {
            _flow.Page.Text(left + 8, _flow.Y + 12.5, label, TextStyle.Small);
            _flow.Page.Text(PageFlow.Right - 5, _flow.Y + 12.5, JapaneseText.Yen(yen), TextStyle.Plain, Align.Right);
            _flow.Y += RowHeight;
            _flow.Page.Line(left, _flow.Y, PageFlow.Right, _flow.Y, 0.4, Ink.Hairline);
        }

        _flow.Page.Fill(left, _flow.Y, Width, RowHeight + 4, Ink.Band);
        _flow.Page.Text(left + 8, _flow.Y + 14.5, "合計（税込）", TextStyle.Strong);
        var total = TextStyle.Strong with { Size = 11 };
        _flow.Page.Text(PageFlow.Right - 5, _flow.Y + 15, JapaneseText.Yen(_sheet.TotalYen), total, Align.Right);
        _flow.Y += RowHeight + 4;
        _flow.Page.Line(left, _flow.Y, PageFlow.Right, _flow.Y, 0.9, Ink.Accent);
        _flow.Y += 18;
    }

    private void DrawNotes()
    {
        const double LineHeight = 13;
        const string ReducedRate = "※は軽減税率の対象です。";
        IReadOnlyList<string> all = _sheet.Lines.Reduced.Count > 0 ? [.. _sheet.Notes, ReducedRate] : _sheet.Notes;
        var notes = all.Select(n => _pdf.Wrap(n, TextStyle.Small, PageFlow.Right - PageFlow.Left - 12)).ToList();
        var height = 20 + (LineHeight * notes.Sum(lines => lines.Count));

        // Together on one page where they fit on one; otherwise the heading takes two lines along.
        _flow.Need(height <= PageFlow.Bottom - PageFlow.Top - 20 ? height : 20 + (2 * LineHeight));
        _flow.Page.Text(PageFlow.Left, _flow.Y + 10, "備考", TextStyle.Strong);
        _flow.Page.Line(PageFlow.Left, _flow.Y + 15, PageFlow.Right, _flow.Y + 15, 0.4, Ink.Hairline);
        _flow.Y += 20;
        foreach (var lines in notes)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                _flow.Need(LineHeight);
                if (i == 0)
                {
                    _flow.Page.Text(PageFlow.Left, _flow.Y + 10, "・", TextStyle.Small);
                }

                _flow.Page.Text(PageFlow.Left + 10, _flow.Y + 10, lines[i], TextStyle.Small);
                _flow.Y += LineHeight;
            }
        }
    }

    private double DrawContinuation(PdfPage page)
    {
        page.Text(PageFlow.Left, PageFlow.Top, $"{_sheet.Title}（続き）", TextStyle.Strong);
        var reference = $"{_sheet.NumberLabel}　{_sheet.Number}";
        page.Text(PageFlow.Right, PageFlow.Top, reference, TextStyle.Small, Align.Right);
        return PageFlow.Top + 12;
    }

    /// <summary>Last of all, when the number of pages is known.</summary>
    private void DrawFeet()
    {
        var y = PdfPage.Height - 34;
        for (var i = 0; i < _pdf.Pages.Count; i++)
        {
            var page = _pdf.Pages[i];
            page.Line(PageFlow.Left, y - 12, PageFlow.Right, y - 12, 0.4, Ink.Hairline);
            page.Text(PageFlow.Left, y, $"{_sheet.Issuer.Name}　{_sheet.Number}", TextStyle.Quiet);
            page.Text(PageFlow.Right, y, $"{i + 1}/{_pdf.Pages.Count}", TextStyle.Quiet, Align.Right);
        }
    }
}
