using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.Security;

/// <summary>
/// What other processes of the same store must know at once: that a session ended, that a key was destroyed. While
/// this process cannot hear them it trusts nothing it remembers, and asks the database each time.
/// </summary>
public sealed class Notices(NpgsqlDataSource database, ILogger<Notices> log) : BackgroundService
{
    public const string SessionEnded = "store_session_ended";
    public const string KeyDestroyed = "store_personal_key_destroyed";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Action<string>> _heard = [];
    private long _listened;
    private long _epoch;

    /// <summary>
    /// Counts the unbroken stretches of listening; 0 while not listening. What was checked against the database
    /// within the present stretch still holds, unless a notice said otherwise.
    /// </summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>
    /// Names what is to happen, on this process, when a channel is heard. Call before the host starts.
    /// </summary>
    public void Hear(string channel, Action<string> what) => _heard[channel] = what;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning("Other processes cannot be heard for now ({Reason}).", e.GetType().Name);
            }
            finally
            {
                Volatile.Write(ref _epoch, 0);
            }

            await Task.Delay(AfterFailure, stoppingToken);
        }
    }

    private async Task Listen(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, said) =>
        {
            if (_heard.TryGetValue(said.Channel, out var what))
            {
                what(said.Payload);
            }
        };
        await Execute(connection, $"listen {SessionEnded}; listen {KeyDestroyed}", ct);
        Volatile.Write(ref _epoch, ++_listened);
        while (true)
        {
            // A connection that died without a word is noticed by a question that stays unanswered.
            if (!await connection.WaitAsync(Heartbeat, ct))
            {
                await Execute(connection, "select 1", ct);
            }
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Heartbeat.TotalSeconds };
        await command.ExecuteNonQueryAsync(ct);
    }
}
