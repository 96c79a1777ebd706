using NodaTime;
using Store.Api.Quotes;
using Store.Api.Support;
using Store.Application.Orders;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Api.Orders;

/// <summary>One order, as the OpenAPI document shows it everywhere.</summary>
internal static class OrderExamples
{
    private const string Number = "O-202611-000001";
    private const string Account = "5c0f6a1e2d3b4c5d6e7f8091a2b3c4d5";
    private static readonly Instant PlacedAt = Instant.FromUtc(2026, 11, 23, 1, 2, 3);

    public static readonly OrderDocument Order = new(
        Number,
        OrderStatus.Screening,
        Account,
        PlacedAt,
        PaymentMethod.OnAccount,
        "株式会社見本",
        [
            .. QuoteEndpoints.Example.Lines.Select(l => new OrderLineDocument(
                l.PlanId,
                l.ProductName,
                l.PlanName,
                l.Seats,
                l.UnitPriceYen,
                l.Months,
                l.AmountYen,
                l.TaxRatePercent,
                l.Proration
            )),
        ],
        QuoteEndpoints.Example.SubtotalYen,
        QuoteEndpoints.Example.TaxByRate,
        QuoteEndpoints.Example.TaxYen,
        QuoteEndpoints.Example.TotalYen,
        QuoteEndpoints.Example.Id,
        QuoteEndpoints.Example.Number,
        ContractId: null,
        PurchaseOrderNumber: "PO-2026-1123",
        StartsOn: null,
        QuoteEndpoints.Example.Seller,
        "株式会社ネットプロテクションズ",
        "代金債権は株式会社ネットプロテクションズへ譲渡されます。",
        Hold: null,
        AnswerByOn: null,
        AcceptedAt: null,
        DeliveredAt: null,
        CancelledAt: null,
        CancellationCause: null
    )
    {
        Support = SupportEndpoints.Example,
    };

    public static readonly OrderSummary Summary = OrderSummary.Of(Order);

    public static readonly PlaceOrder.RequestBody Place = new(
        PaymentMethod.OnAccount,
        QuoteId: QuoteEndpoints.Example.Id,
        PurchaseOrderNumber: Order.PurchaseOrderNumber
    );

    public static readonly PayByCard.RequestBody Payment = new(
        PaymentMethod.Card,
        new CardFields("3f1c9a…", "b7e2d4…", PaymentCount: null)
    );

    public static readonly OrderDocument PaidByCard = Order with
    {
        Status = OrderStatus.Authorizing,
        PaymentMethod = PaymentMethod.Card,
        ClaimAssignedTo = null,
        ClaimNotice = null,
        Card = CardPaymentDocument.Chosen,
    };

    public static readonly OrderTimeline Timeline = new(
        Number,
        [
            new(
                1,
                PlacedAt,
                "order.placed",
                "buyer",
                new("ご注文を受け付けました（163,680 円）", "Order received (163,680 yen)"),
                Reason: null,
                ActorId: null
            ),
        ]
    );

    public static OrderAnswer After(OrderStatus status, bool delivered = false) =>
        new(Number, status, Account, Order.TotalYen, AnswerByOn: null, delivered);
}
