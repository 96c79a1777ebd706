using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Billing;

/// <summary>
/// The lines that one order, or its correction, put on a month's bill. They never change, so that a month's list stays
/// as it is from the month's end on.
/// </summary>
public sealed record InvoiceLinesDocument(string AccountId, YearMonth Month, IReadOnlyList<BilledLine> Lines)
{
    public const string ProjectionName = "invoice_lines";

    private const int PositionBits = 44;

    [JsonIgnore]
    public long Sort { get; init; }

    /// <summary>By month, and within it in the order of the log.</summary>
    public static long SortOf(YearMonth month, long position) =>
        (InvoiceDocument.SortOf(month) << PositionBits) | position;

    /// <summary>The first and the last that a month can have.</summary>
    public static (long First, long Last) SortsOf(YearMonth month) =>
        (SortOf(month, 0), SortOf(month, (1L << PositionBits) - 1));

    /// <summary>The key is the order's number, with a suffix where the lines correct it.</summary>
    public sealed class Projection : Projection<InvoiceLinesDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => true;

        public override string? KeyOf(RecordedFact fact) =>
            fact.Fact switch
            {
                OrderAccepted { PaymentMethod: PaymentMethod.OnAccount } => fact.Stream.Id,
                OrderCancelled { Undone.PaymentMethod: PaymentMethod.OnAccount } => $"{fact.Stream.Id}-undone",
                _ => null,
            };

        public override InvoiceLinesDocument Apply(InvoiceLinesDocument? document, RecordedFact fact) =>
            fact.Fact switch
            {
                OrderAccepted f => Open(f.AccountId, BilledLines.Of(fact.Stream.Id, f), fact),
                OrderCancelled { Undone: { } f } => Open(
                    f.AccountId,
                    BilledLines.Back(fact.Stream.Id, f, TokyoTime.DateOf(fact.RecordedAt)),
                    fact
                ),
                _ => throw new UnreachableException(fact.Type),
            };

        public override ReadDocument Store(string key, InvoiceLinesDocument document) =>
            new(key, document.AccountId, document.Sort, 1, StoreJson.Write(document));

        public override InvoiceLinesDocument Load(ReadDocument stored) => base.Load(stored) with { Sort = stored.Sort };

        private static InvoiceLinesDocument Open(string account, IReadOnlyList<BilledLine> lines, RecordedFact fact)
        {
            var month = TokyoTime.MonthOf(fact.RecordedAt);
            return new(account, month, lines) { Sort = SortOf(month, fact.Position) };
        }
    }
}

/// <summary>A month's lines, oldest first. A page of the API may end in the middle of an order.</summary>
internal static class InvoiceLineReads
{
    /// <summary>The page behind a place that <see cref="PlaceOf"/> gave out; null begins the month.</summary>
    public static async Task<Read<IReadOnlyList<(BilledLine Line, DocumentCursor Place)>>> LinesOf(
        this IReadDocuments reads,
        string accountId,
        YearMonth month,
        DocumentCursor? after,
        int limit,
        CancellationToken ct
    )
    {
        var (first, last) = InvoiceLinesDocument.SortsOf(month);
        // An order has one line at least, and the one that the last page ended in comes once more.
        var query = new DocumentQuery(InvoiceLinesDocument.ProjectionName, accountId, limit + 1)
        {
            SortFrom = Math.Max(first, after?.Sort ?? first),
            SortTo = last,
            OldestFirst = true,
        };
        var read = await reads.List(query, ct);
        if (read.Refused is not null)
        {
            return new([], read.Position, read.Refused);
        }

        var lines = read
            .Value.SelectMany(stored =>
                StoreJson
                    .Read<InvoiceLinesDocument>(stored.Body)
                    .Lines.Select((line, i) => (Line: line, Place: PlaceOf(stored.Sort, i)))
            )
            .SkipWhile(l => after is not null && !IsBehind(l.Place, after));
        return new([.. lines.Take(limit)], read.Position);
    }

    public static DocumentCursor PlaceOf(long sort, int line) => new(sort, line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether a cursor is one of these lists'.</summary>
    public static bool IsPlace(DocumentCursor cursor) => int.TryParse(cursor.Key, NumberStyles.None, null, out _);

    private static bool IsBehind(DocumentCursor place, DocumentCursor after) =>
        place.Sort > after.Sort
        || (
            place.Sort == after.Sort
            && int.Parse(place.Key, CultureInfo.InvariantCulture) > int.Parse(after.Key, CultureInfo.InvariantCulture)
        );
}
