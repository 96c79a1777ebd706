using NodaTime;
using Store.Application.Time;

namespace Store.TestKit;

/// <summary>A store clock that stands still until a test moves it.</summary>
public sealed class TestClock(Instant now) : IStoreClock
{
    public Instant Now { get; set; } = now;

    /// <summary>A Monday morning in Tokyo, far from any end of a month.</summary>
    public static TestClock Monday => new(Instant.FromUtc(2026, 11, 16, 1, 0));
}
