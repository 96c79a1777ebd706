using System.Diagnostics;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.Documents;
using Store.Infrastructure.Documents;
using Store.Infrastructure.Documents.Pdf;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>What happens on paper: page breaks, margins, long names.</summary>
public sealed class PageTests(ITestOutputHelper output)
{
    private const string LongName =
        "独立行政法人国際情報通信基盤高度化推進研究開発支援機構、東日本地域統括本部（クラウドサービス調達・契約管理グループ）";

    /// <summary>Where every page's foot is written, from below.</summary>
    private const double FootY = 34;

    private static readonly JapaneseDocuments Documents = new(
        SampleSheets.Font.Value,
        NullLogger<JapaneseDocuments>.Instance
    );

    [Fact]
    public void Fifty_lines_break_over_pages_with_headings_and_numbers_on_each()
    {
        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote(50)));

        var pages = reading.Pages.Count;
        pages.Should().BeGreaterThan(2);
        for (var i = 0; i < pages; i++)
        {
            reading.Pages[i].Should().ContainSingle(t => t.Text == $"{i + 1}/{pages}");
        }

        var withLines = reading.Pages.Where(p => p.Any(t => t.Text.StartsWith("スタンダードプラン"))).ToList();
        withLines.Should().AllSatisfy(p => p.Should().ContainSingle(t => t.Text == "金額（税抜）"));
        for (var i = 1; i <= 50; i++)
        {
            reading.Text.Should().Contain($"スタンダードプラン{i}（", "line {0} is on some page", i);
        }
    }

    [Fact]
    public void Nothing_leaves_the_margins_or_its_column_whatever_the_length_of_names_and_amounts()
    {
        var quote = SampleSheets.Quote(30, LongName);
        var long9 = 999_999_999_999L;
        var sheet = quote with
        {
            Subject = LongName,
            TotalYen = long9,
            Lines =
            [
                .. quote.Lines.Select(l =>
                    l with
                    {
                        ProductName = LongName,
                        PlanName = "Supercalifragilisticexpialidocious-Enterprise-Edition-for-Worldwide-Use",
                        Seats = 100_000,
                        Unit = "同時接続ユーザーアカウント",
                        AmountYen = long9,
                        UnitPriceYen = long9,
                    }
                ),
            ],
        };

        foreach (var page in new PdfReading(Documents.Quote(sheet)).Pages)
        {
            page.Should().OnlyContain(t => t.X > PageFlow.Left - 0.01 && End(t) < PageFlow.Right + 0.01 && t.Y < 820);
            foreach (var line in page.GroupBy(t => t.Y).Select(l => l.OrderBy(t => t.X).ToList()))
            {
                line.Zip(line.Skip(1)).Where(pair => End(pair.First) > pair.Second.X).Should().BeEmpty();
            }
        }
    }

    [Fact]
    public void A_long_company_name_wraps_by_kinsoku_and_keeps_its_honorific_beside_the_last_line()
    {
        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote(company: LongName)));

        var name = reading.Pages[0].Where(t => t.Size == 13 && t.Text != "御中").ToList();
        name.Count.Should().BeGreaterThan(2);
        string.Concat(name.Select(t => t.Text)).Should().Be(LongName);
        name.Should().OnlyContain(t => !"、）・ーッ".Contains(t.Text[0]));
        name.Should().OnlyContain(t => !t.Text.EndsWith('（'));
        var honorific = reading.Pages[0].Single(t => t.Text == "御中");
        honorific.Y.Should().Be(name[^1].Y);
        honorific.X.Should().BeGreaterThan(name[^1].X);
    }

    [Fact]
    public void A_row_taller_than_a_page_goes_on_over_pages_and_loses_nothing()
    {
        var quote = SampleSheets.Quote(1);
        var endless = string.Concat(Enumerable.Range(0, 1500).Select(i => $"第{i}項"));
        var sheet = quote with { Lines = [quote.Lines[0] with { ProductName = endless }] };

        var reading = new PdfReading(Documents.Quote(sheet));

        reading.Pages.Count.Should().BeGreaterThan(2);
        reading.Text.ReplaceLineEndings("").Should().Contain("第0項").And.Contain("第1499項");
    }

    [Fact]
    public void Notes_longer_than_a_page_go_on_over_pages()
    {
        var notes = Enumerable.Range(1, 120).Select(i => $"特記事項その{i}。").ToList();

        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote() with { Notes = notes }));

        reading.Pages.Count.Should().BeGreaterThan(1);
        reading.Text.Should().ContainAll(notes);
    }

    [Fact]
    public void The_sums_are_never_parted_by_a_page_break()
    {
        for (var lines = 1; lines < 30; lines++)
        {
            var reading = new PdfReading(Documents.Quote(SampleSheets.Quote(lines)));

            var page = reading.Pages.Single(p => p.Any(t => t.Text == "小計（税抜）"));
            page.Should().Contain(t => t.Text == "合計（税込）", "with {0} lines", lines);
            var lowest = reading.Pages.SelectMany(p => p).Where(t => t.Y > FootY + 1).Min(t => t.Y);
            lowest.Should().BeGreaterThan(PdfPage.Height - PageFlow.Bottom, "with {0} lines", lines);
        }
    }

    private static double End(DrawnText text) =>
        text.X + new PdfDocument(SampleSheets.Font.Value).Measure(text.Text, new TextStyle(text.Size, Ink.Black));

    /// <summary>Time is machine-bound, so only ratios are printed; the benchmark has the milliseconds.</summary>
    [Fact]
    public void What_a_line_adds_to_the_cost_of_a_document_is_printed_as_a_ratio()
    {
        double Cost(QuoteSheet sheet)
        {
            var times = Enumerable
                .Range(0, 15)
                .Select(_ =>
                {
                    var watch = Stopwatch.GetTimestamp();
                    Documents.Quote(sheet);
                    return Stopwatch.GetElapsedTime(watch).TotalMicroseconds;
                });
            return times.Order().ElementAt(7);
        }

        var (three, fifty) = (SampleSheets.Quote(3), SampleSheets.Quote(50));
        Cost(three);
        output.WriteLine($"a quote of 50 lines costs {Cost(fifty) / Cost(three):F1} times one of 3 lines");
    }
}
