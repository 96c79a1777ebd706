using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// A quote as its holder sees it. That it has expired is a matter of the day on which it is read, so that
/// <c>status</c> never says so here; see <see cref="QuoteToday"/>.
/// </summary>
/// <param name="Status"><c>valid</c>, <c>ordered</c> or <c>superseded</c>.</param>
/// <param name="Changes">Null but for a re-issued quote.</param>
public sealed record QuoteDocument(
    string Id,
    string Number,
    QuoteStatus Status,
    LocalDate IssuedOn,
    LocalDate ValidUntilOn,
    AddresseeDocument? Addressee,
    IReadOnlyList<QuoteLineDocument> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    Seller Seller,
    string? Supersedes,
    string? SupersedesNumber,
    string? SupersededBy,
    string? SupersededByNumber,
    IReadOnlyList<QuoteChange>? Changes,
    string? OrderNumber,
    string? ContractId
)
{
    public const string ProjectionName = "quotes";

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    [JsonIgnore]
    public string? Owner { get; init; }

    public sealed class Projection : Projection<QuoteDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => fact.Fact is QuoteIssued;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is QuoteFact ? fact.Stream.Id : null;

        public override QuoteDocument? Apply(QuoteDocument? document, RecordedFact fact)
        {
            var quote = fact.Fact is QuoteIssued issued
                ? Begin(fact, issued)
                : document ?? throw new UnreachableException("A quote's first fact issues it.");
            return fact.Fact switch
            {
                QuoteIssued => quote,
                QuoteOrdered f => quote with { Status = QuoteStatus.Ordered, OrderNumber = f.OrderNumber },
                QuoteFreed => quote with { Status = QuoteStatus.Valid, OrderNumber = null },
                QuoteSuperseded f => quote with
                {
                    Status = QuoteStatus.Superseded,
                    SupersededBy = f.ByQuoteId,
                    SupersededByNumber = f.ByNumber,
                },
                QuoteDocumentFiled => quote,
                QuoteContactErased => quote with { Addressee = quote.Addressee! with { ContactName = null } },
                _ => throw new UnreachableException($"Quotes do not know {fact.Type}."),
            } with
            {
                Version = fact.Version,
            };
        }

        public override ReadDocument Store(string key, QuoteDocument document) =>
            new(key, document.Owner, document.Sort, document.Version, StoreJson.Write(document))
            {
                Summary = StoreJson.Write(SummaryOf(document)),
            };

        public override QuoteDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
                Owner = stored.Owner,
            };

        private static QuoteDocument Begin(RecordedFact fact, QuoteIssued f) =>
            new(
                fact.Stream.Id,
                f.Number,
                QuoteStatus.Valid,
                f.IssuedOn,
                f.ValidUntilOn,
                f.CompanyName is null ? null : new AddresseeDocument(f.CompanyName, f.ContactName?.Value),
                [
                    .. f.Lines.Select(l => new QuoteLineDocument(
                        l.PlanId,
                        l.ProductName,
                        l.PlanName,
                        l.Seats,
                        l.UnitPriceYen,
                        l.Months,
                        l.AmountYen,
                        l.TaxRatePercent,
                        l.SoleProprietorAllowed,
                        l.Proration
                    )),
                ],
                f.SubtotalYen,
                f.TaxByRate,
                f.TaxYen,
                f.TotalYen,
                f.Seller,
                f.Supersedes,
                f.SupersedesNumber,
                SupersededBy: null,
                SupersededByNumber: null,
                f.Changes,
                OrderNumber: null,
                f.ContractId
            )
            {
                Sort = fact.Position,
                Owner = f.AccountId,
            };

        private static QuoteSummary SummaryOf(QuoteDocument d) =>
            new(
                d.Id,
                d.Number,
                d.Status,
                d.IssuedOn,
                d.ValidUntilOn,
                QuoteSubject.Of([.. d.Lines.Select(l => l.ProductName)]),
                d.SubtotalYen,
                d.TaxYen,
                d.TotalYen,
                d.Supersedes,
                d.SupersededBy,
                d.OrderNumber
            );
    }
}

public enum QuoteStatus
{
    Valid,
    Expired,
    Ordered,
    Superseded,
}

public sealed record AddresseeDocument(string CompanyName, string? ContactName);

public sealed record QuoteLineDocument(
    string PlanId,
    string ProductName,
    string PlanName,
    int Seats,
    long UnitPriceYen,
    int? Months,
    long AmountYen,
    int TaxRatePercent,
    bool SoleProprietorAllowed,
    Proration? Proration
);

/// <summary>What lists show of a quote.</summary>
public sealed record QuoteSummary(
    string Id,
    string Number,
    QuoteStatus Status,
    LocalDate IssuedOn,
    LocalDate ValidUntilOn,
    string Subject,
    long SubtotalYen,
    long TaxYen,
    long TotalYen,
    string? Supersedes,
    string? SupersededBy,
    string? OrderNumber
);

/// <summary>件名: the first product, and how many more there are.</summary>
public static class QuoteSubject
{
    public static string Of(IReadOnlyList<string> productNames)
    {
        var others = productNames.Distinct().Count() - 1;
        return others > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{productNames[0]} ほか{others}件")
            : productNames[0];
    }
}

/// <summary>
/// Shows stored quotes as of a day. A quote that could be ordered yesterday has expired today without any fact, so the
/// one word that differs is exchanged in the stored bytes. Inside a text of anybody else's the word cannot stand:
/// there its quotation marks are escaped.
/// </summary>
internal static class QuoteToday
{
    private const int DateLength = 10;

    private static ReadOnlySpan<byte> Valid => "\"status\":\"valid\""u8;

    private static ReadOnlySpan<byte> Until => "\"validUntilOn\":\""u8;

    /// <summary>The body or the summary of a quote, and whether it has expired by this day in Tokyo.</summary>
    public static (ReadOnlyMemory<byte> Json, bool Expired) Show(ReadOnlyMemory<byte> json, LocalDate today)
    {
        var at = json.Span.IndexOf(Valid);
        if (at < 0)
        {
            return (json, false);
        }

        var until = json.Span.Slice(json.Span.IndexOf(Until) + Until.Length, DateLength);
        return LocalDatePattern.Iso.Parse(Encoding.ASCII.GetString(until)).Value < today
            ? ((byte[])[.. json.Span[..at], .. "\"status\":\"expired\""u8, .. json.Span[(at + Valid.Length)..]], true)
            : (json, false);
    }

    /// <summary>The tag of an expired quote differs from the one it had before.</summary>
    public static string TagOf(long version, bool expired) =>
        expired ? StateTag.Of(version, "e") : StateTag.Of(version);
}

/// <summary>
/// A quote. An anonymous one opens by its id for everybody; an account's for that account alone.
/// </summary>
public sealed record GetQuote(string? AccountId, string QuoteId) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IStoreClock clock) : IQueryHandler<GetQuote>
    {
        public async Task<QueryResult> Handle(GetQuote query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(QuoteDocument.ProjectionName, query.QuoteId, cancellationToken);
            if (read.Refused is { } refused)
            {
                return refused;
            }

            if (read.Value is not { } found || (found.Owner is not null && found.Owner != query.AccountId))
            {
                return (QueryResult)QuoteRefusals.NotFound with { Position = read.Position };
            }

            var today = Tokyo.DateOf(clock.Now);
            var (body, expired) = QuoteToday.Show(found.Body, today);
            return new QueryResult(body, read.Position, QuoteToday.TagOf(found.Version, expired));
        }
    }
}

/// <summary>The account's own quotes, newest first.</summary>
public sealed record ListQuotes(string AccountId, PageRequest Page) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IStoreClock clock) : IQueryHandler<ListQuotes>
    {
        public async Task<QueryResult> Handle(ListQuotes query, CancellationToken cancellationToken)
        {
            var read = await reads.List(
                query.Page.Of(QuoteDocument.ProjectionName, query.AccountId),
                cancellationToken
            );
            var today = Tokyo.DateOf(clock.Now);
            var shown = read.Value?.Select(d => d with { Summary = QuoteToday.Show(d.Summary!.Value, today).Json });
            return query.Page.Show(read with { Value = shown?.ToList() ?? [] });
        }
    }
}
