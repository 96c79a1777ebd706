using System.Globalization;
using Npgsql;
using Store.Application.Reactors;
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
        return await Read(command, ct);
    }

    public async Task<ParkedItem?> Find(string id, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        switch (Parse(id))
        {
            case (ParkedItem.ReactionKind, var reactor, { } position):
                command.CommandText = """
                    select 'reaction', reactor, position, reason, attempts, parked_at from store.reactions
                     where reactor = $1 and position = $2 and parked_at is not null and given_up is null
                    """;
                Add(command, reactor);
                Add(command, position);
                break;
            case (ParkedItem.ProjectionKind, var projection, _):
                command.CommandText = """
                    select 'projection', name, stopped_at, stopped, 1, null::timestamptz from store.projections
                     where name = $1 and stopped is not null and state = 'live'
                    """;
                Add(command, projection);
                break;
            default:
                return null;
        }

        return (await Read(command, ct)) is [var item, ..] ? item : null;
    }

    public async Task Retry(string id, long decidedAt, CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        switch (Parse(id))
        {
            case (ParkedItem.ReactionKind, var reactor, { } position):
                command.CommandText = """
                    update store.reactions set parked_at = null, attempts = 0, due_at = '-infinity', decided_at = $3
                     where reactor = $1 and position = $2 and parked_at is not null and given_up is null
                       and coalesce(decided_at, -1) < $3
                    """;
                Add(command, reactor);
                Add(command, position);
                break;
            case (ParkedItem.ProjectionKind, var projection, _):
                command.CommandText = """
                    update store.projections set stopped = null, stopped_at = null, decided_at = $2
                     where name = $1 and stopped is not null and coalesce(decided_at, -1) < $2
                    """;
                Add(command, projection);
                break;
            default:
                throw new ArgumentException("No parked work has such an id.", nameof(id));
        }

        Add(command, decidedAt);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task GiveUp(string id, string reason, CancellationToken ct)
    {
        if (Parse(id) is not (ParkedItem.ReactionKind, var reactor, { } position))
        {
            throw new ArgumentException("No parked reaction has such an id.", nameof(id));
        }

        // Also where somebody's retry has let it go in the meantime: the decision that came last holds.
        await using var command = database.CreateCommand(
            """
            update store.reactions set given_up = $3, parked_at = coalesce(parked_at, now())
             where reactor = $1 and position = $2 and given_up is null
            """
        );
        Add(command, reactor);
        Add(command, position);
        Add(command, reason);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static (string Kind, string Consumer, long? Position) Parse(string id) =>
        id.Split(':') switch
        {
            [ParkedItem.ReactionKind, var reactor, var at]
                when long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                    // Other spellings of the number would be other streams of the same work.
                    && IdOf(ParkedItem.ReactionKind, reactor, position) == id => (
                ParkedItem.ReactionKind,
                reactor,
                position
            ),
            [ParkedItem.ProjectionKind, var projection] => (ParkedItem.ProjectionKind, projection, null),
            _ => ("", "", null),
        };

    private static string IdOf(string kind, string consumer, long position) =>
        kind == ParkedItem.ReactionKind
            ? string.Create(CultureInfo.InvariantCulture, $"{kind}:{consumer}:{position}")
            : $"{kind}:{consumer}";

    private static async Task<List<ParkedItem>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        await using var row = await command.ExecuteReaderAsync(ct);
        var parked = new List<ParkedItem>();
        while (await row.ReadAsync(ct))
        {
            var (kind, consumer, position) = (row.GetString(0), row.GetString(1), row.GetInt64(2));
            parked.Add(
                new ParkedItem(
                    IdOf(kind, consumer, position),
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

    private static void Add<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
