namespace Store.Domain.Orders;

public static class OrderRefusals
{
    /// <summary>SITE-1: also for another account's order, which cannot be told from one that does not exist.</summary>
    public static readonly Refusal NotFound = new(
        "order.not_found",
        RefusalKind.NotFound,
        "該当するご注文が見つかりません。",
        "There is no such order."
    );

    public static readonly Refusal NotOnHold = new(
        "order.not_on_hold",
        RefusalKind.Conflict,
        "この注文は与信保留中ではありません。",
        "The order is not held for credit."
    );

    /// <summary>A provider's answer to a screening that is over.</summary>
    public static readonly Refusal NotScreening = new(
        "order.not_screening",
        RefusalKind.Conflict,
        "この注文は審査中ではありません。",
        "The order is not being screened."
    );

    public static readonly Refusal NotAccepted = new(
        "order.not_accepted",
        RefusalKind.Conflict,
        "ご注文はまだ承諾されていません。",
        "The order has not been accepted."
    );

    /// <summary>A payment of Net Protections names an order that was paid before.</summary>
    public static readonly Refusal PaidAlready = new(
        "order.paid_already",
        RefusalKind.Conflict,
        "この注文は入金済みです。",
        "The order has been paid already."
    );

    /// <summary>Net Protections has no claim for it.</summary>
    public static readonly Refusal PaidByCard = new(
        "order.paid_by_card",
        RefusalKind.Conflict,
        "この注文はクレジットカードでのお支払いです。",
        "The order is paid by card, not through Net Protections."
    );

    public static readonly Refusal Cancelled = new(
        "order.cancelled",
        RefusalKind.Conflict,
        "この注文は取り消されています。",
        "The order has been cancelled."
    );

    /// <summary>While a provider is being asked, nobody knows what would have to be undone.</summary>
    public static readonly Refusal NotCancellable = new(
        "order.not_cancellable",
        RefusalKind.Conflict,
        "審査または決済の結果を待っているため、この注文は取り消せません。",
        "The order cannot be cancelled while a provider's answer is awaited."
    );

    /// <summary>Only a hold or a refused screening is answered by card, through its last day.</summary>
    public static readonly Refusal NotPayable = new(
        "order.not_payable",
        RefusalKind.Conflict,
        "この注文は、お支払い方法の変更を受け付けていません。",
        "The order does not wait for a payment by card."
    );

    /// <summary>Neither an unknown payment nor a cancellation that the provider refused.</summary>
    public static readonly Refusal NothingToResolve = new(
        "order.nothing_to_resolve",
        RefusalKind.Conflict,
        "この注文には、確認を待っている決済がありません。",
        "The order has no payment whose outcome an operator has to find out."
    );

    /// <summary>The plan's policy is <c>beforeDelivery</c>.</summary>
    public static readonly Refusal DeliveredAlready = new(
        "order.delivered_already",
        RefusalKind.Conflict,
        "納品済みのため、この注文は取り消せません。",
        "The order contains a plan that cannot be cancelled once delivered."
    );

    public static readonly Refusal StartOutOfRange = new(
        "order.start_out_of_range",
        RefusalKind.Unprocessable,
        "ご利用開始日は、本日から90日以内の日付をご指定ください。",
        "startsOn must be a date from today to 90 days ahead."
    );

    /// <summary>ORD-1.</summary>
    public static readonly Refusal CorporationsOnly = new(
        "plan.corporations_only",
        RefusalKind.Unprocessable,
        "個人事業主・フリーランスの方にはご注文いただけないプランが含まれています。",
        "The order contains a plan that sole proprietors cannot buy."
    );
}
