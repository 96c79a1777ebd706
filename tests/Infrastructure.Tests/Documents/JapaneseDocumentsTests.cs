using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.Documents;
using Store.Infrastructure.Documents;
using Store.Infrastructure.Documents.Pdf;
using Xunit;

namespace Store.Infrastructure.Tests.Documents;

public sealed class JapaneseDocumentsTests
{
    private static readonly JapaneseDocuments Documents = new(
        SampleSheets.Font.Value,
        NullLogger<JapaneseDocuments>.Instance
    );

    [Fact]
    public void A_quote_shows_what_a_Japanese_company_expects_of_one()
    {
        var text = new PdfReading(Documents.Quote(SampleSheets.Quote())).Text.Split('\n');

        text.Should().Contain(["御見積書", "株式会社サンプル商事", "御中", "アイティクラウド株式会社"]);
        text.Should().Contain(["見積番号　Q-202611-000123", "発行日　2026年11月23日", "2026年12月23日"]);
        text.Should().Contain(["御見積金額", "¥1,188,000", "（税込）", "登録番号 T7123456789012"]);
        text.Should().Contain(["小計（税抜）", "10%対象額", "¥1,080,000", "消費税額（10%）", "¥108,000"]);
        text.Should().Contain(["数量", "単位", "単価（月額）", "月数", "税率", "金額（税抜）", "備考", "1/1"]);
        text.Should().Contain(["20", "ユーザー", "¥1,500", "12", "¥360,000"]);
    }

    [Fact]
    public void QUO_2_An_anonymous_quote_leaves_the_addressee_blank()
    {
        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote(company: null)));

        reading.Text.Should().NotContain("御中");
        reading.Title.Should().Be("御見積書 Q-202611-000123");
    }

    [Fact]
    public void E1_A_quote_says_how_the_contract_is_formed_with_and_without_notes()
    {
        var sheet = SampleSheets.Quote() with { Notes = [], ClaimAssignment = null };

        Joined(Documents.Quote(sheet)).Should().Contain(StandingSentences.QuoteIsNoContract);
        Joined(Documents.Quote(sheet)).Should().NotContain("ネットプロテクションズ");
    }

    [Fact]
    public void NP_2_The_assignment_of_the_claim_is_told_before_ordering() =>
        Joined(Documents.Quote(SampleSheets.Quote()))
            .Should()
            .Contain("代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます。");

    [Fact]
    public void QUO_4_A_re_issued_quote_names_the_one_that_it_replaces()
    {
        var sheet = SampleSheets.Quote() with { SupersedesNumber = "Q-202610-000001" };

        new PdfReading(Documents.Quote(sheet)).Text.Should().Contain("Q-202610-000001 の再発行");
    }

    [Fact]
    public void C1_Items_at_the_reduced_rate_are_marked_and_each_rate_has_its_tax()
    {
        var standard = SampleSheets.Quote(1);
        var reduced = standard.Lines[0] with { TaxRatePercent = 8, ReducedRate = true, AmountYen = 1_005 };
        var sheet = standard with
        {
            Lines = [.. standard.Lines, reduced],
            TaxByRate = [new(10, 180_000, 18_000), new(8, 1_005, 80)],
        };

        var text = new PdfReading(Documents.Quote(sheet)).Text;

        text.Should().ContainAll("10%対象額", "¥18,000", "8%※対象額", "消費税額（8%※）", "¥80");
        text.Should().Contain("※は軽減税率の対象です。").And.NotContain("10%※");
    }

    [Fact]
    public void A_prorated_line_says_for_what_it_is_and_shows_no_months()
    {
        var sheet = SampleSheets.Quote(1);
        var note = "2026年6月15日〜2027年3月31日";
        var line = sheet.Lines[0] with { Months = null, ProrationNote = note };

        new PdfReading(Documents.Quote(sheet with { Lines = [line] })).Text.Should().ContainAll(note, "\n−\n");
    }

    [Fact]
    public void An_acknowledgement_shows_what_was_accepted_and_when()
    {
        var reading = new PdfReading(Documents.Acknowledgement(SampleSheets.Acknowledgement()));
        var text = reading.Text.Split('\n');

        text.Should().Contain(["注文請書", "注文番号　O-202611-000077", "発行日　2026年11月25日", "ご注文金額"]);
        text.Should().Contain(["2026年11月24日", "2026年11月25日", "2026年12月1日〜2027年11月30日"]);
        text.Should().Contain(["Q-202611-000123", "PO-889", "株式会社サンプル商事", "御中"]);
        reading.Text.ReplaceLineEndings("").Should().Contain(StandingSentences.OrderIsAccepted);
    }

    [Fact]
    public void The_same_sheet_gives_the_same_bytes_also_from_another_copy_of_the_font()
    {
        var path = FontPlaces.Find(Environment.GetEnvironmentVariable("STORE_TEST_FONT"));
        var other = new JapaneseDocuments(TrueTypeFont.Load(path), NullLogger<JapaneseDocuments>.Instance);

        var first = Documents.Quote(SampleSheets.Quote());

        other.Quote(SampleSheets.Quote()).Should().Equal(first);
        Documents.Quote(SampleSheets.Quote() with { Number = "Q-202611-000124" }).Should().NotEqual(first);
    }

    [Fact]
    public void Many_threads_draw_the_same_bytes()
    {
        var sheet = SampleSheets.Quote(5);
        var expected = Documents.Quote(sheet);

        var drawn = Enumerable.Range(0, 32).AsParallel().WithDegreeOfParallelism(4).Select(_ => Documents.Quote(sheet));

        drawn.ToList().Should().AllSatisfy(pdf => pdf.Should().Equal(expected));
    }

    [Fact]
    public void P9_A_quote_of_three_lines_is_at_most_120_KB_and_one_of_fifty_too()
    {
        Documents.Quote(SampleSheets.Quote()).Length.Should().BeLessThan(60 * 1024);
        Documents.Quote(SampleSheets.Quote(50)).Length.Should().BeLessThan(120 * 1024);
    }

    [Fact]
    public void Viewers_are_told_the_language_and_to_show_the_title()
    {
        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote()));

        reading.Title.Should().Be("御見積書 Q-202611-000123 株式会社サンプル商事 御中");
        reading.Catalogue.Should().ContainAll("/Lang (ja-JP)", "/DisplayDocTitle true");
        reading.Trailer.Should().MatchRegex("/ID \\[<([0-9A-F]{32})> <\\1>\\]");
    }

    [Fact]
    public void A_character_beyond_the_basic_plane_comes_out_of_the_document_as_it_went_in()
    {
        var sheet = SampleSheets.Quote(company: "𠮟咤激励株式会社");

        var reading = new PdfReading(Documents.Quote(sheet));

        reading.Text.Should().Contain("𠮟咤激励株式会社");
        reading.Unicode.Values.Should().Contain("𠮟");
    }

    [Fact]
    public void A_character_that_the_font_lacks_is_logged_drawn_as_geta_and_kept_as_text()
    {
        var log = new ListLogger();
        var font = TrueTypeFont.Parse(TinyFont.Build(cmapFormat: 4), "tiny");

        var pdf = new JapaneseDocuments(font, log).Quote(SampleSheets.Quote(company: "𠮷A"));

        log.Lines.Should().ContainSingle(l => l.Contains("𠮷 (U+20BB7)") && l.Contains("Q-202611-000123"));
        log.Lines.Should().NotContain(l => l.Contains("(U+0041)"), "the font has an A");
        new PdfReading(pdf).Text.Should().Contain("𠮷A");
        var document = new PdfDocument(font);
        document.AddPage().Text(0, 0, "A𠮷", new TextStyle(10, Ink.Black));
        document.Missing.Should().Equal(TinyFont.Yoshi);
        GlyphBytes(new PdfReading(document.ToBytes("", "")).Font, 2)
            .Should()
            .Equal(GlyphBytes(FontSubset.Build(font, [0, TinyFont.GlyphGeta]), 1), "〓 stands where 𠮷 is missing");
    }

    [Fact]
    public void Nothing_that_a_buyer_typed_can_leave_its_text_and_become_PDF()
    {
        var hostile = ") Tj ET Q /Evil <41> endstream endobj";
        var reading = new PdfReading(Documents.Quote(SampleSheets.Quote(company: hostile) with { Subject = "(\\)>>" }));

        reading.Text.ReplaceLineEndings(" ").Should().ContainAll("Tj ET Q /Evil", "(\\)>>");
        reading.Title.Should().Contain(hostile);
    }

    /// <summary>The text without the ends of its lines: for sentences that wrap.</summary>
    private static string Joined(byte[] pdf) => new PdfReading(pdf).Text.ReplaceLineEndings("");

    private static byte[] GlyphBytes(byte[] subset, int glyph)
    {
        var tables = new FontTables(subset, "subset");
        int At(int g) => 2 * tables.UInt16(tables.Start("loca") + (2 * g));
        return tables.Bytes(tables.Start("glyf") + At(glyph), At(glyph + 1) - At(glyph)).ToArray();
    }

    private sealed class ListLogger : ILogger<JapaneseDocuments>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add(formatter(state, exception));
    }
}
