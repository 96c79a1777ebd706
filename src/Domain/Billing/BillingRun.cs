using System.Diagnostics;
using NodaTime;
using NodaTime.Text;

namespace Store.Domain.Billing;

public abstract record BillingRunFact : Fact;

/// <summary>Something is billed in this month, for the first time.</summary>
/// <param name="Month">In Asia/Tokyo.</param>
[StoredAs("billing_run.opened", 1)]
public sealed record BillingRunOpened(YearMonth Month) : BillingRunFact;

/// <summary>
/// The month is over. Time never falls along the log, so that everything of the month stands before this fact: from
/// here on accounts are closed.
/// </summary>
/// <param name="Month">That is over.</param>
[StoredAs("billing_run.started", 1)]
public sealed record BillingRunStarted(YearMonth Month) : BillingRunFact;

/// <summary>Every account that the month had something of is closed.</summary>
/// <param name="Month">That is closed.</param>
/// <param name="Accounts">How many have a bill for it.</param>
/// <param name="TotalYen">The sum of their bills, tax included.</param>
[StoredAs("billing_run.completed", 1)]
public sealed record BillingRunCompleted(YearMonth Month, int Accounts, long TotalYen) : BillingRunFact;

/// <summary>The closing of one month for all accounts (締め), by the month. Each step is taken once.</summary>
public sealed record BillingRun(bool Opened, bool Started, bool Completed) : IAggregate<BillingRun>
{
    public static string Category => "billing-run";

    public static int Schema => 1;

    public static BillingRun Initial { get; } = new(false, false, false);

    public static string IdOf(YearMonth month) => YearMonthPattern.Iso.Format(month);

    public Decision Open(YearMonth month) => Opened ? Decision.Nothing : new BillingRunOpened(month);

    /// <param name="now">The month that the deciding instant belongs to.</param>
    public Decision Start(YearMonth month, YearMonth now) =>
        Started ? Decision.Nothing
        : now <= month ? throw new InvalidOperationException($"{month} is not over.")
        : new BillingRunStarted(month);

    public Decision Complete(YearMonth month, int accounts, long totalYen) =>
        Completed ? Decision.Nothing : new BillingRunCompleted(month, accounts, totalYen);

    public BillingRun Evolve(Fact fact) =>
        fact switch
        {
            BillingRunOpened => this with { Opened = true },
            BillingRunStarted => this with { Started = true },
            BillingRunCompleted => this with { Completed = true },
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
