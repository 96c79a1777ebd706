namespace Store.Application.EventSourcing;

/// <summary>
/// The log: append-only, gapless, in one total order. There is no way to change or remove what it holds.
/// </summary>
public interface IEventLog
{
    /// <summary>All facts of one stream, oldest first; empty where there is no such stream.</summary>
    Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct);

    /// <summary>
    /// The same for whoever acts on a fact: the stream at least as it was when that fact was recorded, and newer as far
    /// as this process has heard. It mostly comes from memory, where <see cref="Read"/> always asks the database.
    /// </summary>
    Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, RecordedFact fact, CancellationToken ct);

    /// <summary>
    /// Every fact whose position is greater than <paramref name="after"/> (-1 starts at the first), up to the head
    /// of the moment the call began; a reader proves that it missed nothing, because the next is always n + 1.
    /// </summary>
    IAsyncEnumerable<RecordedFact> ReadAll(long after, CancellationToken ct);

    /// <summary>
    /// Takes a decision on the writer and commits what it records, its idempotency record and the new tree head
    /// together or not at all. Returns when it is durable. A keyed request that was carried out before gets the first
    /// answer again; therefore a handler refuses only inside <see cref="DecisionRequest.Decide"/>, never before it.
    /// </summary>
    Task<CommandResult> Decide(DecisionRequest request, CancellationToken ct);
}
