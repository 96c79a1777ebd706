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
public sealed class OrderCancellation(
    IEventLog log,
    INetProtections np,
    ISbPayment sbps,
    OrderSettings settings,
    IStoreClock clock
) : IReactor
{
    public const string ReactorName = "order_cancellation";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is OrderCancellationRequested;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var order = (await log.Recall(fact.Stream, fact, ct)).Aggregate(
            Order.Initial,
            (state, f) => state.Evolve(f.Fact)
        );
        if (order.Status != OrderStatus.Cancelling)
        {
            return Reaction.Done;
        }

        return order.Method switch
        {
            PaymentMethod.OnAccount => await CancelAtNp(fact, order, ct),
            PaymentMethod.Card => await CancelCard(fact, order, order.Card!.Payment!, ct),
            _ => throw new UnreachableException($"{order.Method}"),
        };
    }

    private async Task<Reaction> CancelAtNp(RecordedFact fact, Order order, CancellationToken ct)
    {
        var answer = await np.Cancel(order.NpTransactionId!, ct);
        switch (answer)
        {
            case NpRequestAnswer.Done:
                await Decide(fact, order, o => o.ConfirmCancellation(), ct);
                return Reaction.Done;
            case NpRequestAnswer.Refused refused:
                await Decide(fact, order, o => o.RefuseCancellation(refused.Message), ct);
                return Reaction.Done;
            case NpRequestAnswer.Lost:
                return AskAgain(fact);
            default:
                throw new UnreachableException(answer.GetType().Name);
        }
    }

    /// <summary>
    /// E3: cancelled before the capture, refunded whole after it. A capture may be under way at this moment, so that
    /// SBPS's inquiry alone says which of the two it was.
    /// </summary>
    private async Task<Reaction> CancelCard(RecordedFact fact, Order order, CardReference payment, CancellationToken ct)
    {
        var asked = new CardPayment(payment.SpsTransactionId, payment.TrackingId);
        var step = await sbps.Cancel(asked, ct);
        var found = await sbps.Inquire(asked, ct);
        switch (step, found)
        {
            case (_, CardInquiryAnswer.Found undone) when OrderCardPayment.IsUndone(undone):
                var refunded = undone.Payment == CardPaymentState.Refunded;
                await Decide(fact, order, o => o.ConfirmCardCancellation(refunded), ct);
                return Reaction.Done;
            case (CardStepAnswer.Refused { Code: var code }, _):
                await Decide(fact, order, o => o.RefuseCancellation(code), ct);
                return Reaction.Done;
            default:
                return AskAgain(fact);
        }
    }

    private Reaction AskAgain(RecordedFact fact) => Reaction.Again(settings.AskAgainAt(fact.RecordedAt, clock.Now));

    private Task<IReadOnlyList<RecordedFact>> Decide(
        RecordedFact fact,
        Order order,
        Func<Order, Decision> decide,
        CancellationToken ct
    ) =>
        log.DecideInResponseTo(
            fact,
            Name,
            OrderConsequences.Streams(fact.Stream, order.Placed!),
            session => session.DecideOrder(fact.Stream.Id, decide),
            ct
        );
}
