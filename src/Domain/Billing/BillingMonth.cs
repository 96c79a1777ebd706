using System.Diagnostics;
using NodaTime;
using NodaTime.Text;

namespace Store.Domain.Billing;

/// <summary>One account's month as far as decisions read it: whether it was closed, which it is once.</summary>
public sealed record BillingMonth(bool Closed) : IAggregate<BillingMonth>
{
    public static string Category => "billing-month";

    public static int Schema => 1;

    public static BillingMonth Initial { get; } = new(false);

    public static string IdOf(string accountId, YearMonth month) => $"{accountId}-{YearMonthPattern.Iso.Format(month)}";

    /// <summary>Whoever is second finds it closed and records nothing.</summary>
    public Decision Close(IReadOnlyList<BillingPageRecorded> pages, BillingMonthClosed closed) =>
        Closed ? Decision.Nothing : new([.. pages, closed]);

    public BillingMonth Evolve(Fact fact) =>
        fact switch
        {
            BillingPageRecorded => this,
            BillingMonthClosed => new(true),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
