using NodaTime;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Domain.Invoices;
using Store.Domain.Orders;

namespace Store.Application.Invoices;

public enum OrderDocumentKind
{
    /// <summary>注文請書.</summary>
    Acknowledgement,

    /// <summary>適格請求書.</summary>
    QualifiedInvoice,

    /// <summary>適格返還請求書.</summary>
    ReturnInvoice,
}

/// <summary>A document that was issued for an order.</summary>
/// <param name="Number">An acknowledgement has the order's.</param>
/// <param name="TotalYen">With tax; of a return invoice what was given back, without a minus.</param>
/// <param name="Corrects">The invoice in whose place this one stands.</param>
/// <param name="CorrectedBy">The invoice that stands in its place; null for what is valid.</param>
/// <param name="Sha256">Of the stored bytes, lower-case hex; null until the document was made.</param>
/// <param name="Pdf">Where it is fetched.</param>
public sealed record OrderDocumentEntry(
    OrderDocumentKind Kind,
    string Number,
    LocalDate IssuedOn,
    long TotalYen,
    string? Corrects,
    string? CorrectedBy,
    string? Sha256,
    string Pdf
);

/// <summary>Everything that was issued for an order, in the order of its issue.</summary>
public sealed record OrderDocuments(string OrderNumber, IReadOnlyList<OrderDocumentEntry> Items)
{
    /// <summary>A document's bytes, under the name to save them by.</summary>
    internal static QueryResult Show(string kind, string number, StoredFile file, long position) =>
        new(file.Bytes, position, file.Sha256, file.ContentType)
        {
            FileName = $"{(kind == QualifiedInvoice.Kind ? "適格請求書" : "適格返還請求書")}_{number}.pdf",
        };
}

/// <summary>What was issued for an order.</summary>
/// <param name="AccountId">Null for operators.</param>
/// <param name="HrefOf">Where the caller finds a document of this kind and number.</param>
public sealed record ListOrderDocuments(
    string? AccountId,
    string OrderNumber,
    Func<OrderDocumentKind, string, string> HrefOf
) : IQuery
{
    public sealed class Handler(IEventLog log) : IQueryHandler<ListOrderDocuments>
    {
        public async Task<QueryResult> Handle(ListOrderDocuments query, CancellationToken cancellationToken)
        {
            var facts = await log.OrderOf(query.AccountId, query.OrderNumber, cancellationToken);
            if (facts.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var (items, position) = (new List<OrderDocumentEntry>(), facts[^1].Position);
            foreach (var fact in facts.Select(f => f.Fact))
            {
                switch (fact)
                {
                    case OrderAccepted f:
                        var filed = facts.Select(x => x.Fact).OfType<OrderDocumentFiled>().LastOrDefault();
                        items.Add(
                            new(
                                OrderDocumentKind.Acknowledgement,
                                query.OrderNumber,
                                f.AcceptedOn,
                                f.TotalYen,
                                null,
                                null,
                                filed?.Sha256,
                                query.HrefOf(OrderDocumentKind.Acknowledgement, query.OrderNumber)
                            )
                        );
                        break;
                    case OrderInvoiced f:
                        items.Add(await Invoice(f.InvoiceNumber, query, cancellationToken));
                        break;
                    case OrderReturnInvoiced f:
                        items.Add(await Return(f.ReturnInvoiceNumber, query, cancellationToken));
                        break;
                    default:
                        break;
                }
            }

            // Documents have streams of their own, which no version of the order's stands for.
            return new QueryResult(StoreJson.Write(new OrderDocuments(query.OrderNumber, items)), position);
        }

        private async Task<OrderDocumentEntry> Invoice(string number, ListOrderDocuments query, CancellationToken ct)
        {
            var invoice = await State<QualifiedInvoice>(number, ct);
            var issued = invoice.Issued!;
            return new(
                OrderDocumentKind.QualifiedInvoice,
                number,
                issued.IssuedOn,
                issued.TotalYen,
                issued.Corrects,
                invoice.CorrectedBy,
                invoice.DocumentSha256,
                query.HrefOf(OrderDocumentKind.QualifiedInvoice, number)
            );
        }

        private async Task<OrderDocumentEntry> Return(string number, ListOrderDocuments query, CancellationToken ct)
        {
            var returned = await State<ReturnInvoice>(number, ct);
            return new(
                OrderDocumentKind.ReturnInvoice,
                number,
                returned.Issued!.IssuedOn,
                returned.Issued.TotalYen,
                null,
                null,
                returned.DocumentSha256,
                query.HrefOf(OrderDocumentKind.ReturnInvoice, number)
            );
        }

        private async Task<T> State<T>(string number, CancellationToken ct)
            where T : class, IAggregate<T> =>
            (await log.Read(StreamId.Of<T>(number), ct)).Aggregate(T.Initial, (state, f) => state.Evolve(f.Fact));
    }
}

internal static class OrderStreams
{
    /// <summary>An order's facts; none where there is no such order, or it is another account's (SITE-1).</summary>
    /// <param name="accountId">Null for operators.</param>
    public static async Task<IReadOnlyList<RecordedFact>> OrderOf(
        this IEventLog log,
        string? accountId,
        string number,
        CancellationToken ct
    )
    {
        var facts = await log.Read(StreamId.Of<Order>(number), ct);
        return facts is [{ Fact: OrderPlaced placed }, ..] && (accountId is null || placed.AccountId == accountId)
            ? facts
            : [];
    }
}
