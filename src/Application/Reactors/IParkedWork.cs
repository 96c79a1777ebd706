using NodaTime;
using Store.Domain;

namespace Store.Application.Reactors;

/// <summary>
/// Work that stands still until a person looks: reactions that failed to the end of their retry table, and
/// projections that met a fact they cannot take.
/// </summary>
public interface IParkedWork
{
    Task<IReadOnlyList<ParkedItem>> List(CancellationToken ct);

    /// <summary>Lets an item go again; refused where there is none by that id.</summary>
    Task<Refusal?> Retry(string id, CancellationToken ct);

    /// <summary>Leaves a reaction undone for good, with the reason a person gave.</summary>
    Task<Refusal?> GiveUp(string id, string reason, CancellationToken ct);
}

/// <param name="Id"><c>reaction:name:position</c> or <c>projection:name</c>.</param>
/// <param name="Position">Of the fact at which the work stopped.</param>
public sealed record ParkedItem(
    string Id,
    string Kind,
    string Consumer,
    long Position,
    string Reason,
    int Attempts,
    Instant? ParkedAt
);

public static class ParkedRefusals
{
    public static readonly Refusal NotFound = new(
        "parked.not_found",
        RefusalKind.NotFound,
        "停止中の処理が見つかりません。",
        "There is no parked work by this id."
    );
}
