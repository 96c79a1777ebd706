using NodaTime;
using Store.Domain;

namespace Store.Application.EventSourcing;

/// <summary>A command on its way to the writer: who wants it, which streams it reads, and the pure decision.</summary>
/// <param name="Name">The use case, for the one log line that a command writes.</param>
/// <param name="Streams">
/// Every stream whose state the decision reads or adds to, save those named by a number that the decision draws.
/// </param>
/// <param name="Decide">
/// Pure: it may run again on newer states when another process was first. Time, numbers and states come from the
/// session.
/// </param>
public sealed record DecisionRequest(
    string Name,
    Actor Actor,
    IReadOnlyList<StreamId> Streams,
    Func<IDecisionSession, DecisionResult> Decide
)
{
    public IdempotencyKey? Key { get; init; }

    /// <summary>From <c>If-Match</c>: the version that the caller saw of the first of <see cref="Streams"/>.</summary>
    public long? IfVersion { get; init; }

    /// <summary>
    /// Ties the facts of one request together across streams and logs; the trace's id where there is one.
    /// </summary>
    public string Correlation { get; init; } = "";

    /// <summary>The fact that this command answers, where a reactor sends it.</summary>
    public Guid? Causation { get; init; }
}

/// <summary>
/// A caller's promise that two requests are one. Lives 7 days within <paramref name="Scope"/>;
/// <paramref name="Fingerprint"/> is the SHA-256 of route and payload, so that a reused key is noticed.
/// </summary>
public sealed record IdempotencyKey(string Scope, string Key, ReadOnlyMemory<byte> Fingerprint)
{
    /// <summary>The account whose personal data the stored answer may show; erasure removes those answers.</summary>
    public string? Subject { get; init; }

    /// <summary>True where the answer hands out a secret: the record is kept, the answer is not.</summary>
    public bool AnswerIsSecret { get; init; }
}

/// <summary>What a decision sees: the states that everything decided before it left behind.</summary>
public interface IDecisionSession
{
    /// <summary>
    /// The instant at which what is decided now is recorded: the store's clock, never falling by position.
    /// </summary>
    Instant Now { get; }

    /// <summary>
    /// The state of a stream named in <see cref="DecisionRequest.Streams"/> or by a number of this session.
    /// </summary>
    TAggregate State<TAggregate>(string id)
        where TAggregate : class, IAggregate<TAggregate>;

    /// <summary>Version of the same; 0 where the stream does not exist.</summary>
    long Version<TAggregate>(string id)
        where TAggregate : class, IAggregate<TAggregate>;

    /// <summary>
    /// Puts the decision's facts behind those recorded so far and folds them in. Returns why it was refused, or null.
    /// A result that refuses discards everything decided in this session.
    /// </summary>
    Refusal? Decide<TAggregate>(string id, Func<TAggregate, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>;

    /// <summary>
    /// The next number of a series, without gaps: a number whose decision is refused is handed out again.
    /// </summary>
    string NextNumber(NumberSeries series);
}

/// <summary>Series of numbers (番号) that people see on documents.</summary>
public enum NumberSeries
{
    /// <summary><c>Q-yyyyMM-000001</c>, by month in Asia/Tokyo.</summary>
    Quote,

    /// <summary><c>O-yyyyMM-000001</c>.</summary>
    Order,

    /// <summary><c>I-yyyyMM-000001</c>, inquiries.</summary>
    Inquiry,

    /// <summary><c>INV-yyyy-000001</c>, the store's own invoices, gapless per year.</summary>
    Invoice,

    /// <summary><c>RIN-yyyy-000001</c>, return invoices, gapless per year.</summary>
    ReturnInvoice,
}

/// <summary>What a decision came to: an answer to give once it is durable, or a refusal.</summary>
public sealed record DecisionResult(Refusal? Refused, Func<IReadOnlyList<RecordedFact>, StoredResponse>? Reply)
{
    /// <summary>Accepted; nobody waits for a body.</summary>
    public static readonly DecisionResult Done = new(null, null);

    /// <summary>
    /// Accepted; the answer is made from the facts just recorded, so that it is what a read shows later.
    /// </summary>
    public static DecisionResult Answering(Func<IReadOnlyList<RecordedFact>, StoredResponse> reply) => new(null, reply);

    public static implicit operator DecisionResult(Refusal refusal) => new(refusal, null);
}

/// <summary>How a command ended.</summary>
public abstract record CommandResult
{
    private CommandResult() { }

    /// <summary>True where the event log has written the command's line into the program's log already.</summary>
    public bool IsTold { get; init; }

    /// <param name="Position">Of the last fact recorded; of the log's last fact where nothing needed recording.</param>
    /// <param name="Replayed">True where the idempotency key was known and the first answer is given again.</param>
    public sealed record Done(StoredResponse Response, long Position, bool Replayed) : CommandResult
    {
        /// <summary>What was recorded; empty for a replay.</summary>
        public IReadOnlyList<RecordedFact> Facts { get; init; } = [];
    }

    public sealed record Refused(Refusal Refusal) : CommandResult;

    public static implicit operator CommandResult(Refusal refusal) => new Refused(refusal);
}
