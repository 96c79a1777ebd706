using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Store.Application.Accounts;
using Store.Application.Contracts;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Orders;
using Store.Application.Quotes;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Contracts;
using Store.Domain.Orders;
using Store.Domain.Quotes;

namespace Store.Application.Audit;

/// <summary>
/// A stream as it was at one moment: its facts so far, what each changed in what people see, and both folds of
/// production at the end of them. Nothing personal is opened.
/// </summary>
/// <param name="Version">The last fact's version; null for the newest, or where <paramref name="AsOf"/> is given.</param>
/// <param name="AsOf">The last instant whose facts count.</param>
public sealed record ReplayStream(ReplayedKind Kind, string Id, long? Version, Instant? AsOf) : IQuery
{
    /// <param name="Changes">In the document, in the order of its fields.</param>
    public sealed record ReplayedFact(
        long Position,
        long Version,
        string Type,
        int TypeVersion,
        Instant RecordedAt,
        JsonNode Actor,
        string Correlation,
        string? Causation,
        string LeafHash,
        JsonNode Data,
        IReadOnlyList<JsonChange> Changes
    );

    public sealed class Handler(IAuditLogReader log, Aggregates aggregates) : IQueryHandler<ReplayStream>
    {
        public async Task<QueryResult> Handle(ReplayStream query, CancellationToken cancellationToken)
        {
            if (query is { Version: not null, AsOf: not null })
            {
                return AuditRefusals.TwoMoments;
            }

            var kind = query.Kind;
            var recorded = await log.Read(new StreamId(kind.Category, query.Id), cancellationToken);
            if (recorded.Count == 0)
            {
                return kind.NotFound;
            }

            var facts = recorded
                .Where(f => f.Version <= (query.Version ?? long.MaxValue))
                .TakeWhile(f => f.RecordedAt <= (query.AsOf ?? Instant.MaxValue))
                .ToList();
            return facts.Count == 0 ? AuditRefusals.NotYet
                : query.Version > facts[^1].Version ? AuditRefusals.VersionUnknown
                : new QueryResult(StoreJson.Write(Fold(query, facts)), recorded[^1].Position);
        }

        private JsonObject Fold(ReplayStream query, List<RecordedFact> facts)
        {
            var (kind, aggregate) = (query.Kind, aggregates[query.Kind.Category]);
            var told = new List<ReplayedFact>();
            var state = aggregate.Initial;
            object? document = null;
            JsonNode? shown = null;
            foreach (var fact in facts)
            {
                state = aggregate.Evolve(state, fact.Fact);
                document = kind.Projection.Apply(document, fact);
                var next = document is null
                    ? null
                    : JsonNode.Parse(kind.Projection.Store(query.Id, document).Body.Span);
                told.Add(Tell(fact, JsonChange.Between(shown, next)));
                shown = next;
            }

            return new JsonObject
            {
                [kind.IdName] = query.Id,
                ["version"] = facts[^1].Version,
                ["asOf"] = JsonSerializer.SerializeToNode(query.AsOf ?? facts[^1].RecordedAt, StoreJson.Options),
                ["facts"] = JsonSerializer.SerializeToNode(told, StoreJson.Options),
                [kind.Name] = shown,
                ["state"] = JsonSerializer.SerializeToNode(state, aggregate.StateType, StoreJson.Options),
            };
        }

        private static ReplayedFact Tell(RecordedFact fact, IReadOnlyList<JsonChange> changes)
        {
            var envelope = JsonNode.Parse(fact.Envelope.Span)!;
            return new ReplayedFact(
                fact.Position,
                fact.Version,
                fact.Type,
                envelope["typeVersion"]!.GetValue<int>(),
                fact.RecordedAt,
                envelope["actor"]!.DeepClone(),
                fact.Correlation,
                envelope["causation"]?.GetValue<string>(),
                Convert.ToBase64String(fact.LeafHash.Span),
                envelope["data"]!.DeepClone(),
                changes
            );
        }
    }
}

/// <summary>What can be replayed: a category, and the read model that shows one stream of it.</summary>
/// <param name="Name">Under which the answer shows the document.</param>
/// <param name="IdName">Under which the answer names the stream.</param>
public sealed record ReplayedKind(string Name, string IdName, string Category, IProjection Projection, Refusal NotFound)
{
    public static readonly ReplayedKind Order = new(
        "order",
        "number",
        Of<Order>(),
        new OrderDocument.Projection(),
        OrderRefusals.NotFound
    );

    public static readonly ReplayedKind Quote = new(
        "quote",
        "id",
        Of<Quote>(),
        new QuoteDocument.Projection(),
        QuoteRefusals.NotFound
    );

    public static readonly ReplayedKind Contract = new(
        "contract",
        "id",
        Of<Contract>(),
        new ContractDocument.Projection(),
        ContractRefusals.NotFound
    );

    public static readonly ReplayedKind Account = new(
        "account",
        "id",
        Of<Account>(),
        new AccountDocument.Projection(),
        AccountRefusals.NotFound
    );

    private static string Of<T>()
        where T : class, IAggregate<T> => T.Category;
}
