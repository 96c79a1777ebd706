using Store.Application.EventSourcing;
using Store.Domain.Invoices;
using Store.Domain.Orders;

namespace Store.Application.Invoices;

/// <summary>
/// The invoice that is valid for an order, as it was issued (SUP-2): the same bytes at every request. Orders on account
/// have none of the store's (C4).
/// </summary>
/// <param name="AccountId">Null for operators.</param>
public sealed record GetInvoicePdf(string? AccountId, string OrderNumber) : IQuery
{
    public sealed class Handler(IEventLog log, InvoicePdf documents) : IQueryHandler<GetInvoicePdf>
    {
        public async Task<QueryResult> Handle(GetInvoicePdf query, CancellationToken cancellationToken)
        {
            var facts = await log.OrderOf(query.AccountId, query.OrderNumber, cancellationToken);
            if (facts.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var position = facts[^1].Position;
            var order = facts.Aggregate(Order.Initial, (state, f) => state.Evolve(f.Fact));
            return order.InvoiceNumber is { } number
                ? OrderDocuments.Show(
                    QualifiedInvoice.Kind,
                    number,
                    await documents.OfInvoice(number, cancellationToken),
                    position
                )
                : (QueryResult)(order.RefuseInvoice() ?? InvoiceRefusals.NotIssued) with
                {
                    Position = position,
                };
        }
    }
}
