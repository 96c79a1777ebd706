using NodaTime;

namespace Store.Application.Time;

/// <summary>
/// Business time: expiry, months, reminders and the instant at which facts are recorded. It runs ahead of the
/// machine's clock by an offset that Development may raise and nobody can lower. Security time (tokens, limits)
/// is the machine's and comes from <see cref="TimeProvider"/>.
/// </summary>
public interface IStoreClock
{
    Instant Now { get; }
}
