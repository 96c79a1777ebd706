using System.Diagnostics;
using System.Globalization;
using Store.Application.Payments;
using Store.Domain.Payments;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// SBPS's error codes: three characters for the method of payment, two for the type, three for the item. The type says
/// what happened, and this file what the store makes of it.
/// </summary>
internal static class SbpsErrors
{
    private const string Credit = "101";

    /// <summary>The table, by type.</summary>
    public static SbpsErrorClass ClassOf(string code)
    {
        var type = code.Length == 8 ? code[3..5] : "";
        if (!int.TryParse(type, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return type switch
            {
                _ when !code.StartsWith(Credit, StringComparison.Ordinal) => SbpsErrorClass.Unlisted,
                "K2" => SbpsErrorClass.Declined,
                "W0" or "W1" => SbpsErrorClass.StateConflict,
                "K0" or "K1" or "W2" or "W3" or "W4" or "W5" or "W6" => SbpsErrorClass.RefundNotAllowed,
                "T1" or "T2" => SbpsErrorClass.Token,
                _ => SbpsErrorClass.Unlisted,
            };
        }

        return number switch
        {
            <= 8 or 13 => SbpsErrorClass.Malformed,
            9 or 14 => SbpsErrorClass.Configuration,
            10 => SbpsErrorClass.Expired,
            11 or 12 => SbpsErrorClass.UnknownPayment,
            (>= 80 and <= 86) or 90 or 92 => SbpsErrorClass.Gateway,
            93 => SbpsErrorClass.EntriesExhausted,
            94 or 95 => SbpsErrorClass.StateConflict,
            96 => SbpsErrorClass.SeenBefore,
            97 => SbpsErrorClass.SeenBefore,
            // The other types mean something else for every method of payment.
            _ when !code.StartsWith(Credit, StringComparison.Ordinal) => SbpsErrorClass.Unlisted,
            (>= 20 and <= 36) or 61 or (>= 65 and <= 77) => SbpsErrorClass.Declined,
            (>= 37 and <= 41) or 79 => SbpsErrorClass.StateConflict,
            42 => SbpsErrorClass.CaptureTooLate,
            45 or 46 => SbpsErrorClass.UndoneAlready,
            (>= 43 and <= 47) or 56 or 59 => SbpsErrorClass.RefundNotAllowed,
            _ => SbpsErrorClass.Unlisted,
        };
    }

    /// <summary>
    /// Declined only where it is certain that the card was not charged. A code that the table doesn't know is none of
    /// these: to take it for a refusal would cancel an order whose card may stand authorised.
    /// </summary>
    public static CardAuthorizationAnswer OfAuthorization(string code) =>
        ClassOf(code) switch
        {
            SbpsErrorClass.Declined => new CardAuthorizationAnswer.Declined(ReasonOf(code), code),
            SbpsErrorClass.EntriesExhausted => new CardAuthorizationAnswer.Declined(CardDecline.CardData, code),
            SbpsErrorClass.Token => new CardAuthorizationAnswer.Declined(CardDecline.Token, code),
            SbpsErrorClass.Malformed or SbpsErrorClass.Configuration or SbpsErrorClass.Expired =>
                new CardAuthorizationAnswer.Declined(CardDecline.Request, code),
            SbpsErrorClass.Gateway => new CardAuthorizationAnswer.GatewayFailed(code),
            SbpsErrorClass.SeenBefore
            or SbpsErrorClass.StateConflict
            or SbpsErrorClass.UnknownPayment
            or SbpsErrorClass.CaptureTooLate
            or SbpsErrorClass.RefundNotAllowed
            or SbpsErrorClass.UndoneAlready
            or SbpsErrorClass.Unlisted => new CardAuthorizationAnswer.Unknown(code),
            _ => throw new UnreachableException(),
        };

    /// <summary>Commit, capture, cancel and refund.</summary>
    /// <exception cref="SbPaymentException">The store's mistake, or its configuration's.</exception>
    public static CardStepAnswer OfStep(string code) =>
        ClassOf(code) switch
        {
            SbpsErrorClass.UnknownPayment or SbpsErrorClass.CaptureTooLate or SbpsErrorClass.RefundNotAllowed =>
                new CardStepAnswer.Refused(code),
            SbpsErrorClass.Malformed or SbpsErrorClass.Configuration or SbpsErrorClass.Expired =>
                throw new SbPaymentException(code),
            // Whoever repeats an undoing whose answer got lost hears that it is undone; the inquiry confirms it.
            SbpsErrorClass.UndoneAlready
            or SbpsErrorClass.Gateway
            or SbpsErrorClass.StateConflict
            or SbpsErrorClass.SeenBefore
            or SbpsErrorClass.Declined
            or SbpsErrorClass.EntriesExhausted
            or SbpsErrorClass.Token
            or SbpsErrorClass.Unlisted => new CardStepAnswer.Unclear(code),
            _ => throw new UnreachableException(),
        };

    /// <exception cref="SbPaymentException">The store's mistake, or its configuration's.</exception>
    public static CardInquiryAnswer OfInquiry(string code) =>
        ClassOf(code) switch
        {
            SbpsErrorClass.UnknownPayment => new CardInquiryAnswer.NotFound(code),
            SbpsErrorClass.Malformed or SbpsErrorClass.Configuration or SbpsErrorClass.Expired =>
                throw new SbPaymentException(code),
            _ => new CardInquiryAnswer.Lost(),
        };

    /// <summary>
    /// What the buyer can mend is told apart; for the rest only the card company knows why (CARD-4).
    /// </summary>
    private static CardDecline ReasonOf(string code) =>
        code[3..5] switch
        {
            // PIN; number or expiry; security code; the same as the card company's G44; expiry.
            "24" or "27" or "61" or "67" or "73" => CardDecline.CardData,
            _ => CardDecline.CardCompany,
        };
}

/// <summary>What an error of SBPS's means for the request that it answers.</summary>
internal enum SbpsErrorClass
{
    /// <summary>00–08, 13: the request isn't one. Nothing was done, and it will not be better next time.</summary>
    Malformed,

    /// <summary>
    /// 09, 14: the hash, the merchant or the service. Nothing was done until somebody mends a setting.
    /// </summary>
    Configuration,

    /// <summary>10: the request is too old, or a clock is wrong. Nothing was done.</summary>
    Expired,

    /// <summary>11, 12: there is no such payment.</summary>
    UnknownPayment,

    /// <summary>20–36, 61, 65–77, K2: the card was not charged.</summary>
    Declined,

    /// <summary>37–41, 79, 94, 95, W0, W1: how the payment stands doesn't go with what was asked.</summary>
    StateConflict,

    /// <summary>42: a capture is possible until the end of the third month.</summary>
    CaptureTooLate,

    /// <summary>43, 44, 47, 56, 59, K0, K1, W2–W6.</summary>
    RefundNotAllowed,

    /// <summary>45, 46: cancelled or refunded before.</summary>
    UndoneAlready,

    /// <summary>80–86, 90, 92: a system at SBPS or behind it failed.</summary>
    Gateway,

    /// <summary>93: too many wrong entries for this order.</summary>
    EntriesExhausted,

    /// <summary>
    /// 96, 97: an earlier request with the same id reached SBPS; what became of it, this doesn't say.
    /// </summary>
    SeenBefore,

    /// <summary>T1, T2: the token can't be read, or has expired.</summary>
    Token,

    /// <summary>No page lists it.</summary>
    Unlisted,
}
