using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;

namespace Store.Application.Billing;

/// <summary>One month's bill. The present month is there, and empty, before anything was bought in it.</summary>
/// <param name="ForOperators">Whether an unknown account is worth telling apart from a month without a bill.</param>
public sealed record GetInvoice(string AccountId, YearMonth Month, bool ForOperators = false) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IEventLog log, InvoiceSheets sheets, IStoreClock clock)
        : IQueryHandler<GetInvoice>
    {
        public async Task<QueryResult> Handle(GetInvoice query, CancellationToken cancellationToken)
        {
            var key = BillingMonth.IdOf(query.AccountId, query.Month);
            var read = await reads.Get(InvoiceDocument.ProjectionName, key, cancellationToken);
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            var document =
                read.Value is { } stored ? new InvoiceDocument.Projection().Load(stored)
                : query.Month == TokyoTime.MonthOf(clock.Now) ? InvoiceDocument.Empty(query.AccountId, query.Month)
                : null;
            if (document is { Closed: { } closed })
            {
                return await Show(document, closed.Method, read.Position, cancellationToken);
            }

            var account = await log.Read(StreamId.Of<Account>(query.AccountId), cancellationToken);
            return account.Count == 0 && query.ForOperators
                    ? (QueryResult)AccountRefusals.NotFound with
                    {
                        Position = read.Position,
                    }
                : document is null ? (QueryResult)BillingRefusals.NotFound with { Position = read.Position }
                : await Show(document, CollectionMethods.Of(account, query.Month), read.Position, cancellationToken);
        }

        /// <summary>What a month's document does not hold of its first lines is read from their list.</summary>
        private async Task<QueryResult> Show(
            InvoiceDocument document,
            BillingCollection collection,
            long position,
            CancellationToken ct
        )
        {
            var (lines, next) = (document.FewLines, (string?)null);
            if (document.LineCount > lines.Count)
            {
                const int Shown = InvoiceDocument.ShownLines;
                var read = await reads.LinesOf(document.AccountId, document.Month, null, Shown + 1, ct);
                if (read.Refused is { } refused)
                {
                    return (QueryResult)refused with { Position = read.Position };
                }

                lines = [.. read.Value.Take(Shown).Select(l => l.Line)];
                next = read.Value.Count > Shown ? Cursor.Write(read.Value[Shown - 1].Place) : null;
            }

            var body = StoreJson.Write(sheets.Show(document, collection, lines, next));
            return InvoiceOn.Show(body, document.Version, position);
        }
    }
}

/// <summary>The months in which an account bought on account, the newest first.</summary>
public sealed record ListInvoices(string AccountId, PageRequest Page, bool ForOperators = false) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IEventLog log, InvoiceSheets sheets) : IQueryHandler<ListInvoices>
    {
        public async Task<QueryResult> Handle(ListInvoices query, CancellationToken cancellationToken)
        {
            var asked = query.Page.Of(InvoiceDocument.ProjectionName, query.AccountId);
            var read = await reads.List(asked, cancellationToken);
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            var account = await log.Read(StreamId.Of<Account>(query.AccountId), cancellationToken);
            if (account.Count == 0 && query.ForOperators)
            {
                return (QueryResult)AccountRefusals.NotFound with { Position = read.Position };
            }

            var shown = read.Value.Select(d => d with { Summary = Show(d, account) }).ToList();
            return query.Page.Show(read with { Value = shown });
        }

        private ReadOnlyMemory<byte> Show(ReadDocument stored, IReadOnlyList<RecordedFact> account)
        {
            var document = new InvoiceDocument.Projection().Load(stored);
            var invoice = sheets.Show(document, CollectionMethods.Of(account, document.Month), []);
            return StoreJson.Write(InvoiceSummary.Of(invoice));
        }
    }
}

/// <summary>All lines of a month's bill, oldest first.</summary>
public sealed record ListInvoiceLines(string AccountId, YearMonth Month, PageRequest Page, bool ForOperators = false)
    : IQuery
{
    public sealed class Handler(IReadDocuments reads, IEventLog log, IStoreClock clock)
        : IQueryHandler<ListInvoiceLines>
    {
        public async Task<QueryResult> Handle(ListInvoiceLines query, CancellationToken cancellationToken)
        {
            if (query.Page.After is { } after && !InvoiceLineReads.IsPlace(after))
            {
                return PageRefusals.CursorMalformed;
            }

            var limit = query.Page.Limit;
            var read = await reads.LinesOf(
                query.AccountId,
                query.Month,
                query.Page.After,
                limit + 1,
                cancellationToken
            );
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            if (read.Value.Count == 0 && await Missing(query, cancellationToken) is { } missing)
            {
                return (QueryResult)missing with { Position = read.Position };
            }

            var next = read.Value.Count > limit ? Cursor.Write(read.Value[limit - 1].Place) : null;
            var items = read.Value.Take(limit).Select(l => (ReadOnlyMemory<byte>)StoreJson.Write(l.Line));
            return new QueryResult(PageRequest.Join(items, next), read.Position) { NextCursor = next };
        }

        /// <summary>Why there are no lines; null where a bill has none (any more).</summary>
        private async Task<Store.Domain.Refusal?> Missing(ListInvoiceLines query, CancellationToken ct)
        {
            if (query.ForOperators && (await log.Read(StreamId.Of<Account>(query.AccountId), ct)).Count == 0)
            {
                return AccountRefusals.NotFound;
            }

            return query.Page.After is not null || query.Month == TokyoTime.MonthOf(clock.Now)
                ? null
                : BillingRefusals.NotFound;
        }
    }
}
