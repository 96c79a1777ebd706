using System.Diagnostics;

namespace Store.Benchmarks.Measuring;

/// <summary>Whose processor time is counted beside the callers' own.</summary>
/// <param name="Server">The database's first process.</param>
/// <param name="Api">The API's process, where there is one.</param>
internal sealed record Watched(int Server, int? Api = null)
{
    /// <summary>Seconds used so far by callers, API and database.</summary>
    public (double Callers, double Api, double Server) Seconds()
    {
        var (all, server) = (ProcessorTime.Of(Environment.ProcessId), ProcessorTime.Of(Server));
        var api = Api is { } process ? ProcessorTime.Of(process) : 0;
        return (all - api - server, api, server);
    }
}

/// <summary>One round of a measurement: so many operations, by so many callers.</summary>
internal sealed record Round(int Callers, int Operations, TimeSpan Elapsed, Latencies Latencies)
{
    public double PerSecond => Operations / Elapsed.TotalSeconds;

    /// <summary>Processor time of one operation in microseconds, by whose it is.</summary>
    public (double Callers, double Api, double Server) Microseconds { get; init; }

    public double AllMicroseconds => Microseconds.Callers + Microseconds.Api + Microseconds.Server;

    /// <summary>What this process allocated for one operation, in bytes.</summary>
    public double AllocatedBytes { get; init; }
}

/// <summary>Callers that each send the next operation as soon as their last was answered, or at a given rate.</summary>
internal static class ClosedLoop
{
    /// <summary>Runs operations <paramref name="first"/> … first + count − 1, each once.</summary>
    /// <param name="operation">Gets the caller's number and the operation's; throws where the answer is not right.</param>
    /// <param name="perSecond">
    /// The rate at which operations are due, all callers together; a late one counts from when it was due. Null for
    /// as fast as they are answered.
    /// </param>
    public static async Task<Round> Run(
        Watched watched,
        int callers,
        int first,
        int count,
        Func<int, int, ValueTask> operation,
        double? perSecond = null
    )
    {
        var before = watched.Seconds();
        var allocated = GC.GetTotalAllocatedBytes();
        var latencies = new Latencies(count);
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        var loops = new Task[callers];
        for (var c = 0; c < callers; c++)
        {
            var caller = c;
            loops[c] = Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                {
                    var at = perSecond is { } rate ? await Due(started, i / rate) : Stopwatch.GetTimestamp();
                    await operation(caller, first + i);
                    latencies.Record(i, at);
                }
            });
        }

        await Task.WhenAll(loops);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var after = watched.Seconds();
        var each = 1e6 / count;
        return new Round(callers, count, elapsed, latencies)
        {
            Microseconds = (
                (after.Callers - before.Callers) * each,
                (after.Api - before.Api) * each,
                (after.Server - before.Server) * each
            ),
            AllocatedBytes = (GC.GetTotalAllocatedBytes() - allocated) / (double)count,
        };
    }

    private static async Task<long> Due(long started, double seconds)
    {
        var due = started + (long)(seconds * Stopwatch.Frequency);
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (wait > TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(wait);
        }

        return due;
    }
}
