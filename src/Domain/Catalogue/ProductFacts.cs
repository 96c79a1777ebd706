using Store.Domain.Money;

namespace Store.Domain.Catalogue;

public abstract record ProductFact : Fact;

/// <summary>A product entered the catalogue. Its seller is the store itself (ORD-7).</summary>
[StoredAs("product.listed", 1)]
public sealed record ProductListed(string Name, string Maker, string Category, string Description, string SellerName)
    : ProductFact;

/// <summary>A plan can be bought from now on. The price is the store's own, whatever the maker shows (ORD-8).</summary>
/// <param name="TaxRatePercent">On the day of this fact; it stays where the plan has no category.</param>
/// <param name="TaxCategory">
/// The plan follows the law's rate of this category. Null on a rate that is none of the law's, and in facts from before
/// it was recorded: there 10 percent is the standard rate and 8 the reduced one.
/// </param>
[StoredAs("product.plan_offered", 1)]
public sealed record PlanOffered(
    string Slug,
    string Name,
    long UnitPriceYen,
    int TermMonths,
    int MinSeats,
    int MaxSeats,
    int TaxRatePercent,
    bool SoleProprietorAllowed,
    Delivery Delivery,
    CancellationPolicy CancellationPolicy,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion,
    TaxCategory? TaxCategory = null
) : ProductFact;

/// <summary>New carts, orders and quotes pay this; quotes issued before keep their price while valid (QUO-4).</summary>
[StoredAs("product.plan_repriced", 1)]
public sealed record PlanRepriced(string Slug, long UnitPriceYen) : ProductFact;

/// <summary>New orders carry these policies; contracts keep the version they were made under.</summary>
[StoredAs("product.plan_policies_changed", 1)]
public sealed record PlanPoliciesChanged(
    string Slug,
    CancellationPolicy CancellationPolicy,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion
) : ProductFact;

/// <summary>The plan is no longer sold; valid quotes can still be ordered.</summary>
[StoredAs("product.plan_withdrawn", 1)]
public sealed record PlanWithdrawn(string Slug) : ProductFact;
