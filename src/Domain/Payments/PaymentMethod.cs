namespace Store.Domain.Payments;

/// <summary>
/// PAY-1: the two methods of checkout. Direct debit is no third one but how an account's bills are collected (DD-6).
/// </summary>
public enum PaymentMethod
{
    /// <summary>Bank transfer on account (銀行振込, NP掛け払い).</summary>
    OnAccount,

    /// <summary>Credit card, charged at once.</summary>
    Card,
}
