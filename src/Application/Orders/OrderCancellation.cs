using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// Carries an approved cancellation out at the provider. One that the provider refuses stays on the operators' list,
/// with the provider's words.
/// </summary>
public sealed class OrderCancellation(IEventLog log, INetProtections np, OrderTerms terms, IStoreClock clock) : IReactor
{
    public const string ReactorName = "order_cancellation";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is OrderCancellationRequested;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var order = (await log.Read(fact.Stream, ct)).Aggregate(Order.Initial, (state, f) => state.Evolve(f.Fact));
        if (order.Status != OrderStatus.Cancelling)
        {
            return Reaction.Done;
        }

        var answer = order.Placed!.PaymentMethod switch
        {
            PaymentMethod.OnAccount => await np.Cancel(order.NpTransactionId!, ct),
            var method => throw new UnreachableException($"{method} cannot be accepted yet."),
        };
        switch (answer)
        {
            case NpRequestAnswer.Done:
                await Record(fact, order, o => o.ConfirmCancellation(), ct);
                return Reaction.Done;
            case NpRequestAnswer.Refused refused:
                await Record(fact, order, o => o.RefuseCancellation(refused.Message), ct);
                return Reaction.Done;
            case NpRequestAnswer.Lost:
                return Reaction.Again(terms.AskAgainAt(fact.RecordedAt, clock.Now));
            default:
                throw new UnreachableException(answer.GetType().Name);
        }
    }

    private Task Record(RecordedFact fact, Order order, Func<Order, Decision> decide, CancellationToken ct) =>
        log.DecideBecause(
            fact,
            Name,
            OrderConsequences.Streams(fact.Stream, order.Placed!),
            desk => desk.RecordOrder(fact.Stream.Id, decide),
            ct
        );
}
