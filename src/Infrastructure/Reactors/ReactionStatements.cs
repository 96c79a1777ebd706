using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Infrastructure.EventLog;

namespace Store.Infrastructure.Reactors;

/// <summary>A reaction that waits for a time or for another try.</summary>
internal sealed record WaitingReaction(string Reactor, long Position, Instant DueAt, int Attempts, bool Outside)
{
    public bool Parked { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The reactor runner's SQL.</summary>
internal static class ReactionStatements
{
    /// <summary>Where each reactor stands, asked for all at once; a new one stands before the first fact.</summary>
    public static async Task<Dictionary<string, long>> Checkpoints(
        NpgsqlDataSource database,
        string[] reactors,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            with begun as (
              insert into store.reactors (name, position) select n, -1 from unnest($1) n
              on conflict do nothing returning name, position)
            select name, position from begun
            union all select name, position from store.reactors where name = any($1)
            """
        );
        Add(command, NpgsqlDbType.Text, reactors);
        await using var row = await command.ExecuteReaderAsync(ct);
        var checkpoints = new Dictionary<string, long>();
        while (await row.ReadAsync(ct))
        {
            checkpoints[row.GetString(0)] = row.GetInt64(1);
        }

        return checkpoints;
    }

    /// <summary>
    /// Moves checkpoints and puts aside what waits, in one transaction; the reactors whose checkpoint stood where their
    /// move begins. Its commit need not wait for the disk: after a crash all of it falls back together, and what
    /// follows is met again.
    /// </summary>
    public static async Task<HashSet<string>> Advance(
        NpgsqlDataSource database,
        IReadOnlyList<CheckpointMove> moves,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            with moved as (
              update store.reactors r set position = m.to_position
                from unnest($1, $2, $3) m(name, from_position, to_position)
               where r.name = m.name and r.position = m.from_position returning r.name)
            , kept as (
              insert into store.reactions (reactor, position, due_at, attempts, outside, reason, parked_at)
              select m.name, w.position, w.due_at, w.attempts, w.outside, w.reason, case when w.parked then now() end
                from moved m
                join unnest($4, $5, $6, $7, $8, $9, $10) w(reactor, position, due_at, attempts, outside, reason, parked)
                  on w.reactor = m.name
              on conflict do nothing)
            select name, set_config('synchronous_commit', 'off', true) from moved
            """
        );
        var waiting = moves.SelectMany(m => m.Waiting).ToList();
        Add(command, NpgsqlDbType.Text, moves.Select(m => m.Reactor).ToArray());
        Add(command, NpgsqlDbType.Bigint, moves.Select(m => m.From).ToArray());
        Add(command, NpgsqlDbType.Bigint, moves.Select(m => m.To).ToArray());
        Add(command, NpgsqlDbType.Text, waiting.Select(w => w.Reactor).ToArray());
        Add(command, NpgsqlDbType.Bigint, waiting.Select(w => w.Position).ToArray());
        Add(command, NpgsqlDbType.TimestampTz, waiting.Select(w => w.DueAt.ToDateTimeUtc()).ToArray());
        Add(command, NpgsqlDbType.Integer, waiting.Select(w => w.Attempts).ToArray());
        Add(command, NpgsqlDbType.Boolean, waiting.Select(w => w.Outside).ToArray());
        Add(command, NpgsqlDbType.Text, waiting.Select(w => w.Reason).ToArray());
        Add(command, NpgsqlDbType.Boolean, waiting.Select(w => w.Parked).ToArray());
        await using var row = await command.ExecuteReaderAsync(ct);
        var moved = new HashSet<string>();
        while (await row.ReadAsync(ct))
        {
            moved.Add(row.GetString(0));
        }

        return moved;
    }

    public static async Task<List<WaitingReaction>> Due(
        NpgsqlDataSource database,
        Instant now,
        int atMost,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            select reactor, position, due_at, attempts, outside from store.reactions
             where due_at <= $1 and parked_at is null and given_up is null order by due_at, position limit $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.ToDateTimeUtc() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = atMost });
        await using var row = await command.ExecuteReaderAsync(ct);
        var due = new List<WaitingReaction>();
        while (await row.ReadAsync(ct))
        {
            due.Add(
                new WaitingReaction(
                    row.GetString(0),
                    row.GetInt64(1),
                    LogStatements.InstantOf(row.GetDateTime(2)),
                    row.GetInt32(3),
                    row.GetBoolean(4)
                )
            );
        }

        return due;
    }

    public static async Task Finish(NpgsqlDataSource database, WaitingReaction reaction, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "delete from store.reactions where reactor = $1 and position = $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reaction.Reactor });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = reaction.Position });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task Keep(NpgsqlDataSource database, WaitingReaction reaction, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update store.reactions
               set due_at = $3, attempts = $4, reason = $5, parked_at = case when $6 then now() end
             where reactor = $1 and position = $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reaction.Reactor });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = reaction.Position });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = reaction.DueAt.ToDateTimeUtc() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = reaction.Attempts });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)reaction.Reason ?? DBNull.Value }
        );
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = reaction.Parked });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, T[] values) =>
        command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element }
        );
}
