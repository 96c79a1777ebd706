using Store.Domain.Payments;

namespace Store.Domain.Orders;

/// <summary>The latest attempt at paying an order by card.</summary>
/// <param name="OrderId">Its name at SBPS.</param>
/// <param name="Sent">The authorisation left, or was about to when the process ended.</param>
/// <param name="Payment">The authorisation that stands; null where there is none, or none is known.</param>
public sealed record CardAttempt(
    string OrderId,
    string TokenId,
    bool Sent = false,
    CardReference? Payment = null,
    bool Captured = false
);
