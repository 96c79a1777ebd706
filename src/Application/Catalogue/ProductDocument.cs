using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Application.Catalogue;

/// <summary>A product as everybody sees it. Withdrawn plans stay, with <c>onSale: false</c>.</summary>
public sealed record ProductDocument(
    string Id,
    string Name,
    string Maker,
    string Category,
    string Description,
    string Seller,
    IReadOnlyList<PlanDocument> Plans
)
{
    public const string ProjectionName = "products";

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    /// <summary>As pricing sees it.</summary>
    public Product ToProduct() =>
        new(
            Listed: true,
            Name,
            Maker,
            [
                .. Plans.Select(p => new Plan(
                    PlanId.Parse(p.Id)!.Value.Slug,
                    p.Name,
                    p.UnitPriceYen,
                    p.TermMonths,
                    p.MinSeats,
                    p.MaxSeats,
                    p.TaxRatePercent,
                    p.TaxCategory,
                    p.SoleProprietorAllowed,
                    p.Delivery,
                    p.CancellationPolicy,
                    p.TerminationPolicy,
                    p.ProrationPolicy,
                    p.PolicyVersion,
                    p.OnSale
                )),
            ]
        );

    /// <summary>As everybody sees it on a day: with the tax of that day.</summary>
    public ProductDocument On(LocalDate day, TaxRates rates) =>
        this with
        {
            Plans =
            [
                .. Plans.Select(p =>
                    p.TaxCategory is { } category ? p with { TaxRatePercent = rates.On(category, day) } : p
                ),
            ],
        };

    /// <summary>Where the law has changed since a plan was offered, the tag tells it beside the version.</summary>
    internal string TagOn(LocalDate day, TaxRates rates) =>
        On(day, rates).Plans.SequenceEqual(Plans)
            ? StateTag.Of(Version)
            : StateTag.Of(Version, StateTag.Of(rates.ChangesBy(day)));

    /// <summary>The catalogue: every product, by id.</summary>
    public sealed class Projection : Projection<ProductDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 2;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is ProductFact ? fact.Stream.Id : null;

        public override ProductDocument? Apply(ProductDocument? document, RecordedFact fact)
        {
            var product = fact.Fact is ProductListed listed
                ? new ProductDocument(
                    fact.Stream.Id,
                    listed.Name,
                    listed.Maker,
                    listed.Category,
                    listed.Description,
                    listed.SellerName,
                    []
                )
                {
                    Sort = fact.Position,
                }
                : document ?? throw new UnreachableException("A product's first fact lists it.");
            return fact.Fact switch
            {
                ProductListed => product,
                PlanOffered f => product with { Plans = [.. product.Plans, PlanOf(product.Id, f)] },
                PlanRepriced f => With(product, f.Slug, p => p with { UnitPriceYen = f.UnitPriceYen }),
                PlanPoliciesChanged f => With(
                    product,
                    f.Slug,
                    p =>
                        p with
                        {
                            CancellationPolicy = f.CancellationPolicy,
                            TerminationPolicy = f.TerminationPolicy,
                            ProrationPolicy = f.ProrationPolicy,
                            PolicyVersion = f.PolicyVersion,
                        }
                ),
                PlanWithdrawn f => With(product, f.Slug, p => p with { OnSale = false }),
                _ => throw new UnreachableException($"The catalogue does not know {fact.Type}."),
            } with
            {
                Version = fact.Version,
            };
        }

        public override ReadDocument Store(string key, ProductDocument document) =>
            new(key, Owner: null, document.Sort, document.Version, StoreJson.Write(document))
            {
                Facets = document.Plans.Any(p => p is { OnSale: true, SoleProprietorAllowed: true })
                    ? new Dictionary<string, string> { ["soleProprietor"] = "true" }
                    : [],
                SearchText = string.Join(
                        '\n',
                        [document.Name, document.Maker, document.Category, .. document.Plans.Select(p => p.Name)]
                    )
                    .ToLowerInvariant(),
            };

        public override ProductDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
            };

        private static ProductDocument With(
            ProductDocument product,
            string slug,
            Func<PlanDocument, PlanDocument> change
        )
        {
            var id = new PlanId(product.Id, slug).ToString();
            return product with { Plans = [.. product.Plans.Select(p => p.Id == id ? change(p) : p)] };
        }

        private static PlanDocument PlanOf(string productId, PlanOffered f) =>
            new(
                new PlanId(productId, f.Slug).ToString(),
                f.Name,
                f.UnitPriceYen,
                f.TermMonths,
                f.MinSeats,
                f.MaxSeats,
                f.TaxRatePercent,
                Plan.CategoryOf(f),
                f.SoleProprietorAllowed,
                OnSale: true,
                f.Delivery,
                f.CancellationPolicy,
                f.TerminationPolicy,
                f.ProrationPolicy,
                f.PolicyVersion
            );
    }
}

/// <param name="UnitPriceYen">Per seat and month, tax excluded.</param>
/// <param name="TaxRatePercent">Of the day on which it is read; as stored, of the day on which it was offered.</param>
/// <param name="TaxCategory">Null where the rate is none of the law's.</param>
/// <param name="SoleProprietorAllowed">個人事業主・フリーランス可 (ORD-1).</param>
public sealed record PlanDocument(
    string Id,
    string Name,
    long UnitPriceYen,
    int TermMonths,
    int MinSeats,
    int MaxSeats,
    int TaxRatePercent,
    TaxCategory? TaxCategory,
    bool SoleProprietorAllowed,
    bool OnSale,
    Delivery Delivery,
    CancellationPolicy CancellationPolicy,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion
);

public sealed record GetProduct(string ProductId) : IQuery
{
    public sealed class Handler(IReadDocuments reads, SaleSettings settings, IStoreClock clock)
        : IQueryHandler<GetProduct>
    {
        public async Task<QueryResult> Handle(GetProduct query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(ProductDocument.ProjectionName, query.ProductId, cancellationToken);
            if (read is not { Refused: null, Value: { } found })
            {
                return (QueryResult)(read.Refused ?? ProductRefusals.NotFound) with { Position = read.Position };
            }

            var (today, rates) = (Tokyo.DateOf(clock.Now), settings.TaxRates);
            var product = new ProductDocument.Projection().Load(found);
            var body = StoreJson.Write(product.On(today, rates));
            return new QueryResult(body, read.Position, product.TagOn(today, rates));
        }
    }
}

/// <summary>The catalogue, in the order in which products were listed.</summary>
/// <param name="Text">Found in a product's name, its maker's or a plan's, case aside.</param>
/// <param name="SoleProprietor">Only products with a plan on sale that sole proprietors may order (ORD-1).</param>
public sealed record FindProducts(string? Text, bool SoleProprietor, PageRequest Page) : IQuery
{
    public sealed class Handler(IReadDocuments reads, SaleSettings settings, IStoreClock clock)
        : IQueryHandler<FindProducts>
    {
        public async Task<QueryResult> Handle(FindProducts query, CancellationToken cancellationToken)
        {
            var documents = query.Page.Of(ProductDocument.ProjectionName, owner: null) with
            {
                OldestFirst = true,
                Search = string.IsNullOrWhiteSpace(query.Text) ? null : query.Text.Trim().ToLowerInvariant(),
                Facets = query.SoleProprietor ? new Dictionary<string, string> { ["soleProprietor"] = "true" } : [],
            };
            var today = Tokyo.DateOf(clock.Now);
            var read = await reads.List(documents, cancellationToken);
            return query.Page.Show(
                read.Refused is null
                    ? read with
                    {
                        Value = [.. read.Value.Select(d => d with { Body = BodyOn(today, d) })],
                    }
                    : read
            );
        }

        private byte[] BodyOn(LocalDate today, ReadDocument stored) =>
            StoreJson.Write(new ProductDocument.Projection().Load(stored).On(today, settings.TaxRates));
    }
}
