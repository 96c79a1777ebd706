using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Wakes the readers of other processes. The notification is sent after the commit and on a connection of its own:
/// inside the appending transaction it would cost the log most of its throughput. Losing one is harmless, because
/// the listener also looks by itself every second.
/// </summary>
internal sealed class HeadBell(NpgsqlDataSource database, FactTail tail, ILogger log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    public async Task Ring(CancellationToken stop)
    {
        var told = -1L;
        while (!stop.IsCancellationRequested)
        {
            await tail.WaitBeyond(told, stop);
            var head = tail.Head;
            try
            {
                await using var command = database.CreateCommand("select pg_notify('store_head', $1)");
                command.Parameters.Add(
                    new NpgsqlParameter<string> { TypedValue = head.ToString(CultureInfo.InvariantCulture) }
                );
                await command.ExecuteNonQueryAsync(stop);
                told = head;
                await Task.Delay(Pause, stop);
            }
            catch (NpgsqlException e)
            {
                log.LogDebug(e, "Other processes could not be told of the new head.");
                await Task.Delay(AfterFailure, stop);
            }
        }
    }

    public async Task Listen(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                connection.Notification += (_, said) =>
                {
                    if (long.TryParse(said.Payload, CultureInfo.InvariantCulture, out var head))
                    {
                        tail.Announce(head);
                    }
                };
                await using (var command = new NpgsqlCommand("listen store_head", connection))
                {
                    await command.ExecuteNonQueryAsync(stop);
                }

                await using var look = new NpgsqlCommand("select size - 1 from store.log_head", connection);
                while (true)
                {
                    tail.Announce((long)(await look.ExecuteScalarAsync(stop))!);
                    await connection.WaitAsync(LookAround, stop);
                }
            }
            catch (Exception e) when (e is NpgsqlException or System.IO.IOException)
            {
                log.LogDebug(e, "Not listening to other processes for a moment.");
                await Task.Delay(AfterFailure, stop);
            }
        }
    }
}
