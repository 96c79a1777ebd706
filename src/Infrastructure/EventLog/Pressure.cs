namespace Store.Infrastructure.EventLog;

/// <summary>
/// How hard the writer is pressed, so that what works in the background gives way to commands that somebody waits for.
/// The size of a batch says it: it is the number of callers that came while the batch before was written.
/// </summary>
public sealed class Pressure : IDisposable
{
    private const int Many = 8;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _few = new(4);
    private long _at;
    private volatile int _commands;

    /// <summary>True while batches are large; false as soon as the writer has been at rest for a moment.</summary>
    public bool IsHigh => _commands >= Many && IsFelt;

    /// <summary>True where somebody's command was decided a moment ago, and the next may be on its way.</summary>
    private bool IsFelt => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _at)) < Fresh;

    public void Dispose()
    {
        _turn.Dispose();
        _few.Dispose();
    }

    public void Report(int commands)
    {
        _commands = commands;
        Interlocked.Exchange(ref _at, TimeProvider.System.GetTimestamp());
    }

    /// <summary>
    /// Does a piece of background work: at once while nobody waits; a few pieces at a time beside somebody's commands;
    /// under high pressure one at a time, resting nine times as long as it took, but never longer than that lasts.
    /// </summary>
    public async Task<T> InTurn<T>(Func<Task<T>> work, CancellationToken ct)
    {
        if (!IsHigh)
        {
            return IsFelt ? await OfFew(work, ct) : await work();
        }

        Task<T> doing;
        await _turn.WaitAsync(ct);
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            doing = work();
            if (await IsQuick(doing, ct))
            {
                var rest = TimeProvider.System.GetElapsedTime(began) * 9;
                var resting = TimeProvider.System.GetTimestamp();
                while (IsHigh && TimeProvider.System.GetElapsedTime(resting) < rest)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
                }
            }
        }
        finally
        {
            _turn.Release();
        }

        return await doing;
    }

    private async Task<T> OfFew<T>(Func<Task<T>> work, CancellationToken ct)
    {
        Task<T> doing;
        await _few.WaitAsync(ct);
        try
        {
            doing = work();
            await IsQuick(doing, ct);
        }
        finally
        {
            _few.Release();
        }

        return await doing;
    }

    /// <summary>What takes longer waits for somebody outside: it keeps no turn from others while it does.</summary>
    private static async Task<bool> IsQuick(Task work, CancellationToken ct) =>
        await Task.WhenAny(work, Task.Delay(LongestTurn, ct)) == work;
}
