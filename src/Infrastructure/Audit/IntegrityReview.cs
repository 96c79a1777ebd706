using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Domain.Audit;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Postgres;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Hashes again, once after each start, what <see cref="IntegrityCheck"/> had no time for: from the first fact on, a page
/// at a time, giving way to commands and resting longer than it works. One process at a time does so.
/// </summary>
public sealed class IntegrityReview(
    NpgsqlDataSource database,
    IntegrityState state,
    Pressure pressure,
    ILogger<IntegrityReview> log
) : BackgroundService
{
    private const int LeaseNumber = 4;
    private const int PageSize = 2000;
    private const int RestsFor = 4;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var range = new CompactRange();
        while (range.Size < state.CheckedFrom && state.Contradiction is null)
        {
            try
            {
                await using var lease = await Lease.Acquire(database, LeaseNumber, stoppingToken);
                while (range.Size < state.CheckedFrom && state.Contradiction is null)
                {
                    await lease.Confirm(stoppingToken);
                    range = await Page(range, stoppingToken);
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning(e, "The review of the history pauses until the database answers.");
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }

        if (range.Size > 0 && state.Contradiction is null)
        {
            log.LogInformation("The whole history was hashed again and holds, up to {Size} facts.", range.Size);
        }
    }

    private async Task<CompactRange> Page(CompactRange before, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        // A page that failed is done again from where it began.
        var range = before.Clone();
        var found = await pressure.InTurn(
            async () =>
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                var tree = await LogTree.Tree(connection, toChange: false, stop);
                var end = Math.Min(range.Size + PageSize, state.CheckedFrom);
                return await new IntegrityScan(connection).Run(range, end, tree.Size, stop);
            },
            stop
        );
        if (found is not null)
        {
            state.Contradict(found);
        }

        await Task.Delay(TimeProvider.System.GetElapsedTime(began) * RestsFor, stop);
        return range;
    }
}
