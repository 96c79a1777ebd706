using System.Text.Json.Serialization;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Credit;

namespace Store.Application.Credit;

/// <summary>
/// An account's credit line in integer yen (NP-4). At every read
/// <c>reserved + used + available − overLimit = limit</c>.
/// </summary>
/// <param name="ReservedYen">Of orders on account that are not accepted yet.</param>
/// <param name="UsedYen">Of orders that are accepted and not yet paid.</param>
public sealed record CreditLineDocument(
    long LimitYen,
    long ReservedYen,
    long UsedYen,
    long AvailableYen,
    long OverLimitYen
)
{
    public const string ProjectionName = "credit_lines";

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public long Sort { get; init; }

    public static CreditLineDocument Of(CreditLine line, long version, long sort) =>
        new(line.LimitYen ?? 0, line.ReservedYen, line.UsedYen, line.AvailableYen, line.OverLimitYen)
        {
            Version = version,
            Sort = sort,
        };

    /// <summary>The key is the account's id. The fold is the aggregate's own, so that the two cannot part.</summary>
    public sealed class Projection : Projection<CreditLineDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 1;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is CreditFact ? fact.Stream.Id : null;

        public override CreditLineDocument Apply(CreditLineDocument? document, RecordedFact fact) =>
            Of(
                (document is null ? CreditLine.Initial : LineOf(document)).Evolve(fact.Fact),
                fact.Version,
                document?.Sort ?? fact.Position
            );

        public override ReadDocument Store(string key, CreditLineDocument document) =>
            new(key, key, document.Sort, document.Version, StoreJson.Write(document));

        public override CreditLineDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
                Sort = stored.Sort,
            };

        private static CreditLine LineOf(CreditLineDocument document) =>
            new(document.LimitYen, document.ReservedYen, document.UsedYen);
    }
}

/// <summary>The credit line of an account, for operators.</summary>
public sealed record GetCreditLine(string AccountId) : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<GetCreditLine>
    {
        public async Task<QueryResult> Handle(GetCreditLine query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(CreditLineDocument.ProjectionName, query.AccountId, cancellationToken);
            return read switch
            {
                { Refused: { } refused } => (QueryResult)refused with { Position = read.Position },
                { Value: { } found } => new QueryResult(found.Body, read.Position, StateTag.Of(found.Version)),
                _ => (QueryResult)CreditRefusals.LineNotFound with { Position = read.Position },
            };
        }
    }
}
