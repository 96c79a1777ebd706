using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Store.Application.Time;

namespace Store.Infrastructure.Postgres;

/// <summary>
/// Takes away what has outlived its use: idempotency records after 7 days, sessions and reset tokens after they ended,
/// carts after 30 days, card tokens after an hour, the ids of mails after 90 days. A little at a time, and never
/// anything of the log.
/// </summary>
public sealed class Housekeeping(
    NpgsqlDataSource database,
    IStoreClock clock,
    TimeProvider time,
    ILogger<Housekeeping> log
) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);

    /// <summary>Security time is the machine's: $1 is its now. $2 is the store's, $3 how many rows at once.</summary>
    private static readonly string[] Rounds =
    [
        Round("idempotency", "created_at < $1 - interval '7 days'"),
        Round("sessions", "expires_at < $1 - interval '1 day'"),
        Round("password_resets", "expires_at < $1 - interval '1 day'"),
        Round("mails_sent", "sent_at < $1 - interval '90 days'"),
        Round("carts", "changed_at < $2 - interval '30 days'"),
        Round("card_tokens", "kept_at < $1 - interval '1 hour'"),
    ];

    /// <summary>One pass over everything; returns how many rows went.</summary>
    public async Task<int> Sweep(CancellationToken ct)
    {
        var gone = 0;
        foreach (var sql in Rounds)
        {
            int removed;
            do
            {
                await using var command = database.CreateCommand(sql);
                Add(command, time.GetUtcNow().UtcDateTime);
                Add(command, clock.Now.ToDateTimeUtc());
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = AtOnce });
                removed = await command.ExecuteNonQueryAsync(ct);
                gone += removed;
            } while (removed == AtOnce);
        }

        return gone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Between, time, stoppingToken);
            try
            {
                await Sweep(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "What has outlived its use stays until the next round.");
            }
        }
    }

    private static string Round(string table, string outlived) =>
        $"""
            delete from store.{table} where ctid = any(array(
              select ctid from store.{table} where {outlived} and $1::timestamptz is not null
                 and $2::timestamptz is not null limit $3))
            """;

    private static void Add(NpgsqlCommand command, DateTime utc) =>
        command.Parameters.Add(
            new NpgsqlParameter<DateTime> { TypedValue = utc, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
}
