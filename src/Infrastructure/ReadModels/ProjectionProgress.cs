using System.Collections.Concurrent;

namespace Store.Infrastructure.ReadModels;

/// <summary>How far the projections of this process are, and the bell for reads that wait for them.</summary>
public sealed class ProjectionProgress
{
    private readonly ConcurrentDictionary<string, long> _positions = [];
    private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Whether a read waits for a projection at this moment.</summary>
    public bool SomebodyWaits => Volatile.Read(ref _waiting) > 0;

    /// <summary>Completes when the next read begins to wait.</summary>
    public Task NextWait => Volatile.Read(ref _waited).Task;

    public IReadOnlyDictionary<string, long> Positions => _positions;

    /// <summary>Brackets a read's wait, so that the runner hurries.</summary>
    public void Waits(bool begins)
    {
        if (!begins)
        {
            Interlocked.Decrement(ref _waiting);
            return;
        }

        Interlocked.Increment(ref _waiting);
        Interlocked
            .Exchange(ref _waited, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }

    public void Reached(string projection, long position)
    {
        _positions[projection] = position;
        Interlocked
            .Exchange(ref _bell, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .TrySetResult();
    }

    /// <summary>
    /// Completes when any projection of this process moves; take it before looking, so that no move is missed.
    /// </summary>
    public Task NextMove => Volatile.Read(ref _bell).Task;
}
