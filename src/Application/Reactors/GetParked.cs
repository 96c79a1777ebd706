using System.Diagnostics;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Reactors;

namespace Store.Application.Reactors;

/// <summary>One piece of parked work, and what operators decided about it: who, when and why.</summary>
public sealed record GetParked(string Id) : IQuery
{
    /// <param name="Status"><c>parked</c>; <c>resumed</c> once it goes again, and when it is done; <c>givenUp</c>.</param>
    /// <param name="Error">What the last attempt failed with; null unless it is parked.</param>
    public sealed record Answer(
        string Id,
        string Status,
        string Kind,
        string Consumer,
        long Position,
        string? Error,
        int Attempts,
        Instant? ParkedAt,
        IReadOnlyList<Decided> Decisions
    );

    /// <param name="By">The operator's id.</param>
    public sealed record Decided(string Decision, Instant At, string By, string? Reason);

    public sealed class Handler(IParkedWork parked, IEventLog log) : IQueryHandler<GetParked>
    {
        public async Task<QueryResult> Handle(GetParked query, CancellationToken cancellationToken)
        {
            var facts = await log.Read(StreamId.Of<ParkedWork>(query.Id), cancellationToken);
            var item = await parked.Find(query.Id, cancellationToken);
            var (consumer, position) = (item, facts) switch
            {
                ({ } found, _) => (found.Consumer, found.Position),
                (null, [.., var last]) => StoodAt(last),
                _ => (null, -1),
            };
            if (consumer is null)
            {
                return ParkedRefusals.NotFound;
            }

            var answer = new Answer(
                query.Id,
                facts is [.., { Fact: ParkedWorkGivenUp }] ? "givenUp"
                    : item is null ? "resumed"
                    : "parked",
                query.Id.Split(':')[0],
                consumer,
                position,
                item?.Reason,
                item?.Attempts ?? 0,
                item?.ParkedAt,
                [.. facts.Select(Told)]
            );
            var tag = StateTag.Of(facts.Count, StateTag.Of(answer.Attempts));
            return new QueryResult(StoreJson.Write(answer), facts is [.., var newest] ? newest.Position : -1, tag);
        }

        private static (string Consumer, long Position) StoodAt(RecordedFact fact) =>
            fact.Fact switch
            {
                ParkedWorkRetried f => (f.Consumer, f.Position),
                ParkedWorkGivenUp f => (f.Consumer, f.Position),
                _ => throw new UnreachableException(fact.Type),
            };

        private static Decided Told(RecordedFact fact) =>
            new(
                fact.Fact switch
                {
                    ParkedWorkRetried => ParkedAnswer.Retry,
                    ParkedWorkGivenUp => ParkedAnswer.GiveUp,
                    _ => throw new UnreachableException(fact.Type),
                },
                fact.RecordedAt,
                fact.Actor.Id,
                fact.Actor.Reason
            );
    }
}
