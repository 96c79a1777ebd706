using NodaTime;
using Store.Domain;

namespace Store.Application.Time;

/// <summary>The store's clock where it may be moved: in Development, and only forward.</summary>
public interface IMovableClock : IStoreClock
{
    /// <summary>
    /// Moves business time forward to the instant, durably and for every process of the store (the others follow
    /// within a second). False, and nothing moved, where the instant is past already.
    /// </summary>
    Task<bool> Advance(Instant to, CancellationToken ct);
}

public static class ClockRefusals
{
    public static readonly Refusal Backwards = new(
        "clock.backwards",
        RefusalKind.Unprocessable,
        "時計を戻すことはできません。",
        "The clock only moves forward."
    );

    public static readonly Refusal Unsettled = new(
        "clock.unsettled",
        RefusalKind.Unavailable,
        "時計は進みましたが、その時刻までの処理がまだ終わっていません。",
        "The clock has moved, but not everything that the new time brings has happened yet."
    );
}
