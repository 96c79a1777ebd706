using System.Collections.Concurrent;
using Npgsql;

namespace Store.Infrastructure.Reactors;

/// <summary>How far a reactor got, and what of it waits.</summary>
internal sealed record CheckpointMove(string Reactor, long From, long To, IReadOnlyList<WaitingReaction> Waiting)
{
    public TaskCompletionSource<bool> Moved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Writes the moves of all reactors that come within one round trip by one statement: a fact moves each of them, and
/// each would take a connection of its own.
/// </summary>
internal sealed class CheckpointMoves(NpgsqlDataSource database) : IDisposable
{
    private readonly ConcurrentQueue<CheckpointMove> _asked = [];
    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <summary>False where the checkpoint no longer stands where the move begins.</summary>
    public async Task<bool> Move(CheckpointMove move, CancellationToken ct)
    {
        _asked.Enqueue(move);
        await _turn.WaitAsync(ct);
        try
        {
            // Whoever had the turn before may have taken this move along.
            if (!move.Moved.Task.IsCompleted)
            {
                await Write(ct);
            }
        }
        finally
        {
            _turn.Release();
        }

        return await move.Moved.Task;
    }

    private async Task Write(CancellationToken ct)
    {
        var moves = new List<CheckpointMove>();
        while (_asked.TryDequeue(out var asked))
        {
            moves.Add(asked);
        }

        try
        {
            var moved = await ReactionStatements.Advance(database, moves, ct);
            moves.ForEach(m => m.Moved.TrySetResult(moved.Contains(m.Reactor)));
        }
        catch (Exception e)
        {
            moves.ForEach(m => m.Moved.TrySetException(e));
            throw;
        }
    }
}
