using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Store.Application.ReadModels;

namespace Store.Infrastructure.ReadModels;

/// <summary>The projection runner's SQL.</summary>
internal static class DocumentStatements
{
    /// <summary>SQLSTATE: a projection was moved, swapped or rebuilt by someone else.</summary>
    public const string Moved = "ST409";

    /// <summary>Documents of several tracks at once, by key.</summary>
    public static async Task<Dictionary<Track, Dictionary<string, object>>> Load(
        NpgsqlDataSource database,
        IReadOnlyList<(Track Track, string Key)> wanted,
        CancellationToken ct
    )
    {
        var found = new Dictionary<Track, Dictionary<string, object>>();
        if (wanted.Count == 0)
        {
            return found;
        }

        var tracks = wanted.Select(w => w.Track).Distinct().ToDictionary(t => (t.Projection.Name, t.Generation));
        await using var command = database.CreateCommand(
            """
            select d.projection, d.generation, d.key, d.owner, d.sort, d.version, d.body
              from unnest($1, $2, $3) k(projection, generation, key)
              join store.documents d using (projection, generation, key)
            """
        );
        Add(command.Parameters, NpgsqlDbType.Text, wanted.Select(w => w.Track.Projection.Name).ToArray());
        Add(command.Parameters, NpgsqlDbType.Integer, wanted.Select(w => w.Track.Generation).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, wanted.Select(w => w.Key).ToArray());
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var track = tracks[(row.GetString(0), row.GetInt32(1))];
            var stored = new ReadDocument(
                row.GetString(2),
                await row.IsDBNullAsync(3, ct) ? null : row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetFieldValue<byte[]>(6)
            );
            if (!found.TryGetValue(track, out var documents))
            {
                found[track] = documents = [];
            }

            documents[stored.Key] = track.Projection.Load(stored);
        }

        return found;
    }

    /// <summary>
    /// Writes what the pages changed and moves their positions, in one transaction; fails with ST409 where a position
    /// is no longer what the page began at.
    /// </summary>
    public static async Task Commit(NpgsqlDataSource database, IReadOnlyList<Page> pages, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Advance(pages));
        var changes = pages.SelectMany(p => p.Changed.Select(c => (p.Track, c.Key, Document: c.Value))).ToList();
        var kept = changes.Where(c => c.Document is not null).ToList();
        if (kept.Count > 0)
        {
            batch.BatchCommands.Add(Upsert(kept!));
        }

        if (kept.Count < changes.Count)
        {
            batch.BatchCommands.Add(Delete([.. changes.Where(c => c.Document is null).Select(c => (c.Track, c.Key))]));
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Advance(IReadOnlyList<Page> pages)
    {
        var command = new NpgsqlBatchCommand("select store.advance_projections($1, $2, $3, $4, $5, $6)");
        Add(command.Parameters, NpgsqlDbType.Text, pages.Select(p => p.Track.Projection.Name).ToArray());
        Add(command.Parameters, NpgsqlDbType.Integer, pages.Select(p => p.Track.Generation).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bigint, pages.Select(p => p.From).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bigint, pages.Select(p => p.To).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bigint, pages.Select(p => p.StoppedAt?.Position).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, pages.Select(p => p.StoppedAt?.Reason.Message).ToArray());
        return command;
    }

    private static NpgsqlBatchCommand Upsert(IReadOnlyList<(Track Track, string Key, object Document)> changes)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into store.documents
                   (projection, generation, key, owner, sort, version, body, summary, facets, search)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (projection, generation, key) do update
               set owner = excluded.owner, sort = excluded.sort, version = excluded.version, body = excluded.body,
                   summary = excluded.summary, facets = excluded.facets, search = excluded.search
            """
        );
        var stored = changes.Select(c => c.Track.Projection.Store(c.Key, c.Document)).ToList();
        Add(command.Parameters, NpgsqlDbType.Text, changes.Select(c => c.Track.Projection.Name).ToArray());
        Add(command.Parameters, NpgsqlDbType.Integer, changes.Select(c => c.Track.Generation).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, stored.Select(s => s.Key).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, stored.Select(s => s.Owner).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bigint, stored.Select(s => s.Sort).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bigint, stored.Select(s => s.Version).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bytea, stored.Select(s => s.Body).ToArray());
        Add(command.Parameters, NpgsqlDbType.Bytea, stored.Select(s => s.Summary?.ToArray()).ToArray());
        Add(command.Parameters, NpgsqlDbType.Jsonb, stored.Select(FacetsOf).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, stored.Select(s => s.SearchText).ToArray());
        return command;
    }

    private static NpgsqlBatchCommand Delete(IReadOnlyList<(Track Track, string Key)> changes)
    {
        var command = new NpgsqlBatchCommand(
            """
            delete from store.documents d using unnest($1, $2, $3) k(projection, generation, key)
             where d.projection = k.projection and d.generation = k.generation and d.key = k.key
            """
        );
        Add(command.Parameters, NpgsqlDbType.Text, changes.Select(c => c.Track.Projection.Name).ToArray());
        Add(command.Parameters, NpgsqlDbType.Integer, changes.Select(c => c.Track.Generation).ToArray());
        Add(command.Parameters, NpgsqlDbType.Text, changes.Select(c => c.Key).ToArray());
        return command;
    }

    private static string? FacetsOf(ReadDocument document) =>
        document.Facets.Count == 0 ? null : JsonSerializer.Serialize(document.Facets);

    private static void Add<T>(NpgsqlParameterCollection parameters, NpgsqlDbType element, T[] values) =>
        parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
}
