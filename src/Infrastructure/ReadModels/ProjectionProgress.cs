using System.Collections.Concurrent;

namespace Store.Infrastructure.ReadModels;

/// <summary>How far the projections of this process are, and the bell for reads that wait for them.</summary>
public sealed class ProjectionProgress
{
    private readonly ConcurrentDictionary<string, long> _positions = [];
    private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyDictionary<string, long> Positions => _positions;

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
