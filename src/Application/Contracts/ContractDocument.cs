using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;

namespace Store.Application.Contracts;

/// <summary>
/// A contract (契約) as it was agreed. Its status, the seats in use and the last day for notice are matters of the day
/// on which it is read: see <see cref="ContractOn"/>.
/// </summary>
/// <param name="Channel">ORD-3: who sold it; null where this store did.</param>
/// <param name="Orders">Every order that it came from, the first first.</param>
public sealed record ContractDocument(
    string Id,
    Contract Agreed,
    string? Channel,
    string? Reference,
    IReadOnlyList<ContractOrder> Orders
)
{
    public const string ProjectionName = "contracts";

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    public sealed class Projection : Projection<ContractDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override bool Begins(RecordedFact fact) => fact.Fact is ContractStarted or ContractRegistered;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is ContractFact ? fact.Stream.Id : null;

        public override ContractDocument? Apply(ContractDocument? document, RecordedFact fact)
        {
            var before =
                document
                ?? new ContractDocument(fact.Stream.Id, Contract.Initial, null, null, []) { Sort = fact.Position };
            var after = before with { Agreed = before.Agreed.Evolve(fact.Fact), Version = fact.Version };
            return fact.Fact switch
            {
                ContractStarted f => after.With(f.OrderNumber, ContractOrderKind.Start, f.StartsOn, f.EndsOn, f.Line),
                ContractRegistered f => after with { Channel = f.Channel, Reference = f.Reference },
                ContractRenewed f => after.With(f.OrderNumber, ContractOrderKind.Renewal, f.FromOn, f.ToOn, f.Line),
                SeatsAdded f => after.With(f.OrderNumber, ContractOrderKind.SeatAddition, f.FromOn, f.ToOn, f.Line),
                ContractOrderUndone f => after with
                {
                    Orders =
                    [
                        .. after.Orders.Select(o => o.OrderNumber == f.OrderNumber ? o with { Undone = true } : o),
                    ],
                },
                TerminationAgreed or ContractReminded or ContractRenewalOrdered or ContractEnded => after,
                _ => throw new UnreachableException($"Contracts do not know {fact.Type}."),
            };
        }

        public override ReadDocument Store(string key, ContractDocument document) =>
            new(key, document.Agreed.AccountId, document.Sort, document.Version, StoreJson.Write(document))
            {
                SearchText = $"{key} {document.Agreed.Line!.ProductName} {document.Reference}".ToLowerInvariant(),
            };

        public override ContractDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
            };
    }

    private ContractDocument With(
        string orderNumber,
        ContractOrderKind kind,
        LocalDate fromOn,
        LocalDate toOn,
        AgreedLine line
    ) =>
        this with
        {
            Orders =
            [
                .. Orders,
                new ContractOrder(orderNumber, kind, fromOn, toOn, line.Seats, line.AmountYen, Undone: false),
            ],
        };
}

/// <summary>What an order brought to its contract.</summary>
/// <param name="AmountYen">Without tax.</param>
/// <param name="Undone">True where the order was cancelled since.</param>
public sealed record ContractOrder(
    string OrderNumber,
    ContractOrderKind Kind,
    LocalDate FromOn,
    LocalDate ToOn,
    int Seats,
    long AmountYen,
    bool Undone
);

public enum ContractOrderKind
{
    Start,
    Renewal,
    SeatAddition,
}

public enum ContractStatus
{
    /// <summary>Its first day is still to come.</summary>
    Upcoming,

    Active,

    /// <summary>Notice was given (ORD-5); it runs until its last day.</summary>
    Terminating,

    Ended,
}

public enum ContractSource
{
    Store,

    /// <summary>他商流 (ORD-3).</summary>
    OtherChannel,
}

/// <summary>A contract as of a day in Tokyo: what the API answers.</summary>
/// <param name="Seats">In use on that day; before the first day, those that it begins with.</param>
/// <param name="UnitPriceYen">Per seat and month, tax excluded, as agreed last.</param>
/// <param name="NoticeBy">The last day on which notice still ends it with its last term; null once nothing can.</param>
/// <param name="PolicyVersion">Of the plan's policies as agreed last.</param>
public sealed record ContractOn(
    string Id,
    string AccountId,
    string PlanId,
    string ProductName,
    string PlanName,
    int Seats,
    long UnitPriceYen,
    int TermMonths,
    LocalDate StartsOn,
    LocalDate EndsOn,
    ContractStatus Status,
    bool AutoRenew,
    LocalDate? NoticeBy,
    TerminationPolicy TerminationPolicy,
    ProrationPolicy ProrationPolicy,
    int PolicyVersion,
    ContractSource Source,
    string? Channel,
    string? Reference,
    IReadOnlyList<ContractOrder> Orders
)
{
    public static ContractOn Of(ContractDocument document, LocalDate today)
    {
        var (agreed, line) = (document.Agreed, document.Agreed.Line!);
        var status =
            agreed.Ended is not null || today > agreed.EndsOn ? ContractStatus.Ended
            : agreed.Termination is not null ? ContractStatus.Terminating
            : today < agreed.StartsOn ? ContractStatus.Upcoming
            : ContractStatus.Active;
        return new ContractOn(
            document.Id,
            agreed.AccountId!,
            line.PlanId,
            line.ProductName,
            line.PlanName,
            agreed.SeatsOn(LocalDate.Max(today, agreed.StartsOn)),
            line.UnitPriceYen,
            line.TermMonths,
            agreed.StartsOn,
            agreed.EndsOn,
            status,
            line.TerminationPolicy.AutoRenew,
            status is ContractStatus.Upcoming or ContractStatus.Active
                ? line.TerminationPolicy.NoticeBy(agreed.EndsOn)
                : null,
            line.TerminationPolicy,
            line.ProrationPolicy,
            line.PolicyVersion,
            document.Channel is null ? ContractSource.Store : ContractSource.OtherChannel,
            document.Channel,
            document.Reference,
            document.Orders
        );
    }

    /// <summary>The day is part of what is shown, and so of the tag.</summary>
    public static string TagOf(long version, LocalDate today) => StateTag.Of(version, $"{today:yyyyMMdd}");
}

/// <summary>One contract. Another account's is answered like one that does not exist.</summary>
/// <param name="AccountId">Null for operators, who see every contract.</param>
public sealed record GetContract(string? AccountId, string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IStoreClock clock) : IQueryHandler<GetContract>
    {
        public async Task<QueryResult> Handle(GetContract query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(ContractDocument.ProjectionName, query.Id, cancellationToken);
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            if (read.Value is not { } found || (query.AccountId is not null && found.Owner != query.AccountId))
            {
                return (QueryResult)ContractRefusals.NotFound with { Position = read.Position };
            }

            var today = Tokyo.DateOf(clock.Now);
            return new QueryResult(
                ContractsOnDay.Show(found, today),
                read.Position,
                ContractOn.TagOf(found.Version, today)
            );
        }
    }
}

/// <summary>Contracts, the newest first.</summary>
/// <param name="AccountId">Null for operators, who see every account's.</param>
/// <param name="Search">Part of an id, a product's name or another channel's reference.</param>
public sealed record ListContracts(string? AccountId, PageRequest Page, string? Search = null) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IStoreClock clock) : IQueryHandler<ListContracts>
    {
        public async Task<QueryResult> Handle(ListContracts query, CancellationToken cancellationToken)
        {
            var asked = query.Page.Of(ContractDocument.ProjectionName, query.AccountId) with { Search = query.Search };
            var read = await reads.List(asked, cancellationToken);
            var today = Tokyo.DateOf(clock.Now);
            var shown = read.Value?.Select(d => d with { Summary = ContractsOnDay.Show(d, today) });
            return query.Page.Show(read with { Value = shown?.ToList() ?? [] });
        }
    }
}

internal static class ContractsOnDay
{
    public static ReadOnlyMemory<byte> Show(ReadDocument stored, LocalDate today) =>
        StoreJson.Write(ContractOn.Of(StoreJson.Read<ContractDocument>(stored.Body), today));
}
