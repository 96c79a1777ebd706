namespace Store.Domain.ProviderFacts;

public static class ProviderFactRefusals
{
    public static readonly Refusal NotFound = new(
        "provider_fact.not_found",
        RefusalKind.NotFound,
        "該当する決済会社の記録が見つかりません。",
        "There is no such provider fact."
    );

    /// <summary>What is reported twice is once, but only where it says the same.</summary>
    public static readonly Refusal Contradicts = new(
        "provider_fact.contradicts",
        RefusalKind.Conflict,
        "同じ請求書または入金が、異なる内容ですでに記録されています。",
        "The same invoice or payment has been recorded already, with other contents."
    );

    public static readonly Refusal InFuture = new(
        "provider_fact.in_future",
        RefusalKind.Unprocessable,
        "未来の日付は記録できません。日付をご確認ください。",
        "Something that has happened cannot have a date in the future."
    );

    public static readonly Refusal NothingOwed = new(
        "np_payment.nothing_owed",
        RefusalKind.Conflict,
        "この月に承諾された未入金の注文はありません。",
        "No order on account that was accepted in this month is unpaid."
    );

    /// <summary>The operator named another sum than the orders come to.</summary>
    public static readonly Refusal AmountDiffers = new(
        "np_payment.amount_differs",
        RefusalKind.Conflict,
        "入金額が対象の注文の合計と一致しません。対象の注文または金額をご確認ください。",
        "The amount is not the sum of the orders that it is to pay."
    );

    public static readonly Refusal TooManyOrders = new(
        "np_payment.too_many_orders",
        RefusalKind.Unprocessable,
        "一度に記録できる注文は500件までです。注文番号を指定し、分けて記録してください。",
        "One payment names at most 500 orders. Name the orders, in several requests."
    );
}
