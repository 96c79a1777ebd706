using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Reactors;
using Store.Domain;
using Store.Infrastructure.EventLog;

namespace Store.Infrastructure.Reactors;

public sealed class PostgresParkedWork(NpgsqlDataSource database) : IParkedWork
{
    public async Task<IReadOnlyList<ParkedItem>> List(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select 'reaction', reactor, position, reason, attempts, parked_at from store.reactions
             where parked_at is not null and given_up is null
            union all
            select 'projection', name, stopped_at, stopped, 1, null from store.projections
             where stopped is not null and state = 'live'
             order by 6 nulls first, 3
            """
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        var parked = new List<ParkedItem>();
        while (await row.ReadAsync(ct))
        {
            var (kind, consumer, position) = (row.GetString(0), row.GetString(1), row.GetInt64(2));
            parked.Add(
                new ParkedItem(
                    kind == "reaction"
                        ? string.Create(CultureInfo.InvariantCulture, $"reaction:{consumer}:{position}")
                        : $"projection:{consumer}",
                    kind,
                    consumer,
                    position,
                    await row.IsDBNullAsync(3, ct) ? "" : row.GetString(3),
                    row.GetInt32(4),
                    await row.IsDBNullAsync(5, ct) ? null : LogStatements.InstantOf(row.GetDateTime(5))
                )
            );
        }

        return parked;
    }

    public Task<Refusal?> Retry(string id, CancellationToken ct) =>
        Change(
            id,
            """
            update store.reactions set parked_at = null, attempts = 0, due_at = '-infinity'
             where reactor = $1 and position = $2 and parked_at is not null and given_up is null
            """,
            "update store.projections set stopped = null, stopped_at = null where name = $1 and stopped is not null",
            null,
            ct
        );

    public Task<Refusal?> GiveUp(string id, string reason, CancellationToken ct) =>
        Change(
            id,
            """
            update store.reactions set given_up = $3
             where reactor = $1 and position = $2 and parked_at is not null and given_up is null
            """,
            null,
            reason,
            ct
        );

    private async Task<Refusal?> Change(
        string id,
        string reactionSql,
        string? projectionSql,
        string? reason,
        CancellationToken ct
    )
    {
        var parts = id.Split(':');
        await using var command = database.CreateCommand();
        if (
            parts is ["reaction", var reactor, var at]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
        )
        {
            command.CommandText = reactionSql;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reactor });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            if (reason is not null)
            {
                command.Parameters.Add(
                    new NpgsqlParameter<string> { TypedValue = reason, NpgsqlDbType = NpgsqlDbType.Text }
                );
            }
        }
        else if (parts is ["projection", var projection] && projectionSql is not null)
        {
            command.CommandText = projectionSql;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection });
        }
        else
        {
            return ParkedRefusals.NotFound;
        }

        return await command.ExecuteNonQueryAsync(ct) > 0 ? null : ParkedRefusals.NotFound;
    }
}
