using System.Diagnostics;
using NodaTime;
using Store.Domain.Money;

namespace Store.Domain.Catalogue;

/// <summary>A product and its plans, as pricing reads them.</summary>
public sealed record Product(bool Listed, string Name, string Maker, IReadOnlyList<Plan> Plans) : IAggregate<Product>
{
    public static string Category => "product";

    public static int Schema => 2;

    public static Product Initial { get; } = new(false, "", "", []);

    /// <summary>
    /// Repeating it is a conflict, not nothing: the id was someone's choice and the content may differ.
    /// </summary>
    public Decision List(ProductListed listed, IReadOnlyList<PlanOffered> plans) =>
        Listed ? ProductRefusals.AlreadyListed : new Decision([listed, .. plans]);

    public Decision Offer(PlanOffered plan) =>
        !Listed ? ProductRefusals.NotFound
        : Find(plan.Slug) is not null ? PlanRefusals.AlreadyOffered
        : plan;

    public Decision Reprice(string slug, long unitPriceYen) =>
        Find(slug) switch
        {
            null => PlanRefusals.NotFound,
            { OnSale: false } => PlanRefusals.NotOnSale,
            { } plan when plan.UnitPriceYen == unitPriceYen => Decision.Nothing,
            _ => new PlanRepriced(slug, unitPriceYen),
        };

    /// <summary>Every change is a new version, which lines agreed later carry.</summary>
    public Decision ChangePolicies(
        string slug,
        CancellationPolicy cancellation,
        TerminationPolicy termination,
        ProrationPolicy proration
    ) =>
        Find(slug) switch
        {
            null => PlanRefusals.NotFound,
            { OnSale: false } => PlanRefusals.NotOnSale,
            { } plan
                when plan.CancellationPolicy == cancellation
                    && plan.TerminationPolicy == termination
                    && plan.ProrationPolicy == proration => Decision.Nothing,
            { } plan => new PlanPoliciesChanged(slug, cancellation, termination, proration, plan.PolicyVersion + 1),
        };

    public Decision Withdraw(string slug) =>
        Find(slug) switch
        {
            null => PlanRefusals.NotFound,
            { OnSale: false } => Decision.Nothing,
            _ => new PlanWithdrawn(slug),
        };

    /// <summary>
    /// What seats of a plan cost on a day, taxed at that day's rate. Refuses with <c>plan.not_found</c>,
    /// <c>plan.not_on_sale</c> or <c>plan.seats_out_of_range</c>.
    /// </summary>
    public PricedLine Price(PlanId id, int seats, TaxRates rates, LocalDate today) =>
        Find(id.Slug) switch
        {
            null => PlanRefusals.NotFound.With("planId", id.ToString()),
            { OnSale: false } => PlanRefusals.NotOnSale.With("planId", id.ToString()),
            { } plan when seats < plan.MinSeats || seats > plan.MaxSeats => PlanRefusals
                .SeatsOutOfRange.With("planId", id.ToString())
                .With("minSeats", plan.MinSeats)
                .With("maxSeats", plan.MaxSeats),
            { } plan => LineOf(id, plan, seats, plan.UnitPriceYen, plan.RateOn(rates, today)),
        };

    /// <summary>
    /// What an operator offers: sold or withdrawn, at the plan's price or another. Refuses only an unknown plan.
    /// </summary>
    public PricedLine PriceOffer(PlanId id, int seats, long? unitPriceYen, TaxRates rates, LocalDate today) =>
        Find(id.Slug) is { } plan
            ? LineOf(id, plan, seats, unitPriceYen ?? plan.UnitPriceYen, plan.RateOn(rates, today))
            : PlanRefusals.NotFound.With("planId", id.ToString());

    public Product Evolve(Fact fact) =>
        fact switch
        {
            ProductListed f => this with { Listed = true, Name = f.Name, Maker = f.Maker },
            PlanOffered f => this with { Plans = [.. Plans, Plan.Of(f)] },
            PlanRepriced f => With(f.Slug, p => p with { UnitPriceYen = f.UnitPriceYen }),
            PlanPoliciesChanged f => With(
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
            PlanWithdrawn f => With(f.Slug, p => p with { OnSale = false }),
            _ => throw new UnreachableException($"A product has no fact {fact.GetType().Name}."),
        };

    private Plan? Find(string slug) => Plans.FirstOrDefault(p => p.Slug == slug);

    private Product With(string slug, Func<Plan, Plan> change) =>
        this with
        {
            Plans = [.. Plans.Select(p => p.Slug == slug ? change(p) : p)],
        };

    private AgreedLine LineOf(PlanId id, Plan plan, int seats, long unitPriceYen, int taxRatePercent) =>
        new(
            id.ToString(),
            id.ProductId,
            Name,
            plan.Name,
            Maker,
            seats,
            unitPriceYen,
            plan.TermMonths,
            checked(unitPriceYen * seats * plan.TermMonths),
            taxRatePercent,
            plan.SoleProprietorAllowed,
            plan.Delivery,
            plan.CancellationPolicy,
            plan.TermMonths,
            plan.TerminationPolicy,
            plan.ProrationPolicy,
            plan.PolicyVersion
        );
}

/// <param name="TaxRatePercent">In force when the plan was offered.</param>
/// <param name="TaxCategory">Null where the plan's rate is none of the law's and stays as it is.</param>
public sealed record Plan(
    string Slug,
    string Name,
    long UnitPriceYen,
    int TermMonths,
    int MinSeats,
    int MaxSeats,
    int TaxRatePercent,
    TaxCategory? TaxCategory,
    bool SoleProprietorAllowed,
    Delivery Delivery,
    CancellationPolicy CancellationPolicy,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion,
    bool OnSale
)
{
    public static Plan Of(PlanOffered f) =>
        new(
            f.Slug,
            f.Name,
            f.UnitPriceYen,
            f.TermMonths,
            f.MinSeats,
            f.MaxSeats,
            f.TaxRatePercent,
            CategoryOf(f),
            f.SoleProprietorAllowed,
            f.Delivery,
            f.CancellationPolicy,
            f.TerminationPolicy,
            f.ProrationPolicy,
            f.PolicyVersion,
            OnSale: true
        );

    /// <summary>What a plan's first fact says of its tax, also one from before it named a category.</summary>
    public static TaxCategory? CategoryOf(PlanOffered f) =>
        f.TaxCategory
        ?? f.TaxRatePercent switch
        {
            10 => Money.TaxCategory.Standard,
            8 => Money.TaxCategory.Reduced,
            _ => null,
        };

    public int RateOn(TaxRates rates, LocalDate day) =>
        TaxCategory is { } category ? rates.On(category, day) : TaxRatePercent;
}

/// <summary>A line at today's price, or why there is none.</summary>
public sealed record PricedLine(AgreedLine? Line, Refusal? Refused)
{
    public static implicit operator PricedLine(AgreedLine line) => new(line, null);

    public static implicit operator PricedLine(Refusal refusal) => new(null, refusal);
}
