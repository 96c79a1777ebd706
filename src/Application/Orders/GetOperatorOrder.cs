using System.Text.Json;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Support;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// An order as operators see it: what its buyer sees, and what the provider said of it
/// (<c>npTransactionId</c>, <c>npNgReason</c>, <c>billingRequested</c>, <c>cancellationRefusal</c>). Made from the
/// order's own facts, through the folds of production.
/// </summary>
public sealed record GetOperatorOrder(string Number) : IQuery
{
    public sealed class Handler(IEventLog log, SupportDesks desks) : IQueryHandler<GetOperatorOrder>
    {
        public async Task<Reading> Handle(GetOperatorOrder query, CancellationToken cancellationToken)
        {
            var recorded = await log.Read(StreamId.Of<Order>(query.Number), cancellationToken);
            if (recorded.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var facts = recorded.Select(f => f.Fact).ToList();
            var projection = new OrderDocument.Projection();
            var document = recorded.Aggregate((OrderDocument?)null, projection.Apply)!;
            document = document with { Support = desks.Of(document.PaymentMethod) };
            var order = facts.Aggregate(Order.Initial, (state, fact) => state.Evolve(fact));
            var shown = JsonSerializer.SerializeToNode(document, StoreJson.Options)!.AsObject();
            shown["npTransactionId"] = order.NpTransactionId;
            // Why Net Protections refused stays between the store and it.
            shown["npNgReason"] = facts.OfType<OrderScreeningRefused>().LastOrDefault() is { } refused
                ? StoreJson.NameOf(refused.Reason)
                : null;
            shown["billingRequested"] = order.BillingRequested;
            shown["cancellationRefusal"] = facts.OfType<OrderCancellationRefused>().LastOrDefault()?.ProviderMessage;
            return new Reading(StoreJson.Write(shown), recorded[^1].Position, desks.TagOf(recorded[^1].Version));
        }
    }
}
