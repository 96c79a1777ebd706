using System.Diagnostics;
using NodaTime;
using NodaTime.Text;

namespace Store.Domain.Billing;

/// <summary>One account's month as far as decisions read it: whether it was closed, which it is once.</summary>
/// <param name="StatementSha256">Null until the month's statement was made.</param>
public sealed record BillingMonth(bool Closed, string? StatementSha256) : IAggregate<BillingMonth>
{
    /// <summary>Which document the month's statement (ご利用明細書) is.</summary>
    public const string StatementKind = "statement";

    public static string Category => "billing-month";

    public static int Schema => 2;

    public static BillingMonth Initial { get; } = new(false, null);

    public static string IdOf(string accountId, YearMonth month) => $"{accountId}-{YearMonthPattern.Iso.Format(month)}";

    /// <summary>Whoever is second finds it closed and records nothing.</summary>
    public Decision Close(IReadOnlyList<BillingPageRecorded> pages, BillingMonthClosed closed) =>
        Closed ? Decision.Nothing : new([.. pages, closed]);

    /// <summary>The statement is made once, of a month that is over: whoever is second finds it filed.</summary>
    public Decision FileStatement(BillingDocumentFiled filed) =>
        !Closed ? BillingRefusals.MonthOpen
        : StatementSha256 is not null ? Decision.Nothing
        : filed;

    public BillingMonth Evolve(Fact fact) =>
        fact switch
        {
            BillingPageRecorded => this,
            BillingMonthClosed => this with { Closed = true },
            BillingDocumentFiled f => this with { StatementSha256 = f.Sha256 },
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
