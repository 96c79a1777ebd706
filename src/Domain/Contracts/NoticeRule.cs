using NodaTime;
using Store.Domain.Catalogue;

namespace Store.Domain.Contracts;

/// <summary>
/// ORD-5: until when notice is due, and when a contract can end at the earliest. Days are Tokyo's, to their end.
/// </summary>
public static class NoticeRule
{
    /// <summary>
    /// The last day on which notice still lets the contract end on <paramref name="endsOn"/>.
    /// </summary>
    public static LocalDate NoticeBy(this TerminationPolicy policy, LocalDate endsOn) =>
        policy switch
        {
            { NoticeDays: { } days } => endsOn.PlusDays(-days),
            { NoticeDayOfMonth: { } day } => DayOf(endsOn.ToYearMonth().PlusMonths(-1), day),
            _ => endsOn,
        };

    /// <summary>
    /// The earliest last day for notice given on this day. In the middle of a term only where the policy allows that;
    /// otherwise at the end of the term, or of the one after it where notice comes too late to stop its renewal.
    /// </summary>
    /// <param name="termEndsOn">The end of the last term that is agreed.</param>
    /// <param name="nextEndsOn">The end of the term that would follow.</param>
    public static LocalDate EarliestEnd(
        this TerminationPolicy policy,
        LocalDate noticedOn,
        LocalDate termEndsOn,
        LocalDate nextEndsOn
    )
    {
        if (!policy.MidTermAllowed)
        {
            return !policy.AutoRenew || noticedOn <= policy.NoticeBy(termEndsOn) ? termEndsOn : nextEndsOn;
        }

        var earliest = policy switch
        {
            { NoticeDays: { } days } => noticedOn.PlusDays(days),
            { NoticeDayOfMonth: { } day } => LastOf(
                noticedOn.ToYearMonth().PlusMonths(noticedOn.Day <= DayOf(noticedOn.ToYearMonth(), day).Day ? 1 : 2)
            ),
            _ => noticedOn,
        };
        return policy.AutoRenew ? earliest : LocalDate.Min(earliest, termEndsOn);
    }

    /// <summary>The day of the month, or its last day where it has none of that number.</summary>
    private static LocalDate DayOf(YearMonth month, int day) => month.OnDayOfMonth(Math.Min(day, LastOf(month).Day));

    private static LocalDate LastOf(YearMonth month) => month.ToDateInterval().End;
}
