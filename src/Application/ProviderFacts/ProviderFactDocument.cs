using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Accounts;
using Store.Domain.ProviderFacts;

namespace Store.Application.ProviderFacts;

/// <summary>Something that Net Protections reported, and who recorded it. Fields of other kinds are left out.</summary>
/// <param name="RecordedBy">The operator's id; the store's own reactors by their name.</param>
public sealed record ProviderFactDocument(
    string Id,
    ProviderFactKind Kind,
    string AccountId,
    Instant RecordedAt,
    string RecordedBy,
    string? Reason
)
{
    public const string ProjectionName = "provider_facts";

    public const string KindFacet = "kind";

    public const string MonthFacet = "month";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public YearMonth? Month { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NpInvoiceNumber { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? IssuedOn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? DueOn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? PaidOn { get; init; }

    /// <summary>What a payment paid for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PaidOrder>? Orders { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AmountYen { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuaranteeStatus? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LocalDate? SinceOn { get; init; }

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    public sealed class Projection : Projection<ProviderFactDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => true;

        public override string? KeyOf(RecordedFact fact) =>
            fact.Fact switch
            {
                NpInvoiceIssued => $"invoice-{fact.Stream.Id}",
                NpPaymentReceived => fact.Stream.Id,
                // One account, any number of reports: each is a resource of its own.
                GuaranteeReported => $"guarantee-{fact.Stream.Id}-{fact.Version}",
                _ => null,
            };

        public override ProviderFactDocument Apply(ProviderFactDocument? document, RecordedFact fact) =>
            fact.Fact switch
            {
                NpInvoiceIssued f => Open(fact, ProviderFactKind.InvoiceIssued, f.AccountId) with
                {
                    Month = f.Month,
                    NpInvoiceNumber = f.NpInvoiceNumber,
                    IssuedOn = f.IssuedOn,
                    DueOn = f.DueOn,
                    AmountYen = f.AmountYen,
                },
                NpPaymentReceived f => Open(fact, ProviderFactKind.Paid, f.AccountId) with
                {
                    Month = f.Month,
                    NpInvoiceNumber = f.NpInvoiceNumber,
                    PaidOn = f.PaidOn,
                    Orders = f.Orders,
                    AmountYen = f.AmountYen,
                },
                GuaranteeReported f => Open(fact, ProviderFactKind.GuaranteeStatus, fact.Stream.Id) with
                {
                    Status = f.Status,
                    SinceOn = f.SinceOn,
                },
                _ => throw new UnreachableException(fact.Type),
            };

        public override ReadDocument Store(string key, ProviderFactDocument document) =>
            new(key, document.AccountId, document.Sort, document.Version, StoreJson.Write(document))
            {
                Facets = FacetsOf(document),
            };

        public override ProviderFactDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
            };

        private ProviderFactDocument Open(RecordedFact fact, ProviderFactKind kind, string accountId) =>
            new(KeyOf(fact)!, kind, accountId, fact.RecordedAt, fact.Actor.Id, fact.Actor.Reason)
            {
                Version = fact.Version,
                Sort = fact.Position,
            };

        private static Dictionary<string, string> FacetsOf(ProviderFactDocument document)
        {
            var facets = new Dictionary<string, string> { [KindFacet] = StoreJson.NameOf(document.Kind) };
            if (document.Month is { } month)
            {
                facets[MonthFacet] = YearMonthPattern.Iso.Format(month);
            }

            return facets;
        }
    }
}

/// <summary>One thing that Net Protections reported, for operators.</summary>
public sealed record GetProviderFact(string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<GetProviderFact>
    {
        public async Task<QueryResult> Handle(GetProviderFact query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(ProviderFactDocument.ProjectionName, query.Id, cancellationToken);
            return read switch
            {
                { Refused: { } refused } => (QueryResult)refused with { Position = read.Position },
                { Value: { } found } => new QueryResult(found.Body, read.Position, StateTag.Of(found.Version)),
                _ => (QueryResult)ProviderFactRefusals.NotFound with { Position = read.Position },
            };
        }
    }
}

/// <summary>What Net Protections reported, the newest first.</summary>
/// <param name="Month">Of invoices, and of payments that paid a whole month.</param>
public sealed record ListProviderFacts(PageRequest Page, string? AccountId, ProviderFactKind? Kind, YearMonth? Month)
    : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<ListProviderFacts>
    {
        public async Task<QueryResult> Handle(ListProviderFacts query, CancellationToken cancellationToken)
        {
            var facets = new Dictionary<string, string>();
            if (query.Kind is { } kind)
            {
                facets[ProviderFactDocument.KindFacet] = StoreJson.NameOf(kind);
            }

            if (query.Month is { } month)
            {
                facets[ProviderFactDocument.MonthFacet] = YearMonthPattern.Iso.Format(month);
            }

            var asked = query.Page.Of(ProviderFactDocument.ProjectionName, query.AccountId) with { Facets = facets };
            return query.Page.Show(await reads.List(asked, cancellationToken));
        }
    }
}
