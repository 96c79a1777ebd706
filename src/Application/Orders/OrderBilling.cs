using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// Asks Net Protections to bill an order on account once it is delivered (請求確定依頼). The base date is the day of
/// acceptance, so that its bill and the store's own month agree.
/// </summary>
public sealed class OrderBilling(IEventLog log, INetProtections np, OrderSettings settings, IStoreClock clock)
    : IReactor
{
    public const string ReactorName = "order_billing";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    /// <summary>A cancellation that came to nothing leaves an order that may not have been billed yet.</summary>
    public bool Concerns(RecordedFact fact) =>
        fact.Fact is OrderDelivered or OrderPaymentResolved { Outcome: PaymentResolution.Accepted };

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var order = (await log.Recall(fact.Stream, fact, ct)).Aggregate(
            Order.Initial,
            (state, f) => state.Evolve(f.Fact)
        );
        if (
            order
            is not {
                Status: OrderStatus.Accepted,
                Method: PaymentMethod.OnAccount,
                Delivered: true,
                BillingRequested: false
            }
        )
        {
            return Reaction.Done;
        }

        switch (await np.RequestBilling(order.NpTransactionId!, order.AcceptedOn!.Value, ct))
        {
            case NpRequestAnswer.Done:
                await log.DecideInResponseTo(
                    fact,
                    Name,
                    [fact.Stream],
                    session => session.DecideOrder(fact.Stream.Id, o => o.RequestBilling()),
                    ct
                );
                return Reaction.Done;
            case NpRequestAnswer.Refused refused:
                // An order that is not billed is money lost: it is tried again and then parked for an operator.
                throw new NetProtectionsException([], refused.Message);
            case NpRequestAnswer.Lost:
                return Reaction.Again(settings.AskAgainAt(fact.RecordedAt, clock.Now));
            default:
                throw new UnreachableException("A request is done, refused or lost.");
        }
    }
}
