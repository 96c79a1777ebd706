namespace Store.Infrastructure.EventLog;

/// <summary>Bounds of the writer. The defaults suit two cores; each is a setting under <c>Store:Log</c>.</summary>
public sealed record LogSettings
{
    /// <summary>Commands that may wait; one more is answered 503.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>Commands in one transaction.</summary>
    public int MaxBatch { get; init; } = 512;

    /// <summary>Streams whose state is kept in memory.</summary>
    public int CachedStreams { get; init; } = 10_000;

    /// <summary>A snapshot is kept each time a stream's version passes a multiple of this.</summary>
    public int SnapshotEvery { get; init; } = 200;

    /// <summary>How long the writer tries to find out what became of a commit whose answer was lost.</summary>
    public TimeSpan ResolveWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a batch is decided again because another process was first.</summary>
    public int MaxAttempts { get; init; } = 3;
}
