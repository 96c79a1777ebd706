using System.Diagnostics;
using NodaTime;
using Store.Application.Time;

namespace Store.Drills.Credit;

/// <summary>
/// A store clock that runs faster than life, so that what is asked again after seconds or minutes is asked again
/// within a drill.
/// </summary>
internal sealed class RunningClock(Instant start, int times) : IStoreClock
{
    private readonly long _began = Stopwatch.GetTimestamp();

    public Instant Now => start + Duration.FromTimeSpan(Stopwatch.GetElapsedTime(_began)) * times;
}
