namespace Store.Domain.Payments;

public static class PaymentRefusals
{
    /// <summary>The method is one of the store's, but nobody is there to carry it out at present.</summary>
    public static readonly Refusal MethodUnavailable = new(
        "payment.method_unavailable",
        RefusalKind.Unprocessable,
        "このお支払い方法は現在ご利用いただけません。ほかのお支払い方法をお選びください。",
        "This payment method is not available at present. Choose another one."
    );

    /// <summary>DD-6: how bills are collected is a setting of the account.</summary>
    public static readonly Refusal CollectionOfAccount = new(
        "collection.account_level",
        RefusalKind.Unprocessable,
        "口座振替のご利用は、注文単位ではなく会員アカウント単位の設定です。",
        "Bank transfer or direct debit is set for the account, not for an order."
    );
}
