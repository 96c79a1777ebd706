using System.Diagnostics;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain.Calendar;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// Cancels a held or refused order that nobody has answered when its last day, in Asia/Tokyo, is over.
/// </summary>
public sealed class OrderAnswerDeadline(IEventLog log, IStoreClock clock) : IReactor
{
    public const string ReactorName = "order_answer_deadline";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact is OrderCreditHeld or OrderScreeningRefused or OrderPaymentDeclined { Back: not null };

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var overAt = TokyoTime.EndOf(LastDayOf(fact));
        if (clock.Now < overAt)
        {
            return Reaction.Again(overAt);
        }

        var number = fact.Stream.Id;
        await log.DecideInResponseTo(
            fact,
            Name,
            await log.StreamsOfOrder(number, ct),
            session => session.DecideOrder(number, o => o.CancelUnanswered(TokyoTime.DateOf(session.Now))),
            ct
        );
        return Reaction.Done;
    }

    private static LocalDate LastDayOf(RecordedFact fact) =>
        fact.Fact switch
        {
            OrderCreditHeld f => f.AnswerByOn,
            OrderScreeningRefused f => f.AnswerByOn,
            OrderPaymentDeclined { Back: { } back } => back.AnswerByOn,
            _ => throw new UnreachableException(fact.Type),
        };
}
