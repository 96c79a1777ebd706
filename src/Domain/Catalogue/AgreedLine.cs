using NodaTime;
using Store.Domain.Money;

namespace Store.Domain.Catalogue;

/// <summary>
/// One line of a quote or an order as it was agreed: prices and conditions of that moment, which no later change of
/// the catalogue touches (ORD-8, QUO-4). Amounts are yen without tax.
/// </summary>
/// <param name="PlanId">See <see cref="Catalogue.PlanId"/>.</param>
/// <param name="UnitPriceYen">Per seat and month.</param>
/// <param name="Months">Null where the line is prorated.</param>
/// <param name="AmountYen">For the whole term, charged once; <c>unitPriceYen × seats × months</c> unless prorated.</param>
/// <param name="SoleProprietorAllowed">個人事業主・フリーランス可 (ORD-1).</param>
/// <param name="PolicyVersion">The version of the plan's policies that stand in this line.</param>
public sealed record AgreedLine(
    string PlanId,
    string ProductId,
    string ProductName,
    string PlanName,
    string Maker,
    int Seats,
    long UnitPriceYen,
    int? Months,
    long AmountYen,
    int TaxRatePercent,
    bool SoleProprietorAllowed,
    Delivery Delivery,
    CancellationPolicy CancellationPolicy,
    int TermMonths,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion,
    Proration? Proration = null
)
{
    /// <summary>What the line adds to its document's totals.</summary>
    public TaxableAmount AsTaxable() => new(AmountYen, TaxRatePercent);
}

/// <summary>How a plan reaches the buyer once its order is accepted.</summary>
public enum Delivery
{
    /// <summary>Recorded together with the acceptance.</summary>
    Immediately,

    /// <summary>An operator records it.</summary>
    ByOperator,
}

/// <summary>Until when an operator may cancel an accepted order of the plan (ORD-2: never the buyer).</summary>
public enum CancellationPolicy
{
    /// <summary>An operator decides each case.</summary>
    OperatorDecides,

    /// <summary>Not once it was delivered.</summary>
    BeforeDelivery,
}

/// <summary>
/// How a contract ends (解約, ORD-5). Notice is due some days before the last day, or by a day of the month before
/// the end; where neither is set, by the last day itself.
/// </summary>
public sealed record TerminationPolicy(bool AutoRenew, bool MidTermAllowed, int? NoticeDays, int? NoticeDayOfMonth);

/// <summary>What seats cost that are added in the middle of a term (アカウント追加).</summary>
public enum ProrationPolicy
{
    /// <summary>Full months from the next one to the end of the term.</summary>
    FullMonthsFromNext,

    /// <summary>Full months to the end of the term, the month of the addition included.</summary>
    FullMonthsFromCurrent,

    /// <summary>Days left by days of the term, rounded down.</summary>
    Daily,

    /// <summary>The whole term's price, whenever seats are added.</summary>
    None,
}

/// <summary>
/// How the amount of a prorated line came about: <c>units</c> of <c>of</c> (months or days) of the term.
/// </summary>
public sealed record Proration(
    ProrationPolicy Policy,
    int PolicyVersion,
    LocalDate FromOn,
    LocalDate ToOn,
    int Units,
    int Of
);
