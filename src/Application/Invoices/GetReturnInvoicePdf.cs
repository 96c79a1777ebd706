using Store.Application.EventSourcing;
using Store.Domain.Invoices;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Invoices;

/// <summary>The return invoice for what was given back (C3), as it was issued.</summary>
/// <param name="AccountId">Null for operators.</param>
public sealed record GetReturnInvoicePdf(string? AccountId, string OrderNumber) : IQuery
{
    public sealed class Handler(IEventLog log, InvoicePdf documents) : IQueryHandler<GetReturnInvoicePdf>
    {
        public async Task<QueryResult> Handle(GetReturnInvoicePdf query, CancellationToken cancellationToken)
        {
            var facts = await log.OrderOf(query.AccountId, query.OrderNumber, cancellationToken);
            if (facts.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var position = facts[^1].Position;
            var order = facts.Aggregate(Order.Initial, (state, f) => state.Evolve(f.Fact));
            return order switch
            {
                { ReturnInvoiceNumber: { } number } => OrderDocuments.Show(
                    ReturnInvoice.Kind,
                    number,
                    await documents.OfReturn(number, cancellationToken),
                    position
                ),
                { Method: PaymentMethod.OnAccount } => (QueryResult)InvoiceRefusals.IssuedByNetProtections with
                {
                    Position = position,
                },
                _ => (QueryResult)InvoiceRefusals.NoReturn with { Position = position },
            };
        }
    }
}
