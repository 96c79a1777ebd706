using Store.Domain.Payments;

namespace Store.Application.Payments;

/// <summary>
/// SB Payment Service (SBPS), who processes cards (CARD-1): authorise (与信), commit (確定), capture (売上), and undo.
/// Money moves here, so no method repeats a request by itself unless the other side said that it did nothing. An
/// answer that got lost is a value, because the effect may have happened. Where SBPS finds that a step or an inquiry
/// is no request of this store's, a <see cref="SbPaymentException"/> says so.
/// </summary>
public interface ISbPayment
{
    /// <summary>
    /// Authorises the amount on the card behind the token, as a lump sum (CARD-3). Whoever calls has recorded before
    /// that it does: what becomes unknown here is never sent again under another id.
    /// </summary>
    Task<CardAuthorizationAnswer> Authorize(CardAuthorization authorization, CancellationToken ct);

    /// <summary>Makes the authorisation stand; without it, it lapses.</summary>
    Task<CardStepAnswer> Commit(CardPayment payment, CancellationToken ct);

    /// <summary>Charges what was authorised.</summary>
    Task<CardStepAnswer> Capture(CardPayment payment, CancellationToken ct);

    /// <summary>Undoes the whole payment: a cancellation before the capture, a refund (返金) after it.</summary>
    Task<CardStepAnswer> Cancel(CardPayment payment, CancellationToken ct);

    /// <summary>Gives back a part of what was captured.</summary>
    Task<CardStepAnswer> Refund(CardPayment payment, long amountYen, CancellationToken ct);

    /// <summary>How a payment stands (決済結果参照).</summary>
    Task<CardInquiryAnswer> Inquire(CardPayment payment, CancellationToken ct);
}

/// <param name="OrderId">Names this attempt for ever, at SBPS too; at most 38 characters.</param>
/// <param name="CustomerCode">The account's id; at most 64 characters.</param>
/// <param name="ItemId">At most 32 characters.</param>
/// <param name="ItemName">Cut to what the wire holds (40 bytes in Shift_JIS).</param>
/// <param name="AmountYen">With tax, 1 to <see cref="CardLimit.GreatestAmountYen"/>.</param>
public sealed record CardAuthorization(
    string OrderId,
    string CustomerCode,
    string ItemId,
    string ItemName,
    long TaxYen,
    long AmountYen,
    CardToken Token
);

/// <summary>What the card network's script gave the browser in place of the card: good for one authorisation.</summary>
public sealed record CardToken(string Token, string TokenKey)
{
    /// <summary>Keeps it out of logs.</summary>
    public override string ToString() => nameof(CardToken);
}

/// <summary>An authorisation, as SBPS names it.</summary>
public sealed record CardPayment(string SpsTransactionId, string TrackingId);

public abstract record CardAuthorizationAnswer
{
    private CardAuthorizationAnswer() { }

    public sealed record Approved(CardPayment Payment, CardBrand Brand) : CardAuthorizationAnswer;

    /// <summary>Nothing was authorised, for certain.</summary>
    /// <param name="Code">
    /// SBPS's eight characters, for operators; empty where what was given can't be a token, and nothing was sent.
    /// </param>
    public sealed record Declined(CardDecline Reason, string Code) : CardAuthorizationAnswer;

    /// <summary>
    /// SBPS itself says that a system behind it failed (80–86, 90, 92), or no connection to it was made and nothing was
    /// sent: the same request may be sent once more.
    /// </summary>
    /// <param name="Code">Empty where nothing was sent.</param>
    public sealed record GatewayFailed(string Code) : CardAuthorizationAnswer;

    /// <summary>
    /// No answer, or one that says that this id was seen before: whether the card was authorised is not known.
    /// </summary>
    /// <param name="Code">Null where no answer came.</param>
    public sealed record Unknown(string? Code) : CardAuthorizationAnswer;
}

public abstract record CardStepAnswer
{
    private CardStepAnswer() { }

    public sealed record Done : CardStepAnswer;

    /// <summary>A no that will stay one: nothing changed.</summary>
    public sealed record Refused(string Code) : CardStepAnswer;

    /// <summary>
    /// No answer, a failure behind SBPS, or a conflict with how the payment stands already: inquire first.
    /// </summary>
    /// <param name="Code">Null where no answer came.</param>
    public sealed record Unclear(string? Code) : CardStepAnswer;
}

public abstract record CardInquiryAnswer
{
    private CardInquiryAnswer() { }

    public sealed record Found(CardCommitState Commit, CardPaymentState Payment) : CardInquiryAnswer;

    /// <summary>SBPS has no such payment.</summary>
    public sealed record NotFound(string Code) : CardInquiryAnswer;

    public sealed record Lost : CardInquiryAnswer;
}

/// <summary><c>commit_status</c> 0 to 3.</summary>
public enum CardCommitState
{
    Unprocessed,
    Committed,
    CancelledAfterCommit,
    CancelledUncommitted,
}

/// <summary><c>payment_status</c> 1 to 4.</summary>
public enum CardPaymentState
{
    Authorised,
    Captured,
    Cancelled,
    Refunded,
}

/// <summary>
/// SBPS refused a step or an inquiry for a fault of the store's or of its settings' (00–10, 13, 14, or it wasn't let
/// in at all). Nothing was done; repeating it helps once somebody has mended what is wrong.
/// </summary>
public sealed class SbPaymentException(string code) : Exception($"SBPS refused the request: {code}")
{
    public string Code { get; } = code;
}
