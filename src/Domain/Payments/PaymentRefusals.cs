namespace Store.Domain.Payments;

public static class PaymentRefusals
{
    /// <summary>DD-6: how bills are collected is a setting of the account.</summary>
    public static readonly Refusal CollectionOfAccount = new(
        "collection.account_level",
        RefusalKind.Unprocessable,
        "口座振替のご利用は、注文単位ではなく会員アカウント単位の設定です。",
        "Bank transfer or direct debit is set for the account, not for an order."
    );
}
