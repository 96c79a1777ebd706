using NodaTime;
using Store.Domain.Calendar;

namespace Store.Application.Orders;

/// <summary>What the operator of the store sets about orders, under <c>Store:Orders</c>.</summary>
/// <param name="AnswerDays">For so many days a held or refused order can be answered before it is cancelled.</param>
/// <param name="StartWithinDays">A contract may start at most so many days ahead.</param>
/// <param name="AskAgainAtMost">A provider that has not decided is asked again after this long at the latest.</param>
public sealed record OrderSettings(int AnswerDays, int StartWithinDays, Duration AskAgainAtMost)
{
    private static readonly Duration AskAgainAtFirst = Duration.FromSeconds(1);

    /// <summary>The last day for an answer to what happened at this instant.</summary>
    public LocalDate AnswerByOn(Instant now) => TokyoTime.DateOf(now).PlusDays(AnswerDays);

    /// <summary>When to ask about something again: soon at first, then twice as long after each time.</summary>
    public Instant AskAgainAt(Instant begun, Instant now) =>
        now + Duration.Max(AskAgainAtFirst, Duration.Min(now - begun, AskAgainAtMost));
}
