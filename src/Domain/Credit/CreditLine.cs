using System.Diagnostics;

namespace Store.Domain.Credit;

/// <summary>
/// An account's credit line in integer yen (NP-4, ORD-6). It knows sums only: which order holds how much is the
/// order's own state, so that a line costs the same after a hundred thousand orders. At every version
/// <c>reserved + used + available − overLimit = limit</c>.
/// </summary>
/// <param name="LimitYen">Null until the line is opened.</param>
public sealed record CreditLine(long? LimitYen, long ReservedYen, long UsedYen) : IAggregate<CreditLine>
{
    /// <summary>Above what any order can total, and far below where sums could overflow.</summary>
    public const long GreatestLimitYen = 1_000_000_000_000;

    public static string Category => "credit-line";

    public static int Schema => 1;

    public static CreditLine Initial { get; } = new(null, 0, 0);

    public long AvailableYen => Math.Max(0, (LimitYen ?? 0) - ReservedYen - UsedYen);

    /// <summary>What orders hold beyond the limit, which only a lowered limit can cause.</summary>
    public long OverLimitYen => Math.Max(0, ReservedYen + UsedYen - (LimitYen ?? 0));

    public Decision Open(long limitYen, string reason) =>
        LimitYen is null ? new CreditLineOpened(limitYen, reason) : Decision.Nothing;

    public Decision SetLimit(long limitYen, string? reason) =>
        LimitYen is null ? CreditRefusals.LineNotFound
        : LimitYen == limitYen ? Decision.Nothing
        : new CreditLineLimitSet(limitYen, reason);

    /// <summary>Sets the amount aside for an order, or refuses where the line does not hold it.</summary>
    public Decision Reserve(string orderNumber, long amountYen) =>
        AvailableYen < amountYen
            ? CreditRefusals.Insufficient.With("availableYen", AvailableYen).With("requiredYen", amountYen)
            : new CreditReserved(orderNumber, amountYen);

    /// <summary>Turns what an order reserved into what is owed. The order's state says that it did reserve.</summary>
    public Decision Use(string orderNumber, long amountYen) => Sound(new CreditUsed(orderNumber, amountYen));

    public Decision Release(string orderNumber, long amountYen, CreditShare from) =>
        Sound(new CreditReleased(orderNumber, amountYen, from));

    public CreditLine Evolve(Fact fact) =>
        fact switch
        {
            CreditLineOpened f => this with { LimitYen = f.LimitYen },
            CreditLineLimitSet f => this with { LimitYen = f.LimitYen },
            CreditReserved f => Hold(f.AmountYen, 0),
            CreditUsed f => Hold(-f.AmountYen, f.AmountYen),
            CreditReleased { From: CreditShare.Reserved } f => Hold(-f.AmountYen, 0),
            CreditReleased { From: CreditShare.Used } f => Hold(0, -f.AmountYen),
            _ => throw new UnreachableException(fact.GetType().Name),
        };

    /// <summary>Folds a fact in on trial, so that one which the line could never replay is not recorded.</summary>
    private CreditFact Sound(CreditFact fact)
    {
        Evolve(fact);
        return fact;
    }

    /// <summary>
    /// A sum below zero means that an order gave back what it did not hold: a bug that must not be stored.
    /// </summary>
    private CreditLine Hold(long reservedYen, long usedYen)
    {
        var line = this with { ReservedYen = ReservedYen + reservedYen, UsedYen = UsedYen + usedYen };
        return line.ReservedYen >= 0 && line.UsedYen >= 0
            ? line
            : throw new InvalidOperationException($"A credit line would fall below zero: {line}");
    }
}
