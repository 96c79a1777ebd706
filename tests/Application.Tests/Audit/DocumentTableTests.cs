using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Xunit;

namespace Store.Application.Tests.Audit;

/// <summary>C5: a table that a spreadsheet opens, and that nobody's name can turn into a formula.</summary>
public sealed class DocumentTableTests
{
    [Theory]
    [InlineData("株式会社見本", "株式会社見本")]
    [InlineData(null, "")]
    [InlineData("A, B", "\"A, B\"")]
    [InlineData("\"A\"", "\"\"\"A\"\"\"")]
    [InlineData("A\r\nB", "\"A\r\nB\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+81", "'+81")]
    [InlineData("-1", "'-1")]
    [InlineData("@A", "'@A")]
    [InlineData("\tA", "'\tA")]
    [InlineData("=A(\"B\",1)", "\"'=A(\"\"B\"\",1)\"")]
    [InlineData("A=1", "A=1")]
    public void A_name_is_one_cell_and_never_a_formula(string? name, string cell) =>
        Row(Quote with { Counterparty = name })
            .Should()
            .Be($"2026-11-16,quote,Q-202611-000001,{cell},1100,,,,a,7,,,\r\n");

    [Fact]
    public void What_has_no_day_yet_and_no_original_has_empty_cells_and_numbers_stay_numbers()
    {
        Row(Quote with { IssuedOn = null, TotalYen = -5, Replaces = "Q-1", AccountId = "b" })
            .Should()
            .Be(",quote,Q-202611-000001,,-5,Q-1,,b,a,7,,,\r\n");
        Row(Quote with { File = new DocumentFile("quote", "0f", 9) }, "a.pdf").Should().EndWith(",0f,9,a.pdf\r\n");
    }

    [Fact]
    public void Every_row_has_as_many_cells_as_the_header() =>
        Row(Quote).Count(c => c == ',').Should().Be(Encoding.UTF8.GetString(DocumentTable.Header).Count(c => c == ','));

    private static IssuedDocument Quote { get; } =
        new(
            DocumentKind.Quote,
            "a",
            "Q-202611-000001",
            new LocalDate(2026, 11, 16),
            1_100,
            Counterparty: null,
            AccountId: null,
            StreamId.Of<Store.Domain.Quotes.Quote>("a"),
            Position: 7,
            Replaces: null,
            ReplacedBy: null,
            File: null,
            "/v1/audit/documents/quote/a"
        );

    private static string Row(IssuedDocument document, string file = "") =>
        Encoding.UTF8.GetString(DocumentTable.Row(document, file));
}
