using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Timelines;
using Store.Domain;
using Store.Domain.Contracts;

namespace Store.Application.Contracts;

/// <summary>A contract's timeline; another account's is answered like one that does not exist.</summary>
/// <param name="AccountId">Null for operators, who also see the reasons given.</param>
public sealed record GetContractTimeline(string? AccountId, string Id) : IQuery
{
    public sealed class Handler(IEventLog log) : IQueryHandler<GetContractTimeline>
    {
        public async Task<QueryResult> Handle(GetContractTimeline query, CancellationToken cancellationToken)
        {
            var facts = await log.Read(StreamId.Of<Contract>(query.Id), cancellationToken);
            var owner = facts.Aggregate(Contract.Initial, (state, f) => state.Evolve(f.Fact)).AccountId;
            if (owner is null || (query.AccountId is { } account && account != owner))
            {
                return ContractRefusals.NotFound;
            }

            var timeline = Timeline.Of(query.Id, facts, query.AccountId is null, TextOf);
            return new QueryResult(StoreJson.Write(timeline), facts[^1].Position, StateTag.Of(facts[^1].Version));
        }
    }

    /// <summary>The one table of texts.</summary>
    public static TimelineText TextOf(Fact fact)
    {
        switch (fact)
        {
            case ContractStarted f:
                var (firstJa, firstEn) = TimelineText.Of(f.StartsOn);
                var (lastJa, lastEn) = TimelineText.Of(f.EndsOn);
                return new($"ご契約が成立しました（{firstJa}～{lastJa}）", $"Contract formed: {firstEn} to {lastEn}");
            case ContractRegistered f:
                return new(
                    $"他商流（{f.Channel}）のご契約を登録しました",
                    $"A contract of another channel was registered ({f.Channel})"
                );
            case ContractRenewed f:
                var (untilJa, untilEn) = TimelineText.Of(f.ToOn);
                return new($"ご契約を {untilJa} まで更新しました", $"Renewed until {untilEn}");
            case SeatsAdded f:
                var (fromJa, fromEn) = TimelineText.Of(f.FromOn);
                return new(
                    $"アカウントを {f.Seats} 追加しました（{fromJa} から）",
                    $"{f.Seats} seats added from {fromEn}"
                );
            case ContractOrderUndone f:
                return new(
                    $"注文 {f.OrderNumber} の取り消しにより、その内容を戻しました",
                    $"What order {f.OrderNumber} brought was taken back"
                );
            case TerminationAgreed f:
                var (endJa, endEn) = TimelineText.Of(f.EndsOn);
                return new($"解約を承りました（終了日 {endJa}）", $"Notice taken: the contract ends on {endEn}");
            case ContractReminded f:
                return new(
                    $"満了日の {f.DaysBefore} 日前のお知らせをお送りしました",
                    $"Reminder sent {f.DaysBefore} days before the end"
                );
            case ContractRenewalOrdered f:
                return new(
                    $"自動更新のご注文 {f.OrderNumber} を承りました",
                    $"Order {f.OrderNumber} of the next term was placed"
                );
            case ContractEnded f:
                return f.Cause switch
                {
                    ContractEnd.Expired => new("契約期間が満了しました", "The contract expired"),
                    ContractEnd.Terminated => new("解約によりご契約が終了しました", "The contract ended by notice"),
                    ContractEnd.Undone => new(
                        "ご注文の取り消しによりご契約が終了しました",
                        "The contract ended because its order was cancelled"
                    ),
                    _ => throw new UnreachableException($"{f.Cause}"),
                };
            default:
                throw new UnreachableException(fact.GetType().Name);
        }
    }
}
