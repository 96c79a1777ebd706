using NodaTime;
using Store.Domain.Payments;

namespace Store.Domain.Orders;

// What happens to an order that is paid by card (ADR-0010): which requests left, and what came back. The card's token
// is in none of them.

/// <summary>
/// The buyer pays by card: at the order's placing, or in answer to a hold or a refused screening. No claim is assigned
/// from here on (NP-2).
/// </summary>
/// <param name="CardOrderId">Names this attempt at SBPS: the order's number, then number-2, number-3 …</param>
/// <param name="CardTokenId">Under which the token is kept until the attempt has an outcome.</param>
[StoredAs("order.card_chosen", 1)]
public sealed record OrderCardChosen(string CardOrderId, string CardTokenId) : OrderFact;

/// <summary>
/// The authorisation (与信) is about to leave. Once for each attempt: where nothing follows, nobody knows whether the
/// card was authorised.
/// </summary>
[StoredAs("order.authorization_sent", 1)]
public sealed record OrderAuthorizationSent(string CardOrderId, long AmountYen) : OrderFact;

/// <summary>SBPS authorised the card; it is charged after the order's acceptance, or given back.</summary>
[StoredAs("order.card_authorized", 1)]
public sealed record OrderCardAuthorized(
    string CardOrderId,
    string SpsTransactionId,
    string TrackingId,
    CardBrand Brand,
    long AmountYen
) : OrderFact;

/// <summary>CARD-5: the card is not charged, for certain.</summary>
/// <param name="Code">SBPS's eight characters, for operators; null where SBPS was not asked.</param>
/// <param name="Back">Where the order is again; null where it ends here.</param>
[StoredAs("order.payment_declined", 1)]
public sealed record OrderPaymentDeclined(string CardOrderId, CardDecline Reason, string? Code, AnswerAwaited? Back)
    : OrderFact;

/// <summary>An answer was lost, and nobody can be asked for it now: operators see the order.</summary>
/// <param name="Code">Null where no answer came.</param>
[StoredAs("order.payment_unknown", 1)]
public sealed record OrderPaymentUnknown(string CardOrderId, CardStep Step, string? Code) : OrderFact;

/// <summary>
/// An operator found out what became of an unknown payment, or of a cancellation that the provider refused. The
/// envelope's actor has the reason.
/// </summary>
/// <param name="Evidence">Where it can be seen, such as a page of the provider's portal.</param>
/// <param name="SpsTransactionId">Null where there is no authorisation.</param>
/// <param name="TrackingId">Null where there is no authorisation.</param>
[StoredAs("order.payment_resolved", 1)]
public sealed record OrderPaymentResolved(
    PaymentResolution Outcome,
    string? Evidence,
    string? SpsTransactionId,
    string? TrackingId
) : OrderFact;

/// <summary>The card was charged (売上), at the instant at which this stands in the log.</summary>
[StoredAs("order.captured", 1)]
public sealed record OrderCaptured(string TrackingId, long AmountYen) : OrderFact;

/// <summary>The whole of what was charged was given back (返金).</summary>
[StoredAs("order.refunded", 1)]
public sealed record OrderRefunded(string TrackingId, long AmountYen) : OrderFact;

/// <summary>An authorisation that no order wanted was given back; nothing was charged on it.</summary>
[StoredAs("order.authorization_returned", 1)]
public sealed record OrderAuthorizationReturned(string TrackingId) : OrderFact;

/// <summary>How an order on account waits for its buyer's answer, told again so that readers can put it back.</summary>
/// <param name="Status">A hold or a refused screening.</param>
/// <param name="Hold">Whose limit it is over; null for a refused screening.</param>
/// <param name="AnswerByOn">The day that the buyer was told first: an attempt to pay does not move it.</param>
/// <param name="Claim">NP-2: what the buyer was told when ordering on account.</param>
public sealed record AnswerAwaited(OrderStatus Status, HoldCause? Hold, LocalDate AnswerByOn, ClaimAssignment? Claim);

/// <summary>Which answer of SBPS was lost.</summary>
public enum CardStep
{
    /// <summary>Whether the card was authorised is not known, and no request can find out.</summary>
    Authorization,

    /// <summary>An authorisation stands; whether it was committed is inquired again until an answer comes.</summary>
    Commit,
}

/// <summary>What an operator's evidence says.</summary>
public enum PaymentResolution
{
    /// <summary>The payment stands.</summary>
    Accepted,

    /// <summary>Nothing is owed.</summary>
    Cancelled,
}
