using System.Diagnostics;
using NodaTime;
using Store.Domain.Catalogue;

namespace Store.Domain.Contracts;

/// <summary>
/// What seats cost that join a running term (アカウント追加), by the four conventions of the trade. Months are the
/// term's own, counted from its first day. Whoever joins pays for one month at least.
/// </summary>
public static class SeatProration
{
    /// <param name="fromOn">The first day of the added seats, within the term.</param>
    /// <param name="unitPriceYen">Per seat and month, tax excluded.</param>
    /// <returns>How the amount came about, and the amount in yen, tax excluded, rounded down.</returns>
    public static (Proration Proration, long AmountYen) Of(
        ProrationPolicy policy,
        int policyVersion,
        ContractTerm term,
        LocalDate fromOn,
        int seats,
        long unitPriceYen
    )
    {
        if (fromOn < term.FromOn || fromOn > term.ToOn)
        {
            throw new ArgumentOutOfRangeException(nameof(fromOn), fromOn, "Seats join within the term.");
        }

        var months = term.Months;
        var monthYen = checked(unitPriceYen * seats);
        var (units, of) = policy switch
        {
            ProrationPolicy.FullMonthsFromNext => (Math.Max(1, term.MonthsStartingAfter(fromOn)), months),
            ProrationPolicy.FullMonthsFromCurrent => (term.MonthsEndingOnOrAfter(fromOn), months),
            ProrationPolicy.Daily => (Days(fromOn, term.ToOn), Days(term.FromOn, term.ToOn)),
            ProrationPolicy.None => (months, months),
            _ => throw new UnreachableException($"{policy}"),
        };
        var amount = policy == ProrationPolicy.Daily ? checked(monthYen * months * units) / of : monthYen * units;
        return (new Proration(policy, policyVersion, fromOn, term.ToOn, units, of), amount);
    }

    private static int Days(LocalDate from, LocalDate to) => Period.DaysBetween(from, to) + 1;
}
