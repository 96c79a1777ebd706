namespace Store.Domain;

/// <summary>Which kind of answer a refusal is; the API maps each to one HTTP status.</summary>
public enum RefusalKind
{
    Malformed,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    Conflict,
    Stale,
    TooLarge,
    UnsupportedMedia,
    Unprocessable,
    PreconditionRequired,
    TooManyRequests,
    Unavailable,

    /// <summary>Not a refusal but a bug that reached the caller; it has a code so that callers can tell.</summary>
    Internal,
}

/// <summary>
/// Why a request was not carried out: a value, not an exception. The code is public API and never changes; the two
/// texts are for people.
/// </summary>
public sealed record Refusal(string Code, RefusalKind Kind, string Japanese, string English)
{
    /// <summary>Fields the problem answer shows beside the code, such as a link to re-issue an expired quote.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    public Refusal With(string name, object? value) =>
        this with
        {
            Details = new Dictionary<string, object?>(Details) { [name] = value },
        };
}

/// <summary>What an aggregate decides: the facts to record, in order, or the reason there are none.</summary>
public sealed record Decision(IReadOnlyList<Fact> Facts, Refusal? Refused = null)
{
    /// <summary>The wish is already so: a repeated command records nothing and succeeds.</summary>
    public static readonly Decision Nothing = new([]);

    public static Decision Of(params Fact[] facts) => new(facts);

    public static implicit operator Decision(Fact fact) => new([fact]);

    public static implicit operator Decision(Refusal refusal) => new([], refusal);
}

/// <summary>
/// The state that decisions about one stream read, and nothing more: what people read is a projection. A state is
/// an immutable record that serialises to JSON, so that it can be kept as a snapshot.
/// </summary>
public interface IAggregate<TSelf>
    where TSelf : class, IAggregate<TSelf>
{
    /// <summary>First half of the stream's identity; the second is the aggregate's own id.</summary>
    static abstract string Category { get; }

    /// <summary>
    /// Raised when the shape or the fold of the state changes: snapshots of another schema are ignored.
    /// </summary>
    static abstract int Schema { get; }

    static abstract TSelf Initial { get; }

    /// <summary>
    /// Folds one fact in. Throws on a fact that this aggregate does not know: a corrupt stream is loud.
    /// </summary>
    TSelf Evolve(Fact fact);
}
