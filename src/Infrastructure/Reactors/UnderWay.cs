using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.Reactors;

/// <summary>
/// Reactions that take longer than others should wait for, such as one whose provider does not answer. Each has a row
/// among those that wait, so that a crash loses none, and goes on beside the rest; when it ends, so does its row.
/// </summary>
internal sealed class UnderWay(NpgsqlDataSource database, ILogger log)
{
    private readonly ConcurrentDictionary<(string Reactor, long Position), Task> _going = [];

    public IReadOnlySet<(string Reactor, long Position)> Held() => _going.Keys.ToHashSet();

    public bool Holds(WaitingReaction reaction) => _going.ContainsKey((reaction.Reactor, reaction.Position));

    /// <summary>
    /// Takes a reaction over. Its row is written by the caller, before <paramref name="written"/> ends.
    /// </summary>
    /// <param name="ended">What is left to wait for, or null when nothing is.</param>
    public void Take(WaitingReaction reaction, Task<WaitingReaction?> ended, Task written)
    {
        var key = (reaction.Reactor, reaction.Position);
        _going[key] = Task.CompletedTask;
        _going[key] = Conclude(reaction, ended, written);
    }

    /// <summary>A stop waits for what has left already.</summary>
    public Task Ended() => Task.WhenAll(_going.Values);

    private async Task Conclude(WaitingReaction reaction, Task<WaitingReaction?> ended, Task written)
    {
        try
        {
            var put = await ended;
            // Without its row there is nothing to end yet.
            await written;
            if (put is not null)
            {
                await ReactionStatements.Keep(database, put, CancellationToken.None);
            }
            else
            {
                await ReactionStatements.Finish(database, reaction, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException or IOException or TimeoutException)
        {
            // The row is still there: whoever holds the lease takes it up again.
            log.LogWarning(e, "{Reactor} did not end at position {Position}.", reaction.Reactor, reaction.Position);
        }
        finally
        {
            _going.TryRemove((reaction.Reactor, reaction.Position), out _);
        }
    }
}
