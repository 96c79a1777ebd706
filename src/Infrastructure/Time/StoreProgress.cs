using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Time;

namespace Store.Infrastructure.Time;

/// <summary>Looks at the checkpoints until nothing inside the store is left to do at an instant.</summary>
public sealed class StoreProgress(
    NpgsqlDataSource database,
    IReadOnlyList<IProjection> projections,
    IEnumerable<IReactor> reactors
) : IStoreProgress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly string[] _reactors = [.. reactors.Where(r => !r.DeliversOutside).Select(r => r.Name)];

    public async Task<bool> Settled(Instant now, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsSettled(now, ct))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return false;
            }

            await Task.Delay(Glance, ct);
        }

        return true;
    }

    private async Task<bool> IsSettled(Instant now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select not exists (
                     select from store.projections p
                      where p.state = 'live' and p.stopped is null and p.position < h.size - 1 and p.name = any($2))
               and (select count(*) from store.reactors r where r.name = any($3) and r.position >= h.size - 1)
                     = cardinality($3)
               and not exists (
                     select from store.reactions w
                      where w.due_at <= $1 and w.parked_at is null and w.given_up is null and not w.outside)
              from store.log_head h
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.ToDateTimeUtc() });
        Add(projections.Select(p => p.Name).ToArray());
        Add(_reactors);
        return (bool)(await command.ExecuteScalarAsync(ct))!;

        void Add(string[] names) =>
            command.Parameters.Add(
                new NpgsqlParameter<string[]>
                {
                    TypedValue = names,
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                }
            );
    }
}
