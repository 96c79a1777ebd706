using NodaTime;

namespace Store.Application.Reactors;

/// <summary>
/// Work that stands still until a person looks: reactions that failed for good or to the end of their retry table, and
/// projections that met a fact they cannot take. What operators decide about it is recorded first and carried out
/// from the record, by <see cref="ParkedDecisions"/>.
/// </summary>
public interface IParkedWork
{
    Task<IReadOnlyList<ParkedItem>> List(CancellationToken ct);

    /// <summary>Null where nothing stands still by that id.</summary>
    Task<ParkedItem?> Find(string id, CancellationToken ct);

    /// <summary>
    /// Lets an item go again. Does nothing where it goes already, or where this decision was carried out before.
    /// </summary>
    /// <param name="decidedAt">Position of the fact by which it was decided.</param>
    Task Retry(string id, long decidedAt, CancellationToken ct);

    /// <summary>Leaves a reaction undone for good, with the reason a person gave.</summary>
    Task GiveUp(string id, string reason, CancellationToken ct);
}

/// <param name="Id"><c>reaction:name:position</c> or <c>projection:name</c>.</param>
/// <param name="Kind"><c>reaction</c> or <c>projection</c>.</param>
/// <param name="Position">Of the fact at which the work stopped.</param>
public sealed record ParkedItem(
    string Id,
    string Kind,
    string Consumer,
    long Position,
    string Reason,
    int Attempts,
    Instant? ParkedAt
)
{
    public const string ReactionKind = "reaction";

    public const string ProjectionKind = "projection";
}
