using NodaTime;

namespace Store.Application.Carts;

/// <summary>
/// Carts are a plain table and no facts: what matters of them is recorded by the quote or the order. Whoever knows
/// the id of a visitor's cart may use it; an account's cart is that account's.
/// </summary>
public interface ICarts
{
    /// <summary>An empty cart. Twice is once.</summary>
    Task Create(string id, string? accountId, Instant now, CancellationToken ct);

    /// <summary>Null where there is none, or none that changed since <paramref name="keptSince"/>.</summary>
    Task<Cart?> Find(string id, Instant keptSince, CancellationToken ct);

    /// <summary>
    /// Stores the cart where it still has the version before; false where somebody else was first.
    /// </summary>
    Task<bool> Replace(Cart cart, Instant now, CancellationToken ct);
}

/// <summary>What a visitor wants to buy. Prices are not in it: they are today's, whenever it is shown.</summary>
public sealed record Cart(string Id, string? AccountId, long Version, IReadOnlyList<CartLine> Lines)
{
    public bool IsOpenTo(string? accountId) => AccountId is null || AccountId == accountId;

    /// <summary>The plan's line with these seats, in its place or at the end.</summary>
    public Cart Put(CartLine line) =>
        this with
        {
            Version = Version + 1,
            Lines = Lines.Any(l => l.PlanId == line.PlanId)
                ? [.. Lines.Select(l => l.PlanId == line.PlanId ? line : l)]
                : [.. Lines, line],
        };

    public Cart Without(string planId) =>
        this with
        {
            Version = Version + 1,
            Lines = [.. Lines.Where(l => l.PlanId != planId)],
        };
}

public sealed record CartLine(string PlanId, int Seats);
