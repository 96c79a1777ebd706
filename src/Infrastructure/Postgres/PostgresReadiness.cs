using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Health;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Infrastructure.Audit;

namespace Store.Infrastructure.Postgres;

/// <summary>
/// What the database tells of the store's health: that it keeps what it acknowledges, that the schema is this
/// program's, that the history is not contradicted, and that the log's readers follow. A stopped projection is named
/// but takes nobody out of service: it refuses its own reads only.
/// </summary>
public sealed class PostgresReadiness(
    NpgsqlDataSource database,
    IConfiguration configuration,
    IReadOnlyList<IProjection> projections,
    IEnumerable<IReactor> reactors,
    IntegrityState history
) : IReadiness
{
    private const long DefaultMaxLag = 100_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] Files =
    [
        .. SchemaMigration.Files.Select(f => string.Join('.', f.Split('.')[^2..])),
    ];

    private readonly long _maxLag = configuration.GetValue("Store:Health:MaxLagFacts", DefaultMaxLag);
    private readonly string[] _projections = [.. projections.Select(p => p.Name)];
    private readonly string[] _reactors = [.. reactors.Select(r => r.Name)];

    public async Task<IReadOnlyList<ReadinessCheck>> Check(CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Patience);
        try
        {
            return await Look(bounded.Token);
        }
        catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException)
        {
            return [new ReadinessCheck("database", false, "The database does not answer.")];
        }
    }

    private async Task<IReadOnlyList<ReadinessCheck>> Look(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select current_setting('fsync'), current_setting('full_page_writes'),
                   current_setting('synchronous_commit'), pg_is_in_recovery(),
                   has_table_privilege('store.facts', 'update'),
                   array(select f from unnest($1) f where f not in (select name from store.schema_versions)),
                   array(select name || ' at ' || stopped_at from store.projections
                          where state = 'live' and stopped is not null and name = any($2) order by name),
                   array(select p.name || ' ' || h.size - 1 - p.position from store.projections p
                          where p.state = 'live' and p.stopped is null and p.name = any($2)
                            and h.size - 1 - p.position > $4 order by 1),
                   array(select r.name || ' ' || h.size - 1 - r.position from store.reactors r
                          where r.name = any($3) and h.size - 1 - r.position > $4 order by 1),
                   (select count(*) from store.reactions where parked_at is not null and given_up is null)
              from store.log_head h
            """,
            connection
        );
        foreach (var names in new[] { Files, _projections, _reactors })
        {
            command.Parameters.Add(
                new NpgsqlParameter<string[]>
                {
                    TypedValue = names,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                }
            );
        }

        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _maxLag });
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return [new ReadinessCheck("database", true), new ReadinessCheck("schema", false, "The log has no head.")];
        }

        var (missing, stopped) = (row.GetFieldValue<string[]>(5), row.GetFieldValue<string[]>(6));
        var (slow, late) = (row.GetFieldValue<string[]>(7), row.GetFieldValue<string[]>(8));
        var parked = row.GetInt64(9);
        return
        [
            new("database", !row.GetBoolean(3), row.GetBoolean(3) ? "A standby: it takes no writes." : null),
            new("fsync", row.GetString(0) == "on", row.GetString(0)),
            new("fullPageWrites", row.GetString(1) == "on", row.GetString(1)),
            new("synchronousCommit", row.GetString(2) is not ("off" or "local"), row.GetString(2)),
            new("roles", true, row.GetBoolean(4) ? "One role for all: the trigger alone guards the log." : null),
            new("schema", missing.Length == 0, missing.Length == 0 ? null : $"Missing: {string.Join(", ", missing)}"),
            new("history", history.Contradiction is null, history.Contradiction),
            new("projections", slow.Length == 0, Detail(("behind", slow), ("stopped", stopped))),
            new("reactors", late.Length == 0, Detail(("behind", late), ("parked", parked > 0 ? [$"{parked}"] : []))),
        ];
    }

    private static string? Detail(params (string What, string[] Names)[] parts)
    {
        var said = parts.Where(p => p.Names.Length > 0).Select(p => $"{p.What}: {string.Join(", ", p.Names)}").ToList();
        return said.Count == 0 ? null : string.Join("; ", said);
    }
}
