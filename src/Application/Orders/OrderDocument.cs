using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Support;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>An order as its buyer sees it in the history (注文履歴, SITE-1).</summary>
/// <param name="StartsOn">The first day of use: as wished, and as agreed once the order is accepted.</param>
/// <param name="Seller">ORD-7.</param>
/// <param name="PaymentMethod">The one in effect: <c>card</c> also where a card answers a hold.</param>
/// <param name="ClaimAssignedTo">NP-2; null for cards.</param>
/// <param name="ClaimNotice">What the buyer was told of it.</param>
/// <param name="Hold">Whose limit the order is over (ORD-6); null where it is not held.</param>
/// <param name="AnswerByOn">Last day on which a held or refused order can still be answered; null where none waits.</param>
public sealed record OrderDocument(
    string Number,
    OrderStatus Status,
    string AccountId,
    Instant PlacedAt,
    PaymentMethod PaymentMethod,
    string CompanyName,
    IReadOnlyList<OrderLineDocument> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    string? QuoteId,
    string? QuoteNumber,
    string? ContractId,
    string? PurchaseOrderNumber,
    LocalDate? StartsOn,
    Seller Seller,
    string? ClaimAssignedTo,
    string? ClaimNotice,
    HoldCause? Hold,
    LocalDate? AnswerByOn,
    Instant? AcceptedAt,
    Instant? DeliveredAt,
    Instant? CancelledAt,
    CancellationCause? CancellationCause
)
{
    /// <summary>When Net Protections was paid for an order on account; null until then.</summary>
    public LocalDate? PaidOn { get; init; }

    /// <summary>How the last card stands that was tried for the order; null where none was.</summary>
    public CardPaymentDocument? Card { get; init; }

    /// <summary>The store's own invoice (適格請求書) that is valid for what was paid by card; null until then.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>The return invoice (適格返還請求書) for what was given back; null where there is none.</summary>
    public string? ReturnInvoiceNumber { get; init; }

    public const string ProjectionName = "orders";

    public const string StatusFacet = "status";

    public const string PaymentMethodFacet = "paymentMethod";

    /// <summary>
    /// The month, in Asia/Tokyo, in which an accepted order on account was accepted, until it is paid or cancelled.
    /// </summary>
    public const string UnpaidMonthFacet = "unpaidMonth";

    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>
    /// SUP-1: whom to ask about this order's payment. Not in what is stored: put in where an order is answered.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SupportDesk? Support { get; init; }

    public static string MonthFacetOf(YearMonth month) => YearMonthPattern.Iso.Format(month);

    /// <summary>Lists are ordered and filtered by the instant of the placing, in microseconds since 1970.</summary>
    public static long SortOf(Instant placedAt) => placedAt.ToUnixTimeTicks() / 10;

    /// <summary>The key is the order's number.</summary>
    public sealed class Projection : Projection<OrderDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 5;

        public override bool Begins(RecordedFact fact) => fact.Fact is OrderPlaced;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is OrderFact ? fact.Stream.Id : null;

        public override OrderDocument Apply(OrderDocument? document, RecordedFact fact) =>
            (
                fact.Fact is OrderPlaced placed ? Open(fact, placed)
                : document is null ? throw new UnreachableException($"{fact.Type} before the order was placed.")
                : Next(document, fact)
            ) with
            {
                Version = fact.Version,
            };

        public override ReadDocument Store(string key, OrderDocument document) =>
            new(key, document.AccountId, SortOf(document.PlacedAt), document.Version, StoreJson.Write(document))
            {
                Summary = StoreJson.Write(OrderSummary.Of(document)),
                Facets = FacetsOf(document),
                SearchText = string.Join(
                        ' ',
                        [document.Number, document.CompanyName, document.QuoteNumber, document.PurchaseOrderNumber]
                    )
                    .ToLowerInvariant(),
            };

        public override OrderDocument Load(ReadDocument stored) => base.Load(stored) with { Version = stored.Version };

        private static Dictionary<string, string> FacetsOf(OrderDocument document)
        {
            var facets = new Dictionary<string, string>
            {
                [StatusFacet] = StoreJson.NameOf(document.Status),
                [PaymentMethodFacet] = StoreJson.NameOf(document.PaymentMethod),
            };
            if (
                document is
                {
                    Status: OrderStatus.Accepted,
                    PaymentMethod: PaymentMethod.OnAccount,
                    PaidOn: null,
                    AcceptedAt: { } acceptedAt
                }
            )
            {
                facets[UnpaidMonthFacet] = MonthFacetOf(TokyoTime.MonthOf(acceptedAt));
            }

            return facets;
        }

        private static OrderDocument Open(RecordedFact fact, OrderPlaced placed) =>
            new(
                fact.Stream.Id,
                placed.PaymentMethod switch
                {
                    PaymentMethod.OnAccount => OrderStatus.Screening,
                    PaymentMethod.Card => OrderStatus.Authorizing,
                    _ => throw new UnreachableException($"{placed.PaymentMethod}"),
                },
                placed.AccountId,
                fact.RecordedAt,
                placed.PaymentMethod,
                placed.CompanyName,
                [.. placed.Lines.Select(OrderLineDocument.Of)],
                placed.SubtotalYen,
                placed.TaxByRate,
                placed.TaxYen,
                placed.TotalYen,
                placed.QuoteId,
                placed.QuoteNumber,
                placed.ContractId,
                placed.PurchaseOrderNumber,
                placed.StartsOn,
                placed.Seller,
                placed.Claim?.AssignedTo,
                placed.Claim?.Notice,
                Hold: null,
                AnswerByOn: null,
                AcceptedAt: null,
                DeliveredAt: null,
                CancelledAt: null,
                CancellationCause: null
            );

        private static OrderDocument Next(OrderDocument order, RecordedFact fact) =>
            fact.Fact switch
            {
                OrderCreditHeld f => order with
                {
                    Status = OrderStatus.OnCreditHold,
                    Hold = f.Cause,
                    AnswerByOn = f.AnswerByOn,
                },
                OrderScreeningPending => order,
                OrderScreeningRefused f => order with
                {
                    Status = OrderStatus.ScreeningRefused,
                    AnswerByOn = f.AnswerByOn,
                },
                OrderReleased => order with { Status = OrderStatus.Screening, Hold = null, AnswerByOn = null },
                OrderAccepted f => order with
                {
                    Status = OrderStatus.Accepted,
                    AcceptedAt = fact.RecordedAt,
                    StartsOn = f.StartsOn,
                    Hold = null,
                    AnswerByOn = null,
                },
                OrderDelivered => order with { DeliveredAt = fact.RecordedAt },
                OrderBillingRequested => order,
                OrderPaid f => order with { PaidOn = f.PaidOn },
                OrderCancellationRequested => order with { Status = OrderStatus.Cancelling },
                OrderCancellationRefused => order,
                OrderCardChosen => order with
                {
                    Status = OrderStatus.Authorizing,
                    PaymentMethod = PaymentMethod.Card,
                    ClaimAssignedTo = null,
                    ClaimNotice = null,
                    Hold = null,
                    AnswerByOn = null,
                    Card = CardPaymentDocument.Chosen,
                },
                OrderAuthorizationSent or OrderAuthorizationReturned => order,
                OrderCardAuthorized f => order with { Card = CardOf(order) with { Brand = f.Brand } },
                OrderPaymentDeclined f => Declined(order, f),
                OrderPaymentUnknown => order with { Status = OrderStatus.PaymentUnknown },
                OrderPaymentResolved f => order with
                {
                    // An unknown payment that stands is accepted by the fact that follows.
                    Status =
                        order.Status == OrderStatus.Cancelling && f.Outcome == PaymentResolution.Accepted
                            ? OrderStatus.Accepted
                            : order.Status,
                },
                OrderCaptured => order with { Card = CardOf(order) with { CapturedAt = fact.RecordedAt } },
                OrderRefunded => order with { Card = CardOf(order) with { RefundedAt = fact.RecordedAt } },
                OrderCancelled f => order with
                {
                    Status = OrderStatus.Cancelled,
                    CancelledAt = fact.RecordedAt,
                    CancellationCause = f.Cause,
                    Hold = null,
                    AnswerByOn = null,
                },
                OrderDocumentFiled => order,
                OrderInvoiced f => order with { InvoiceNumber = f.InvoiceNumber },
                OrderReturnInvoiced f => order with { ReturnInvoiceNumber = f.ReturnInvoiceNumber },
                _ => throw new UnreachableException(fact.Type),
            };

        private static OrderDocument Declined(OrderDocument order, OrderPaymentDeclined fact)
        {
            var declined = order with { Card = CardOf(order) with { Declined = fact.Reason } };
            return fact.Back is not { } back
                ? declined
                : declined with
                {
                    Status = back.Status,
                    PaymentMethod = PaymentMethod.OnAccount,
                    ClaimAssignedTo = back.Claim?.AssignedTo,
                    ClaimNotice = back.Claim?.Notice,
                    Hold = back.Hold,
                    AnswerByOn = back.AnswerByOn,
                };
        }

        private static CardPaymentDocument CardOf(OrderDocument order) => order.Card ?? CardPaymentDocument.Chosen;
    }
}

public sealed record OrderLineDocument(
    string PlanId,
    string ProductName,
    string PlanName,
    int Seats,
    long UnitPriceYen,
    int? Months,
    long AmountYen,
    int TaxRatePercent,
    Proration? Proration
)
{
    public static OrderLineDocument Of(AgreedLine line) =>
        new(
            line.PlanId,
            line.ProductName,
            line.PlanName,
            line.Seats,
            line.UnitPriceYen,
            line.Months,
            line.AmountYen,
            line.TaxRatePercent,
            line.Proration
        );
}

/// <summary>What lists show of an order.</summary>
/// <param name="Subject">The first product, and how many others there are.</param>
public sealed record OrderSummary(
    string Number,
    OrderStatus Status,
    string AccountId,
    Instant PlacedAt,
    PaymentMethod PaymentMethod,
    string CompanyName,
    string Subject,
    int LineCount,
    long TotalYen,
    string? QuoteNumber,
    string? PurchaseOrderNumber,
    LocalDate? AnswerByOn,
    Instant? AcceptedAt
)
{
    /// <summary>Whose limit the order is over (ORD-6); null where it is not held.</summary>
    public HoldCause? Hold { get; init; }

    /// <summary>When Net Protections was paid for an order on account; null until then.</summary>
    public LocalDate? PaidOn { get; init; }

    public static OrderSummary Of(OrderDocument order) =>
        new(
            order.Number,
            order.Status,
            order.AccountId,
            order.PlacedAt,
            order.PaymentMethod,
            order.CompanyName,
            SubjectOf([.. order.Lines.Select(l => l.ProductName)]),
            order.Lines.Count,
            order.TotalYen,
            order.QuoteNumber,
            order.PurchaseOrderNumber,
            order.AnswerByOn,
            order.AcceptedAt
        )
        {
            Hold = order.Hold,
            PaidOn = order.PaidOn,
        };

    public static string SubjectOf(IReadOnlyList<string> products)
    {
        var others = products.Distinct().Count() - 1;
        return others > 0 ? $"{products[0]} ほか{others}件" : products[0];
    }
}

/// <summary>One order. Another account's number is answered like one that does not exist (SITE-1).</summary>
/// <param name="AccountId">Null for operators, who see every order.</param>
public sealed record GetOrder(string? AccountId, string Number) : IQuery
{
    public sealed class Handler(IReadDocuments reads, SupportDesks desks) : IQueryHandler<GetOrder>
    {
        public async Task<QueryResult> Handle(GetOrder query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(OrderDocument.ProjectionName, query.Number, cancellationToken);
            return read switch
            {
                { Refused: { } refused } => (QueryResult)refused with { Position = read.Position },
                { Value: { } found } when query.AccountId is null || found.Owner == query.AccountId => new QueryResult(
                    desks.PutInto(found.Body),
                    read.Position,
                    desks.TagOf(found.Version)
                ),
                _ => (QueryResult)OrderRefusals.NotFound with { Position = read.Position },
            };
        }
    }
}
