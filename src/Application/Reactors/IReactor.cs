using NodaTime;
using Store.Application.EventSourcing;

namespace Store.Application.Reactors;

/// <summary>
/// A consumer of the log that acts: on a provider, by mail, or by a further command. It has its own checkpoint and
/// meets every fact at least once; what it sends carries an id derived from the fact and its purpose, so that the
/// other side sees a repetition as one.
/// </summary>
public interface IReactor
{
    /// <summary>Stable, snake case; names the checkpoint and the parked reactions.</summary>
    string Name { get; }

    /// <summary>
    /// True where the effect leaves the store (mail, webhooks): moving the clock does not wait for it.
    /// </summary>
    bool DeliversOutside { get; }

    /// <summary>Whether this fact concerns the reactor at all. Pure.</summary>
    bool Concerns(RecordedFact fact);

    /// <summary>
    /// Acts on one fact, possibly for the second time. An exception is a failure: the reaction is tried again by the
    /// retry table and parked with its reason after that, while the reactor goes on with other facts.
    /// </summary>
    Task<Reaction> React(RecordedFact fact, CancellationToken ct);
}

/// <summary>How a reaction ended.</summary>
public abstract record Reaction
{
    private Reaction() { }

    public static readonly Reaction Done = new Completed();

    /// <summary>Not yet: react to the same fact again at this instant of the store's clock.</summary>
    public static Reaction Again(Instant at) => new Later(at);

    /// <summary>Trying again would not help: an operator has to look at it. Nothing personal in the reason.</summary>
    public static Reaction Park(string reason) => new Parked(reason);

    public sealed record Completed : Reaction;

    public sealed record Parked(string Reason) : Reaction;

    public sealed record Later(Instant At) : Reaction;
}
