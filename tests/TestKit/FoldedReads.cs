using Store.Application.EventSourcing;
using Store.Application.ReadModels;

namespace Store.TestKit;

/// <summary>Read documents without a database: every read folds the whole log with the projection it asks.</summary>
public sealed class FoldedReads(IEventLog log, IEnumerable<IProjection> projections) : IReadDocuments
{
    private readonly Dictionary<string, IProjection> _projections = projections.ToDictionary(p => p.Name);

    public async Task<Read<ReadDocument?>> Get(string projection, string key, CancellationToken ct)
    {
        var (documents, position) = await Fold(projection, ct);
        return new(documents.GetValueOrDefault(key), position);
    }

    public async Task<Read<IReadOnlyList<ReadDocument>>> List(DocumentQuery query, CancellationToken ct)
    {
        var (documents, position) = await Fold(query.Projection, ct);
        var found = documents
            .Values.Where(d => query.Owner is null || d.Owner == query.Owner)
            .Where(d => query.Facets.All(f => d.Facets.GetValueOrDefault(f.Key) == f.Value))
            .Where(d => d.Sort >= (query.SortFrom ?? long.MinValue) && d.Sort <= (query.SortTo ?? long.MaxValue))
            .Where(d =>
                query.Search is null || d.SearchText?.Contains(query.Search, StringComparison.OrdinalIgnoreCase) == true
            )
            .OrderBy(d => d.Sort)
            .ThenBy(d => d.Key, StringComparer.Ordinal)
            .ToList();
        if (!query.OldestFirst)
        {
            found.Reverse();
        }

        var page = query.After is { } after
            ? found.SkipWhile(d => (d.Sort, d.Key) != (after.Sort, after.Key)).Skip(1)
            : found;
        return new([.. page.Take(query.Limit)], position);
    }

    private async Task<(Dictionary<string, ReadDocument> Documents, long Position)> Fold(
        string name,
        CancellationToken ct
    )
    {
        var projection = _projections[name];
        var documents = new Dictionary<string, ReadDocument>();
        var position = -1L;
        await foreach (var fact in log.ReadAll(-1, ct))
        {
            position = fact.Position;
            if (projection.KeyOf(fact) is not { } key)
            {
                continue;
            }

            // Through its stored form each time, so that what a projection forgets to store is missed at once.
            var before = documents.TryGetValue(key, out var stored) ? projection.Load(stored) : null;
            if (projection.Apply(before, fact) is { } after)
            {
                documents[key] = projection.Store(key, after);
            }
            else
            {
                documents.Remove(key);
            }
        }

        return (documents, position);
    }
}
