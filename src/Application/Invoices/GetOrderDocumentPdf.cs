using Store.Application.EventSourcing;
using Store.Domain.Invoices;
using Store.Domain.Orders;

namespace Store.Application.Invoices;

/// <summary>
/// One of an order's invoices by its number, also one in whose place another stands by now: what was issued stays
/// readable as it was (C5).
/// </summary>
/// <param name="AccountId">Null for operators.</param>
public sealed record GetOrderDocumentPdf(string? AccountId, string OrderNumber, string DocumentNumber) : IQuery
{
    public sealed class Handler(IEventLog log, InvoicePdf documents) : IQueryHandler<GetOrderDocumentPdf>
    {
        public async Task<QueryResult> Handle(GetOrderDocumentPdf query, CancellationToken cancellationToken)
        {
            var facts = await log.OrderOf(query.AccountId, query.OrderNumber, cancellationToken);
            if (facts.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var (number, position) = (query.DocumentNumber, facts[^1].Position);
            foreach (var fact in facts)
            {
                switch (fact.Fact)
                {
                    case OrderInvoiced invoiced when invoiced.InvoiceNumber == number:
                        var invoice = await documents.OfInvoice(number, cancellationToken);
                        return OrderDocuments.Show(QualifiedInvoice.Kind, number, invoice, position);
                    case OrderReturnInvoiced returned when returned.ReturnInvoiceNumber == number:
                        var back = await documents.OfReturn(number, cancellationToken);
                        return OrderDocuments.Show(ReturnInvoice.Kind, number, back, position);
                    default:
                        continue;
                }
            }

            return (QueryResult)InvoiceRefusals.NotFound with
            {
                Position = position,
            };
        }
    }
}
