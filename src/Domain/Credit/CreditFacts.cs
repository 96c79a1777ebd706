namespace Store.Domain.Credit;

// The stored form of every fact about an account's credit line (与信枠). The stream's id is the account's.

public abstract record CreditFact : Fact;

/// <summary>NP-4: the line is set for each buyer and starts with a fact, never with a constant in code.</summary>
[StoredAs("credit_line.opened", 1)]
public sealed record CreditLineOpened(long LimitYen, string Reason) : CreditFact;

/// <summary>
/// A lower limit takes nothing from orders that already hold credit: the rest shows as over the limit.
/// </summary>
[StoredAs("credit_line.limit_set", 1)]
public sealed record CreditLineLimitSet(long LimitYen, string? Reason) : CreditFact;

/// <summary>An order on account that is not accepted yet holds its total of the line.</summary>
[StoredAs("credit.reserved", 1)]
public sealed record CreditReserved(string OrderNumber, long AmountYen) : CreditFact;

/// <summary>The order was accepted: what it had reserved is owed from now on.</summary>
[StoredAs("credit.used", 1)]
public sealed record CreditUsed(string OrderNumber, long AmountYen) : CreditFact;

/// <summary>The order holds nothing any more: it was held, refused, cancelled, or paid.</summary>
/// <param name="From">Which of the two sums it stood in.</param>
[StoredAs("credit.released", 1)]
public sealed record CreditReleased(string OrderNumber, long AmountYen, CreditShare From) : CreditFact;

/// <summary>In which of the two sums an order's amount stands.</summary>
public enum CreditShare
{
    /// <summary>Of orders that are not accepted yet.</summary>
    Reserved,

    /// <summary>Of orders that are accepted and not yet paid.</summary>
    Used,
}
