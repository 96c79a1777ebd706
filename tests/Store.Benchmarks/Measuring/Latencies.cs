using System.Diagnostics;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// How long each of many operations took. Slots are given out beforehand, so that recording takes no lock.
/// </summary>
internal sealed class Latencies(int count)
{
    private readonly long[] _ticks = new long[count];
    private long[]? _sorted;

    public int Count => _ticks.Length;

    public void Record(int slot, long startedAt) => _ticks[slot] = Stopwatch.GetTimestamp() - startedAt;

    /// <summary>In milliseconds; <paramref name="share"/> 0.5 is the median. The greatest for 1.</summary>
    public double At(double share)
    {
        _sorted ??= Sorted();
        var index = Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1);
        return _sorted.Length == 0 ? 0 : _sorted[index] * 1000.0 / Stopwatch.Frequency;
    }

    private long[] Sorted()
    {
        var sorted = _ticks.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
