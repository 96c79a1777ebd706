using System.Text.RegularExpressions;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.Documents;
using Store.Infrastructure.Documents;
using Xunit;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>Invoices, return invoices and statements as they are drawn.</summary>
public sealed class InvoiceDocumentsTests
{
    private static readonly JapaneseDocuments Documents = new(
        SampleSheets.Font.Value,
        NullLogger<JapaneseDocuments>.Instance
    );

    [Fact]
    public void C1_A_qualified_invoice_shows_the_six_items_and_that_it_is_paid()
    {
        var reading = new PdfReading(Documents.QualifiedInvoice(SampleSheets.Invoice()));
        var text = reading.Text.Split('\n');

        text.Should().Contain(["適格請求書", "請求書番号　INV-2026-000041", "発行日　2026年11月25日"]);
        text.Should().Contain(["アイティクラウド株式会社", "登録番号 T7123456789012"], "1: the issuer and its number");
        text.Should().Contain(["取引年月日", "2026年11月24日"], "2: the date of the transaction");
        text.Should().Contain(["クラウド勤怠管理「出勤名人」", "20", "¥360,000", "10%"], "3: its content");
        text.Should().Contain(["10%対象額", "¥1,080,000"], "4: the total of each rate");
        text.Should().Contain(["消費税額（10%）", "¥108,000"], "5: the tax of each rate");
        text.Should().Contain(["株式会社サンプル商事", "御中"], "6: to whom it is issued");
        text.Should().Contain(["O-202611-000077", "PO-889", "決済日", "クレジットカード（一括払い）", "¥1,188,000"]);
        reading.Text.ReplaceLineEndings("").Should().Contain(StandingSentences.PaidByCardAlready);
        reading.Title.Should().Be("適格請求書 INV-2026-000041 株式会社サンプル商事 御中");
    }

    [Fact]
    public void A_corrected_invoice_names_the_one_that_it_corrects()
    {
        var reading = new PdfReading(Documents.QualifiedInvoice(SampleSheets.Invoice(corrects: "INV-2026-000041")));

        reading.Text.Should().Contain("INV-2026-000041 の訂正");
        var joined = reading.Text.ReplaceLineEndings("");
        joined.Should().Contain("本書は請求書 INV-2026-000041 を訂正したものです。金額に変更はありません。");
        joined.Should().Contain("社名変更にともない、宛名を訂正しました。");
    }

    [Fact]
    public void C1_Items_at_the_reduced_rate_are_marked_on_invoices_and_statements()
    {
        var invoice = SampleSheets.Invoice(1);
        var reduced = invoice.Lines[0] with { TaxRatePercent = 8, ReducedRate = true };
        var statement = SampleSheets.Statement(1);
        var line = statement.Lines[0] with { TaxRatePercent = 8, ReducedRate = true };
        foreach (
            var pdf in (byte[][])
                [
                    Documents.QualifiedInvoice(invoice with { Lines = [reduced], TaxByRate = [new(8, 1_005, 80)] }),
                    Documents.Statement(statement with { Lines = [line], TaxByRate = [new(8, 1_005, 80)] }),
                ]
        )
        {
            new PdfReading(pdf)
                .Text.Should()
                .ContainAll("8%※対象額", "消費税額（8%※）", "¥80", "※は軽減税率の対象です。");
        }
    }

    [Fact]
    public void C3_A_return_invoice_shows_both_dates_and_the_invoice_that_it_belongs_to()
    {
        var reading = new PdfReading(Documents.ReturnInvoice(SampleSheets.Return()));
        var text = reading.Text.Split('\n');

        text.Should().Contain(["適格返還請求書", "返還請求書番号　RIN-2026-000003", "登録番号 T7123456789012"]);
        text.Should().Contain(["返還年月日", "2026年12月1日", "元の取引", "2026年11月24日"]);
        text.Should().Contain(["対象請求書", "INV-2026-000041", "ご返金金額", "¥1,188,000"]);
        text.Should().Contain(["10%対象額", "¥1,080,000", "消費税額（10%）", "¥108,000", "御中"]);
    }

    [Fact]
    public void C4_A_statement_says_that_it_is_no_invoice_and_who_issues_that()
    {
        var reading = new PdfReading(Documents.Statement(SampleSheets.Statement()));

        reading.Text.Should().ContainAll("ご利用明細書", "明細番号　2026-11", "請求書の発行", "お支払期限");
        reading.Text.Should().NotContain("登録番号");
        reading.Text.Split('\n').Should().Contain("本書は適格請求書ではありません");
        var joined = reading.Text.ReplaceLineEndings("");
        joined.Should().Contain(StandingSentences.StatementIsNoInvoice);
        joined.Should().Contain("代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます。");
    }

    [Fact]
    public void A_long_statement_has_every_line_once_its_headings_on_every_page_and_its_sums_at_the_end()
    {
        const int Lines = 250;
        var pdf = Documents.Statement(SampleSheets.Statement(Lines));
        var text = new PdfReading(pdf).Text;

        var pages = int.Parse(Regex.Match(text, @"(?m)^1/(\d+)$").Groups[1].Value);
        pages.Should().BeInRange(6, 20);
        Regex.Count(text, "(?m)^ご注文番号$").Should().BeInRange(pages - 1, pages, "the last page may have sums only");
        Regex
            .Matches(text, @"(?m)^O-202611-(\d{6})$")
            .Select(m => int.Parse(m.Groups[1].Value))
            .Should()
            .Equal(Enumerable.Range(1, Lines));
        Regex.Count(text, "（続き）").Should().Be(pages - 1);
        text.IndexOf("合計（税込）", StringComparison.Ordinal)
            .Should()
            .BeGreaterThan(text.IndexOf("O-202611-000250", StringComparison.Ordinal));
        text.Should().Contain("-¥1,005");
        pdf.Length.Should().BeLessThan(150 * 1024);
    }

    [Fact]
    public void The_same_sheet_gives_the_same_bytes()
    {
        Documents
            .QualifiedInvoice(SampleSheets.Invoice())
            .Should()
            .Equal(Documents.QualifiedInvoice(SampleSheets.Invoice()));
        Documents.ReturnInvoice(SampleSheets.Return()).Should().Equal(Documents.ReturnInvoice(SampleSheets.Return()));
        Documents.Statement(SampleSheets.Statement()).Should().Equal(Documents.Statement(SampleSheets.Statement()));
    }
}
