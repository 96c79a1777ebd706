using NodaTime;

namespace Store.Application.Documents;

/// <summary>
/// How long issued documents are kept (C5): so many years from two months after the end of the business year in which
/// one was issued, which is when its tax return is due. Settings of <c>Store:Documents</c>.
/// </summary>
/// <param name="Years">10 unless set otherwise, as the Companies Act asks of books; the tax law asks for 7.</param>
/// <param name="BusinessYearEndsInMonth">1 to 12; March unless set otherwise.</param>
public sealed record Retention(int Years, int BusinessYearEndsInMonth)
{
    public const int LeastYears = 7;

    private const int MonthsUntilTaxReturn = 2;

    /// <summary>The last day on which a document must still be there, in Asia/Tokyo.</summary>
    public LocalDate KeptUntil(LocalDate issuedOn)
    {
        var ends = new YearMonth(
            issuedOn.Month > BusinessYearEndsInMonth ? issuedOn.Year + 1 : issuedOn.Year,
            BusinessYearEndsInMonth
        );
        return ends.PlusMonths(MonthsUntilTaxReturn + (12 * Years)).ToDateInterval().End;
    }
}
