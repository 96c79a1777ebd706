using System.Text.Json;
using Npgsql;
using Store.Application.ReadModels;

namespace Store.Infrastructure.ReadModels;

/// <summary>
/// Reads that show every fact acknowledged before they began: the head comes from the same round trip as the
/// document, and a projection that has not reached it is waited for.
/// </summary>
public sealed class PostgresReadDocuments(
    NpgsqlDataSource database,
    IReadOnlyList<IProjection> projections,
    ProjectionProgress progress
) : IReadDocuments
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, int> _versions = projections.ToDictionary(p => p.Name, p => p.Version);

    public async Task<Read<ReadDocument?>> Get(string projection, string key, CancellationToken ct)
    {
        var read = await Fresh(
            projection,
            """
            select p.position, p.stopped is not null, h.size - 1,
                   d.key, d.owner, d.sort, d.version, d.body, d.summary
              from store.log_head h cross join store.projections p
              left join store.documents d
                     on d.projection = p.name and d.generation = p.generation and d.key = $3
             where p.name = $1 and p.version = $2 and p.state = 'live'
            """,
            parameters => parameters.Add(new NpgsqlParameter<string> { TypedValue = key }),
            ct
        );
        return new Read<ReadDocument?>(read.Value.Count > 0 ? read.Value[0] : null, read.Position, read.Refused);
    }

    public Task<Read<IReadOnlyList<ReadDocument>>> List(DocumentQuery query, CancellationToken ct)
    {
        var parts = new List<string>();
        var values = new List<NpgsqlParameter>();
        Where("d.owner = {0}", query.Owner);
        Where("d.sort >= {0}", query.SortFrom);
        Where("d.sort <= {0}", query.SortTo);
        Where("d.facets @> {0}::jsonb", query.Facets.Count == 0 ? null : JsonSerializer.Serialize(query.Facets));
        Where("d.search like {0}", query.Search is null ? null : $"%{Escape(query.Search.ToLowerInvariant())}%");
        var (compare, order) = query.OldestFirst ? (">", "asc") : ("<", "desc");
        if (query.After is { } after)
        {
            values.Add(new NpgsqlParameter<long> { TypedValue = after.Sort });
            values.Add(new NpgsqlParameter<string> { TypedValue = after.Key });
            parts.Add($"(d.sort, d.key) {compare} (${values.Count + 1}, ${values.Count + 2})");
        }

        values.Add(new NpgsqlParameter<int> { TypedValue = query.Limit });
        var sql = $"""
            select p.position, p.stopped is not null, h.size - 1,
                   d.key, d.owner, d.sort, d.version, d.body, d.summary
              from store.log_head h cross join store.projections p
              left join lateral (
                select * from store.documents d
                 where d.projection = p.name and d.generation = p.generation
                   {string.Concat(parts.Select(part => $" and {part}"))}
                 order by d.sort {order}, d.key {order} limit ${values.Count + 2}) d on true
             where p.name = $1 and p.version = $2 and p.state = 'live'
             order by d.sort {order}, d.key {order}
            """;
        return Fresh(query.Projection, sql, parameters => values.ForEach(v => parameters.Add(v.Clone())), ct);

        void Where<T>(string condition, T? value)
        {
            if (value is not null)
            {
                values.Add(new NpgsqlParameter { Value = value });
                parts.Add(
                    string.Format(System.Globalization.CultureInfo.InvariantCulture, condition, $"${values.Count + 2}")
                );
            }
        }
    }

    /// <param name="sql">
    /// Answers position, whether it stopped, head, and then a document's columns, of the projection named $1 in
    /// version $2.
    /// </param>
    /// <param name="settings">Statements before it, in the same transaction.</param>
    internal async Task<Read<IReadOnlyList<ReadDocument>>> Fresh(
        string projection,
        string sql,
        Action<NpgsqlParameterCollection> addParameters,
        CancellationToken ct,
        params IReadOnlyList<string> settings
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        var needed = -1L;
        while (true)
        {
            var move = progress.NextMove;
            await using var batch = database.CreateBatch();
            foreach (var setting in settings)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(setting));
            }

            var command = new NpgsqlBatchCommand(sql);
            batch.BatchCommands.Add(command);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _versions[projection] });
            addParameters(command.Parameters);
            var (found, stopped, position, head, documents) = await Execute(batch, ct);
            // The head of the moment the read began is enough: later facts are later news.
            needed = needed < 0 && found ? head : needed;
            if (found && position >= needed)
            {
                return new Read<IReadOnlyList<ReadDocument>>(documents, position);
            }

            if (stopped)
            {
                return new Read<IReadOnlyList<ReadDocument>>([], position, ReadRefusals.Stopped);
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return new Read<IReadOnlyList<ReadDocument>>([], position, ReadRefusals.Behind);
            }

            progress.Waits(begins: true);
            try
            {
                await Task.WhenAny(move, Task.Delay(Glance, ct));
            }
            finally
            {
                progress.Waits(begins: false);
            }
        }
    }

    private static async Task<(bool Found, bool Stopped, long Position, long Head, List<ReadDocument>)> Execute(
        NpgsqlBatch batch,
        CancellationToken ct
    )
    {
        await using var row = await batch.ExecuteReaderAsync(ct);
        var documents = new List<ReadDocument>();
        var (found, stopped, position, head) = (false, false, -1L, long.MaxValue);
        while (await row.ReadAsync(ct))
        {
            (found, stopped, position, head) = (true, row.GetBoolean(1), row.GetInt64(0), row.GetInt64(2));
            if (!await row.IsDBNullAsync(3, ct))
            {
                documents.Add(
                    new ReadDocument(
                        row.GetString(3),
                        await row.IsDBNullAsync(4, ct) ? null : row.GetString(4),
                        row.GetInt64(5),
                        row.GetInt64(6),
                        row.GetFieldValue<byte[]>(7)
                    )
                    {
                        // Typed, since a null array converts to an empty memory that is there.
                        Summary = await row.IsDBNullAsync(8, ct)
                            ? default(ReadOnlyMemory<byte>?)
                            : row.GetFieldValue<byte[]>(8),
                    }
                );
            }
        }

        return (found, stopped, position, head, documents);
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
