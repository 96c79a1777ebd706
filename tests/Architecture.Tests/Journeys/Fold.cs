using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;

namespace Store.Architecture.Tests.Journeys;

/// <summary>
/// One fold of the log: an aggregate's state or a read model's documents, and the version that promises what it comes
/// to. Its results are what production would keep of them.
/// </summary>
internal abstract record Fold(string Name, int Version, string Versioned, Type Result)
{
    public static IReadOnlyList<Fold> All { get; } =
    [
        .. StoreModel.Aggregates.Select(a => new OfAggregate(a)),
        .. StoreModel.Projections.Select(p => new OfProjection(p)),
    ];

    /// <summary>The results after each fact that the fold takes, and of what they are, in the log's order.</summary>
    public abstract IEnumerable<(string Of, JsonNode? Result)> Over(IReadOnlyList<RecordedFact> facts);

    /// <summary>A state comes and goes as its snapshot does.</summary>
    private sealed record OfAggregate(AggregateType Aggregate)
        : Fold(
            $"aggregate.{Aggregate.Category}",
            Aggregate.Schema,
            $"{Aggregate.StateType.Name}.Schema",
            Aggregate.StateType
        )
    {
        public override IEnumerable<(string Of, JsonNode? Result)> Over(IReadOnlyList<RecordedFact> facts)
        {
            var states = new Dictionary<StreamId, string>();
            foreach (var fact in facts.Where(f => f.Stream.Category == Aggregate.Category))
            {
                var before = states.TryGetValue(fact.Stream, out var kept)
                    ? JsonSerializer.Deserialize(kept, Result, StoreJson.Options)!
                    : Aggregate.Initial;
                var after = Aggregate.Evolve(before, fact.Fact);
                states[fact.Stream] = JsonSerializer.Serialize(after, Result, StoreJson.Options);
                yield return (fact.Stream.ToString(), JsonNode.Parse(states[fact.Stream]));
            }
        }
    }

    /// <summary>A document comes and goes as its row does; where it was removed, nothing is left.</summary>
    private sealed record OfProjection(IProjection Projection)
        : Fold(
            $"projection.{Projection.Name}",
            Projection.Version,
            $"the Version of read model '{Projection.Name}' ({Projection.GetType().DeclaringType?.Name})",
            DocumentOf(Projection)
        )
    {
        public override IEnumerable<(string Of, JsonNode? Result)> Over(IReadOnlyList<RecordedFact> facts)
        {
            var rows = new Dictionary<string, ReadDocument>();
            foreach (var fact in facts)
            {
                if (Projection.KeyOf(fact) is not { } key)
                {
                    continue;
                }

                var row = Projection.Begins(fact) ? null : rows.GetValueOrDefault(key);
                var after = Projection.Apply(row is null ? null : Projection.Load(row), fact);
                rows.Remove(key);
                if (after is not null)
                {
                    rows[key] = Projection.Store(key, after);
                }

                yield return (key, rows.TryGetValue(key, out var now) ? Json(now) : null);
            }
        }

        private static Type DocumentOf(IProjection projection)
        {
            var type = projection.GetType();
            while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Projection<>))
            {
                type = type.BaseType ?? throw new InvalidOperationException($"{projection.Name} has no document.");
            }

            return type.GetGenericArguments()[0];
        }

        private static JsonObject Json(ReadDocument row) =>
            new()
            {
                ["owner"] = row.Owner,
                ["sort"] = row.Sort,
                ["version"] = row.Version,
                ["facets"] = new JsonObject(
                    row.Facets.OrderBy(f => f.Key, StringComparer.Ordinal)
                        .Select(f => KeyValuePair.Create(f.Key, (JsonNode?)JsonValue.Create(f.Value)))
                ),
                ["search"] = row.SearchText,
                ["body"] = Parsed(row.Body),
                ["summary"] = row.Summary is { } summary ? Parsed(summary) : null,
            };

        private static JsonNode? Parsed(ReadOnlyMemory<byte> json) =>
            JsonNode.Parse(Encoding.UTF8.GetString(json.Span));
    }
}
