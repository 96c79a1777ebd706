using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;
using Store.Domain.Reactors;

namespace Store.Application.Reactors;

/// <summary>What an operator decided about parked work: recorded, and about to be carried out.</summary>
/// <param name="Decision"><c>retry</c> or <c>giveUp</c>.</param>
public sealed record ParkedAnswer(string Id, string Kind, string Consumer, long Position, string Decision)
{
    public const string Retry = "retry";

    public const string GiveUp = "giveUp";

    /// <param name="item">As it stood just before; null where nothing stood still by that id.</param>
    internal static DecisionRequest ToDecide(
        CommandContext context,
        string name,
        string id,
        ParkedItem? item,
        string decision,
        Func<ParkedWork, ParkedItem, Decision> decide
    ) =>
        context.ToDecide(
            name,
            [StreamId.Of<ParkedWork>(id)],
            session =>
                item is null
                    ? (session.State<ParkedWork>(id).GivenUp ? ParkedRefusals.GivenUp : ParkedRefusals.NotFound)
                : session.Decide<ParkedWork>(id, work => decide(work, item)) is { } refused ? refused
                : DecisionResult.Answering(_ =>
                    StoredResponse.Accepted(
                        StoreJson.Write(new ParkedAnswer(id, item.Kind, item.Consumer, item.Position, decision))
                    )
                )
        );
}
