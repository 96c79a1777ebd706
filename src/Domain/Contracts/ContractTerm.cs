using NodaTime;

namespace Store.Domain.Contracts;

/// <summary>
/// One term (契約期間) of a contract: inclusive days. A month of it begins on the day of the month on which the term
/// began, or on the month's last day where it has no such day.
/// </summary>
/// <param name="OrderNumber">The order that brought it; null for a term of another channel.</param>
/// <param name="Months">How many months it was agreed for; those begun, where another channel agreed on days.</param>
public sealed record ContractTerm(string? OrderNumber, LocalDate FromOn, LocalDate ToOn, int Months, int Seats)
{
    /// <summary>The day before the same day so many months later, clamped (01-31 → 02-27).</summary>
    public static LocalDate LastDay(LocalDate fromOn, int months) => fromOn.PlusMonths(months).PlusDays(-1);

    /// <summary>How many months have begun from the first to the last of these days.</summary>
    public static int MonthsBegun(LocalDate fromOn, LocalDate toOn)
    {
        var months = 0;
        while (fromOn.PlusMonths(months) <= toOn)
        {
            months++;
        }

        return months;
    }

    public bool Covers(LocalDate day) => FromOn <= day && day <= ToOn;

    public int MonthsStartingAfter(LocalDate day) => Enumerable.Range(0, Months).Count(i => FromOn.PlusMonths(i) > day);

    /// <summary>The last month ends with the term, whose end may be counted from an earlier term's first day.</summary>
    public int MonthsEndingOnOrAfter(LocalDate day) =>
        Enumerable.Range(0, Months).Count(i => i == Months - 1 ? ToOn >= day : FromOn.PlusMonths(i + 1) > day);
}

/// <summary>Seats that joined within a term, until its end.</summary>
public sealed record AddedSeats(string OrderNumber, LocalDate FromOn, LocalDate ToOn, int Seats);

/// <summary>The day a contract ends by notice, and the inquiry that said so.</summary>
public sealed record Termination(string InquiryNumber, LocalDate EndsOn);
