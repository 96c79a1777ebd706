using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// The dates of one billing month, all in Asia/Tokyo: closed at month end (NP-5), issued by Net Protections on its
/// third business day after the close (NP-6, DD-3), paid by transfer until the end of the following month (NP-5) or
/// debited on the 27th of it (DD-2).
/// </summary>
/// <param name="TransferDueOn">The last calendar day of the following month, whatever day of the week it is.</param>
/// <param name="TransferLastBankingDayOn">The same, or the next banking day where banks are closed on it.</param>
/// <param name="DirectDebitOn">The 27th, or the next banking day, which may fall in the month after.</param>
public sealed record BillingSchedule(
    YearMonth Month,
    LocalDate ClosesOn,
    LocalDate IssuesOn,
    LocalDate TransferDueOn,
    LocalDate TransferLastBankingDayOn,
    LocalDate DirectDebitOn
)
{
    private const int BusinessDaysFromCloseToIssue = 3;
    private const int DirectDebitDay = 27;

    public static readonly YearMonth FirstMonth = new(2020, 1);

    public static readonly YearMonth LastMonth = new(2050, 12);

    /// <summary>True for the months that have a published schedule.</summary>
    public static bool Covers(YearMonth month) => month >= FirstMonth && month <= LastMonth;

    /// <summary>Also of a month outside of what is published, since whatever month is over has to be closed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A date is outside of the years that holidays cover.</exception>
    public static BillingSchedule For(YearMonth month, NationalHolidays holidays)
    {
        BusinessCalendar bank = BusinessCalendar.Bank(holidays);
        BusinessCalendar netProtections = BusinessCalendar.NetProtections(holidays);
        YearMonth following = month.PlusMonths(1);
        LocalDate closesOn = month.ToDateInterval().End;
        LocalDate transferDueOn = following.ToDateInterval().End;
        return new BillingSchedule(
            month,
            closesOn,
            netProtections.BusinessDaysAfter(closesOn, BusinessDaysFromCloseToIssue),
            transferDueOn,
            bank.OnOrAfter(transferDueOn),
            bank.OnOrAfter(following.OnDayOfMonth(DirectDebitDay))
        );
    }
}
