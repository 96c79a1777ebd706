using NodaTime;
using Store.Application.EventSourcing;

namespace Store.Application.Audit;

/// <summary>
/// The log as auditors read it: the bytes that are stored, and nothing personal in them is ever opened.
/// </summary>
public interface IAuditLogReader
{
    /// <summary>All facts of one stream, oldest first; empty where there is no such stream.</summary>
    Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct);

    /// <summary>
    /// The facts that a question asks for, up to the head of this moment, as lines of JSON: <c>position</c>,
    /// <c>leafHash</c> and <c>envelope</c> in Base64, and as <c>fact</c> the envelope itself.
    /// </summary>
    Task<FactLines> Lines(FactQuestion question, CancellationToken ct);
}

/// <summary>Which facts; what is null is not asked about.</summary>
/// <param name="After">Facts behind this position; -1 starts at the first.</param>
/// <param name="Limit">At most so many lines.</param>
/// <param name="Stream">Of one stream only.</param>
/// <param name="Type">The stored name of a kind of fact, in all its versions.</param>
/// <param name="Category">Of streams of one category.</param>
/// <param name="ActorKind">Who caused it, by kind as envelopes write it.</param>
/// <param name="RecordedFrom">Recorded at this instant or later.</param>
/// <param name="RecordedTo">Recorded at this instant or before.</param>
public sealed record FactQuestion(
    long After = -1,
    long? Limit = null,
    StreamId? Stream = null,
    string? Type = null,
    string? Category = null,
    string? ActorKind = null,
    string? ActorId = null,
    Instant? RecordedFrom = null,
    Instant? RecordedTo = null
);

/// <param name="Head">Position of the newest fact when the question was asked; no later one is written.</param>
/// <param name="IsEmpty">True where a stream that was asked for has no facts.</param>
/// <param name="Write">Writes the lines as they are read, in bounded memory.</param>
public sealed record FactLines(long Head, bool IsEmpty, Func<Stream, CancellationToken, Task> Write);
