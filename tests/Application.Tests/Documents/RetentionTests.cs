using FluentAssertions;
using Store.Application.Documents;
using Xunit;

namespace Store.Application.Tests.Documents;

public sealed class RetentionTests
{
    [Theory]
    [InlineData("2026-04-01", 3, 10, "2037-05-31")]
    [InlineData("2026-03-31", 3, 10, "2036-05-31")]
    [InlineData("2027-03-31", 3, 10, "2037-05-31")]
    [InlineData("2026-11-23", 12, 10, "2037-02-28")]
    [InlineData("2025-12-31", 12, 10, "2036-02-29")]
    [InlineData("2026-01-01", 12, 7, "2034-02-28")]
    [InlineData("2026-02-28", 2, 7, "2033-04-30")]
    [InlineData("2026-03-01", 2, 7, "2034-04-30")]
    public void C5_A_document_is_kept_from_two_months_after_its_business_year(
        string issuedOn,
        int endsInMonth,
        int years,
        string keptUntil
    )
    {
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(issuedOn).Value;
        NodaTime
            .Text.LocalDatePattern.Iso.Format(new Retention(years, endsInMonth).KeptUntil(day))
            .Should()
            .Be(keptUntil);
    }
}
