using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Domain.Reactors;

namespace Store.Application.Reactors;

/// <summary>
/// Carries out what operators decided about parked work. Whatever ends the process between the decision and its
/// effect, the fact is met again; an effect that took place already is not repeated.
/// </summary>
public sealed class ParkedDecisions(IParkedWork parked) : IReactor
{
    public const string ReactorName = "parked_decisions";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is ParkedWorkFact;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        await (
            fact.Fact switch
            {
                ParkedWorkRetried => parked.Retry(fact.Stream.Id, fact.Position, ct),
                ParkedWorkGivenUp => parked.GiveUp(fact.Stream.Id, fact.Actor.Reason ?? "", ct),
                _ => throw new UnreachableException(fact.Type),
            }
        );
        return Reaction.Done;
    }
}
