namespace Store.Application.EventSourcing;

/// <summary>
/// Who caused a fact. Stored in every envelope; <paramref name="Reason"/> is what an operator gave, and null for
/// everyone else.
/// </summary>
public sealed record Actor(ActorKind Kind, string Id, string? Reason = null)
{
    /// <summary>A visitor who has not signed in.</summary>
    public static Actor Anonymous { get; } = new(ActorKind.Anonymous, "anonymous");

    /// <summary>A consumer of the log that acts by itself, such as the screening of orders.</summary>
    public static Actor Reactor(string name) => new(ActorKind.Reactor, name);

    /// <summary>The program itself: seeding, and verbs on the command line.</summary>
    public static Actor System { get; } = new(ActorKind.System, "store");
}

public enum ActorKind
{
    Anonymous,
    Buyer,
    Machine,
    Operator,
    Auditor,
    Reactor,
    System,
}
