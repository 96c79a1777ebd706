using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Shows the log's head to whoever reads the schema marten (ADR-0017): a second behind at most, one small statement a
/// second at most, none while nothing is recorded, and nothing at all on the path of an append.
/// </summary>
internal sealed class MartenHead(NpgsqlDataSource database, FactTail tail, ILogger<MartenHead> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var shown = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            await tail.WaitBeyond(shown, stoppingToken);
            var head = tail.Head;
            try
            {
                await using var command = database.CreateCommand("select store.show_head_to_marten()");
                await command.ExecuteNonQueryAsync(stoppingToken);
                shown = head;
                await Task.Delay(Pause, stoppingToken);
            }
            catch (NpgsqlException e)
            {
                log.LogWarning(e, "Readers of the schema marten do not see the newest facts for a while.");
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }
    }
}
