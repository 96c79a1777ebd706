using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.Security;

/// <summary>
/// Removes what has expired: sessions and reset tokens a day later, marks of ended sessions once idle.
/// </summary>
public sealed class SecuritySweep(
    NpgsqlDataSource database,
    EndedSessions ended,
    TimeProvider time,
    ILogger<SecuritySweep> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                ended.Forget();
                await Sweep(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning("Expired sessions stay for now ({Reason}).", e.GetType().Name);
            }
        }
    }

    internal async Task Sweep(CancellationToken ct)
    {
        var before = time.GetUtcNow() - Kept;
        await using var batch = database.CreateBatch();
        foreach (var table in new[] { "sessions", "password_resets" })
        {
            var delete = new NpgsqlBatchCommand($"delete from store.{table} where expires_at < $1");
            delete.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            batch.BatchCommands.Add(delete);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }
}
