using Store.Application.EventSourcing;

namespace Store.Application;

/// <summary>
/// Who asks: made once from what a request proved, and passed to every query, so that a query can only ever be about
/// the caller's own account.
/// </summary>
/// <param name="AccountId">The account that the caller acts for; null for visitors, operators and auditors.</param>
public sealed record Caller(Actor Actor, string? AccountId, Role Role)
{
    /// <summary>Somebody who has not signed in.</summary>
    public static Caller Visitor { get; } = new(Actor.Anonymous, null, Role.Visitor);
}

/// <summary>What a caller may do. A route names the roles that it is for; nobody has two.</summary>
public enum Role
{
    Visitor,
    Buyer,

    /// <summary>The customer service desk (客服).</summary>
    Operator,

    /// <summary>Reads the log itself and changes nothing.</summary>
    Auditor,
}
