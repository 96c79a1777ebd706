using System.Diagnostics;
using NodaTime;
using Store.Application.Time;

namespace Store.Drills.Credit;

/// <summary>
/// A store clock that runs faster than life, so that what is asked again after seconds or minutes is asked again
/// within a drill. Stopped, it stands: what is due by then is all that will ever be due.
/// </summary>
internal sealed class RunningClock(Instant start, int times) : IStoreClock
{
    private readonly long _began = Stopwatch.GetTimestamp();

    private TimeSpan? _stopped;

    public Instant Now => start + Duration.FromTimeSpan(_stopped ?? Stopwatch.GetElapsedTime(_began)) * times;

    public void Stop() => _stopped = Stopwatch.GetElapsedTime(_began);
}
