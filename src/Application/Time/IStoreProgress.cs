using NodaTime;

namespace Store.Application.Time;

/// <summary>Knows when everything that an instant brings has happened.</summary>
public interface IStoreProgress
{
    /// <summary>
    /// Completes when every projection and every reactor that acts inside the store has taken up all that is due at
    /// <paramref name="now"/>, and what that recorded in turn; false where it did not come to rest in time. Deliveries
    /// to the outside are not waited for.
    /// </summary>
    Task<bool> Settled(Instant now, CancellationToken ct);
}
