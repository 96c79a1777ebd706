using System.Diagnostics;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Credit;
using Store.Domain.Payments;

namespace Store.Domain.Orders;

/// <summary>
/// An order (注文) as decisions about it read it. <paramref name="Credit"/> is what it holds of its account's line:
/// the line's sums move whenever this does, in the same transaction.
/// </summary>
/// <param name="Status">Null until it is placed.</param>
/// <param name="Screenings">How many screenings were begun; the second and later ones have an id of their own.</param>
/// <param name="NpTransactionId">Of the present screening.</param>
/// <param name="AnswerByOn">
/// Last day, in Asia/Tokyo, on which a hold or a refused screening can be answered; kept while a card is tried.
/// </param>
public sealed partial record Order(
    OrderPlaced? Placed,
    OrderStatus? Status,
    CreditShare? Credit,
    int Screenings,
    string? NpTransactionId,
    LocalDate? AnswerByOn,
    LocalDate? AcceptedOn,
    LocalDate? StartsOn,
    bool Delivered,
    bool BillingRequested,
    CancellationCause? Cancelling,
    string? AcknowledgementSha256
) : IAggregate<Order>
{
    /// <summary>When the buyer paid what was ordered on account; null until then, and for cards.</summary>
    public LocalDate? PaidOn { get; init; }

    /// <summary>The store's own invoice that is valid for the order; null for what is not paid by card.</summary>
    public string? InvoiceNumber { get; init; }

    public string? ReturnInvoiceNumber { get; init; }

    public static string Category => "order";

    public static int Schema => 4;

    public static Order Initial { get; } = new(null, null, null, 0, null, null, null, null, false, false, null, null);

    /// <summary>
    /// The id under which Net Protections knows the present screening: the number, then number-2, number-3 …
    /// </summary>
    public string ShopTransactionId(string number) => Screenings <= 1 ? number : $"{number}-{Screenings}";

    /// <summary>ORD-6: an order over the line is received all the same, and held.</summary>
    /// <param name="heldUntilOn">Set where the credit line does not hold the order.</param>
    public Decision Place(OrderPlaced placed, LocalDate? heldUntilOn) =>
        Status is not null ? throw new InvalidOperationException("An order is placed once.")
        : heldUntilOn is { } day ? Decision.Of(placed, new OrderCreditHeld(HoldCause.StoreLine, day))
        : placed;

    public Decision AwaitScreening(string npTransactionId) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Screening when NpTransactionId is null => new OrderScreeningPending(npTransactionId),
            _ => Decision.Nothing,
        };

    /// <summary>NP OK: the order is accepted, and delivered where all its plans are at once.</summary>
    public Decision PassScreening(string npTransactionId, LocalDate today) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Screening => Accept(npTransactionId, today),
            OrderStatus.Accepted
            or OrderStatus.Cancelling
            or OrderStatus.Cancelled when NpTransactionId == npTransactionId => Decision.Nothing,
            _ => OrderRefusals.NotScreening,
        };

    /// <summary>NP NG: 22 is a hold like the store's own (ORD-6), everything else leaves the card.</summary>
    public Decision FailScreening(NpNgReason reason, string? npTransactionId, LocalDate answerByOn) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Screening => reason switch
            {
                NpNgReason.AmountOver => new OrderCreditHeld(HoldCause.NetProtections, answerByOn),
                NpNgReason.Unpaid or NpNgReason.Overall or NpNgReason.Buyer => new OrderScreeningRefused(
                    reason,
                    npTransactionId,
                    answerByOn
                ),
                _ => throw new UnreachableException($"{reason}"),
            },
            OrderStatus.OnCreditHold or OrderStatus.ScreeningRefused or OrderStatus.Cancelled => Decision.Nothing,
            _ => OrderRefusals.NotScreening,
        };

    /// <summary>Lifts a hold; the credit line must hold the order, which the same transaction sees to.</summary>
    public Decision Release(string number) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.OnCreditHold => new OrderReleased(
                (this with { Screenings = Screenings + 1 }).ShopTransactionId(number)
            ),
            _ => OrderRefusals.NotOnHold,
        };

    /// <summary>Delivery by an operator; twice is once.</summary>
    public Decision Deliver() =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Accepted => Delivered ? Decision.Nothing : new OrderDelivered(Delivery.ByOperator),
            _ => OrderRefusals.NotAccepted,
        };

    /// <summary>
    /// Billing was asked for, with the day of acceptance as its base: true whatever became of the order.
    /// </summary>
    public Decision RequestBilling() =>
        this switch
        {
            { Status: null } => OrderRefusals.NotFound,
            { BillingRequested: true } => Decision.Nothing,
            { NpTransactionId: { } id, AcceptedOn: { } day } => new OrderBillingRequested(id, day),
            _ => OrderRefusals.NotAccepted,
        };

    /// <summary>
    /// Net Protections has been paid, once. What waits for its cancellation can be paid too: that may be why the
    /// cancellation was refused.
    /// </summary>
    public Decision Pay(string paymentId, LocalDate paidOn) =>
        this switch
        {
            { Status: null } => OrderRefusals.NotFound,
            { PaidOn: not null } => OrderRefusals.PaidAlready,
            { Method: PaymentMethod.Card } => OrderRefusals.PaidByCard,
            { Status: OrderStatus.Cancelled } => OrderRefusals.Cancelled,
            { AcceptedOn: { } acceptedOn, Credit: CreditShare.Used } => new OrderPaid(
                Placed!.AccountId,
                paymentId,
                paidOn,
                acceptedOn,
                Placed.TotalYen
            ),
            _ => OrderRefusals.NotAccepted,
        };

    /// <summary>
    /// ORD-2: an operator cancels. What nobody has charged ends at once; an accepted order waits for its provider.
    /// </summary>
    public Decision Cancel(CancellationCause cause) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.OnCreditHold or OrderStatus.ScreeningRefused => new OrderCancelled(cause),
            OrderStatus.Accepted when Delivered && EndsWithDelivery => OrderRefusals.DeliveredAlready,
            OrderStatus.Accepted => new OrderCancellationRequested(cause),
            OrderStatus.Cancelling or OrderStatus.Cancelled => Decision.Nothing,
            OrderStatus.Placed or OrderStatus.Screening or OrderStatus.Authorizing or OrderStatus.PaymentUnknown =>
                OrderRefusals.NotCancellable,
            _ => throw new UnreachableException($"{Status}"),
        };

    /// <summary>
    /// The last day for an answer has passed, if it has: a later hold of the same order has a later day.
    /// </summary>
    public Decision CancelUnanswered(LocalDate today) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.OnCreditHold or OrderStatus.ScreeningRefused when today > AnswerByOn => new OrderCancelled(
                CancellationCause.Unanswered
            ),
            _ => Decision.Nothing,
        };

    public Decision ConfirmCancellation() =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Cancelling => CancelledAsRequested(),
            OrderStatus.Cancelled => Decision.Nothing,
            _ => OrderRefusals.NotCancellable,
        };

    public Decision RefuseCancellation(string providerMessage) =>
        Status switch
        {
            null => OrderRefusals.NotFound,
            OrderStatus.Cancelling => new OrderCancellationRefused(providerMessage),
            _ => Decision.Nothing,
        };

    /// <summary>The acknowledgement (注文請書) is made once, after acceptance: whoever is second finds it filed.</summary>
    public Decision FileAcknowledgement(string sha256, int bytes) =>
        Status is null ? OrderRefusals.NotFound
        : AcceptedOn is null ? OrderRefusals.NotAccepted
        : AcknowledgementSha256 is not null ? Decision.Nothing
        : new OrderDocumentFiled(AcknowledgementKind, sha256, bytes);

    public const string AcknowledgementKind = "acknowledgement";

    public Order Evolve(Fact fact) =>
        fact switch
        {
            OrderPlaced { PaymentMethod: PaymentMethod.OnAccount } f => this with
            {
                Placed = f,
                Method = f.PaymentMethod,
                Status = OrderStatus.Screening,
                Credit = CreditShare.Reserved,
                Screenings = 1,
            },
            OrderPlaced { PaymentMethod: PaymentMethod.Card } f => this with
            {
                Placed = f,
                Method = f.PaymentMethod,
                Status = OrderStatus.Authorizing,
            },
            OrderCreditHeld f => this with
            {
                Status = OrderStatus.OnCreditHold,
                Hold = f.Cause,
                Credit = null,
                // What the store's own line stopped was never sent to Net Protections.
                Screenings = f.Cause == HoldCause.StoreLine ? 0 : Screenings,
                NpTransactionId = null,
                AnswerByOn = f.AnswerByOn,
            },
            OrderScreeningPending f => this with { NpTransactionId = f.NpTransactionId },
            OrderScreeningRefused f => this with
            {
                Status = OrderStatus.ScreeningRefused,
                Hold = null,
                Credit = null,
                NpTransactionId = null,
                AnswerByOn = f.AnswerByOn,
            },
            OrderReleased => this with
            {
                Status = OrderStatus.Screening,
                Credit = CreditShare.Reserved,
                Screenings = Screenings + 1,
                Hold = null,
                AnswerByOn = null,
            },
            OrderAccepted f => this with
            {
                Status = OrderStatus.Accepted,
                Method = f.PaymentMethod,
                Credit = Credit is null ? null : CreditShare.Used,
                NpTransactionId = f.NpTransactionId,
                AcceptedOn = f.AcceptedOn,
                StartsOn = f.StartsOn,
                Hold = null,
                AnswerByOn = null,
            },
            OrderDelivered => this with { Delivered = true },
            OrderBillingRequested => this with { BillingRequested = true },
            OrderCancellationRequested f => this with
            {
                Status = OrderStatus.Cancelling,
                Cancelling = f.Cause,
                CancellationRefused = false,
            },
            OrderCancellationRefused => this with { CancellationRefused = true },
            OrderPaid f => this with { PaidOn = f.PaidOn, Credit = null },
            OrderCancelled => this with
            {
                Status = OrderStatus.Cancelled,
                Credit = null,
                Hold = null,
                AnswerByOn = null,
            },
            OrderDocumentFiled { Kind: AcknowledgementKind } f => this with { AcknowledgementSha256 = f.Sha256 },
            OrderInvoiced f => this with { InvoiceNumber = f.InvoiceNumber },
            OrderReturnInvoiced f => this with { ReturnInvoiceNumber = f.ReturnInvoiceNumber },
            _ => EvolveCard(fact),
        };

    private bool EndsWithDelivery =>
        Placed?.Lines.Any(l => l.CancellationPolicy == CancellationPolicy.BeforeDelivery) ?? false;

    private Decision Accept(string? npTransactionId, LocalDate today)
    {
        var placed = Placed ?? throw new UnreachableException();
        var accepted = new OrderAccepted(
            placed.AccountId,
            Method ?? throw new UnreachableException(),
            today,
            placed.StartsOn is { } wished && wished > today ? wished : today,
            placed.Lines,
            placed.TotalYen,
            npTransactionId,
            placed.ContractId
        );
        return placed.Lines.All(l => l.Delivery == Delivery.Immediately)
            ? Decision.Of(accepted, new OrderDelivered(Delivery.Immediately))
            : accepted;
    }
}
