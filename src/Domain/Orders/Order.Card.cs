using System.Diagnostics;
using NodaTime;
using Store.Domain.Payments;

namespace Store.Domain.Orders;

/// <summary>Paying an order by card (CARD-1 to CARD-6, ADR-0010): one authorisation and one capture at most.</summary>
public sealed partial record Order
{
    /// <summary>The method in effect: a card from the moment it was chosen until it is declined.</summary>
    public PaymentMethod? Method { get; init; }

    /// <summary>Whose limit the order is over; kept while a card is tried.</summary>
    public HoldCause? Hold { get; init; }

    /// <summary>Attempts at paying by card; the second and later ones have an id of their own.</summary>
    public int CardAttempts { get; init; }

    public CardAttempt? Card { get; init; }

    /// <summary>Authorisations that nobody wants, until SBPS has them back.</summary>
    public IReadOnlyList<CardReference> ToReturn { get; init; } = [];

    /// <summary>The provider would not cancel: only an operator ends it.</summary>
    public bool CancellationRefused { get; init; }

    /// <summary>The id under which SBPS would know the next attempt: the number, then number-2, number-3 …</summary>
    public string NextCardOrderId(string number) => CardAttempts == 0 ? number : $"{number}-{CardAttempts + 1}";

    /// <summary>A card order is authorised before anything else; its token is kept under the id given here.</summary>
    public Decision PlaceByCard(OrderPlaced placed, string number, string cardTokenId) =>
        Status is not null
            ? throw new InvalidOperationException("An order is placed once.")
            : Decision.Of(placed, new OrderCardChosen(NextCardOrderId(number), cardTokenId));

    /// <summary>The buyer answers a hold or a refused screening by card, through the last day for it.</summary>
    public Decision PayByCard(string number, string cardTokenId, LocalDate today) =>
        this switch
        {
            { Status: null } => OrderRefusals.NotFound,
            { Status: not (OrderStatus.OnCreditHold or OrderStatus.ScreeningRefused) } => OrderRefusals.NotPayable,
            _ when today > AnswerByOn => OrderRefusals.NotPayable.With("answerByOn", AnswerByOn),
            _ when CardLimit.Refuse(Placed!.TotalYen) is { } refused => refused,
            _ => new OrderCardChosen(NextCardOrderId(number), cardTokenId),
        };

    /// <summary>Whoever gets the fact recorded sends the authorisation; nobody else ever does.</summary>
    public Decision SendAuthorization(string cardOrderId) =>
        IsAsking(cardOrderId) && !Card!.Sent
            ? new OrderAuthorizationSent(cardOrderId, Placed!.TotalYen)
            : Decision.Nothing;

    /// <summary>
    /// SBPS approved. An answer that comes after an operator decided otherwise is recorded all the same, because what
    /// it authorised has to be given back, as a brand that the store does not take (CARD-2).
    /// </summary>
    public Decision ApproveCard(string cardOrderId, CardReference payment, CardBrand brand, LocalDate today)
    {
        if (Status is null)
        {
            return OrderRefusals.NotFound;
        }

        if (Card?.Payment == payment || ToReturn.Contains(payment))
        {
            return Decision.Nothing;
        }

        var authorized = new OrderCardAuthorized(
            cardOrderId,
            payment.SpsTransactionId,
            payment.TrackingId,
            brand,
            Placed!.TotalYen
        );
        return IsAsking(cardOrderId) && brand == CardBrand.Other
            ? new Decision([authorized, .. Declined(cardOrderId, CardDecline.Brand, null, today)])
            : authorized;
    }

    /// <summary>
    /// CARD-5. An order that came by card ends; one whose hold the card answered is back there, unless its last day
    /// has passed meanwhile.
    /// </summary>
    public Decision DeclineCard(string cardOrderId, CardDecline reason, string? code, LocalDate today) =>
        Status is null ? OrderRefusals.NotFound
        : IsAsking(cardOrderId) ? new([.. Declined(cardOrderId, reason, code, today)])
        : Decision.Nothing;

    /// <summary>An answer was lost and cannot be asked for: operators see the order.</summary>
    public Decision LoseCard(string cardOrderId, CardStep step, string? code) =>
        Status is null ? OrderRefusals.NotFound
        : Status == OrderStatus.Authorizing && IsAsking(cardOrderId) ? new OrderPaymentUnknown(cardOrderId, step, code)
        : Decision.Nothing;

    /// <summary>Authorised and committed: the order is accepted.</summary>
    public Decision AcceptCard(CardReference payment, LocalDate today) =>
        Status is null ? OrderRefusals.NotFound
        : Card?.Payment == payment && IsAsking(Card.OrderId) ? Accept(null, today)
        : Decision.Nothing;

    /// <summary>SBPS charged the card. Also while a cancellation waits: what was charged is then refunded.</summary>
    public Decision CaptureCard(CardReference payment) =>
        Status is null ? OrderRefusals.NotFound
        : Status is OrderStatus.Accepted or OrderStatus.Cancelling
        && Card is { Captured: false }
        && Card.Payment == payment
            ? new OrderCaptured(payment.TrackingId, Placed!.TotalYen)
        : Decision.Nothing;

    /// <summary>SBPS undid the whole payment, after its capture or before.</summary>
    public Decision ConfirmCardCancellation(bool refunded) =>
        Status == OrderStatus.Cancelling && Card?.Payment is { } payment && refunded
            ? new([
                .. CaptureCard(payment).Facts,
                new OrderRefunded(payment.TrackingId, Placed!.TotalYen),
                CancelledAsRequested(),
            ])
            : ConfirmCancellation();

    /// <summary>SBPS has an authorisation back that no order wanted.</summary>
    public Decision ReturnAuthorization(CardReference payment) =>
        Status is null ? OrderRefusals.NotFound
        : ToReturn.Contains(payment) ? new OrderAuthorizationReturned(payment.TrackingId)
        : Decision.Nothing;

    /// <summary>
    /// What an operator found out: of a payment whose answer was lost, or of a cancellation that the provider refused.
    /// </summary>
    /// <param name="found">Where the payment stands, as the provider's portal shows it.</param>
    public Decision Resolve(PaymentResolution outcome, string? evidence, CardReference? found, LocalDate today)
    {
        switch (Status)
        {
            case null:
                return OrderRefusals.NotFound;
            case OrderStatus.Cancelling when CancellationRefused:
                var resolved = new OrderPaymentResolved(outcome, evidence, null, null);
                return outcome == PaymentResolution.Accepted ? resolved : Decision.Of(resolved, CancelledAsRequested());
            case OrderStatus.PaymentUnknown when Card!.Payment is { } known && found is not null && found != known:
                return CardRefusals.TrackingIdDiffers;
            case OrderStatus.PaymentUnknown:
                return ResolveUnknown(outcome, evidence, Card!.Payment ?? found, today);
            default:
                return OrderRefusals.NothingToResolve;
        }
    }

    private Decision ResolveUnknown(
        PaymentResolution outcome,
        string? evidence,
        CardReference? payment,
        LocalDate today
    )
    {
        var resolved = new OrderPaymentResolved(outcome, evidence, payment?.SpsTransactionId, payment?.TrackingId);
        return outcome switch
        {
            PaymentResolution.Accepted when payment is null => CardRefusals.TrackingIdRequired,
            PaymentResolution.Accepted => new([resolved, .. Accept(null, today).Facts]),
            PaymentResolution.Cancelled => Decision.Of(resolved, new OrderCancelled(CancellationCause.CardNotCharged)),
            _ => throw new UnreachableException($"{outcome}"),
        };
    }

    private IEnumerable<Fact> Declined(string cardOrderId, CardDecline reason, string? code, LocalDate today)
    {
        if (Status == OrderStatus.Authorizing && AnswerByOn is { } lastDay)
        {
            var status = Hold is null ? OrderStatus.ScreeningRefused : OrderStatus.OnCreditHold;
            yield return new OrderPaymentDeclined(
                cardOrderId,
                reason,
                code,
                new AnswerAwaited(status, Hold, lastDay, Placed!.Claim)
            );
            if (today > lastDay)
            {
                yield return new OrderCancelled(CancellationCause.Unanswered);
            }
        }
        else
        {
            yield return new OrderPaymentDeclined(cardOrderId, reason, code, null);
            yield return new OrderCancelled(CancellationCause.CardNotCharged);
        }
    }

    /// <summary>Only what was accepted waits for its cancellation.</summary>
    private OrderCancelled CancelledAsRequested() =>
        this is { Cancelling: { } cause, Placed: { } placed, Method: { } method, AcceptedOn: { } acceptedOn }
            ? new(cause, new(placed.AccountId, method, acceptedOn, placed.Lines, placed.TotalYen))
            : throw new UnreachableException();

    /// <summary>Whether SBPS's answer to this attempt still decides something.</summary>
    private bool IsAsking(string cardOrderId) =>
        Status is OrderStatus.Authorizing or OrderStatus.PaymentUnknown && Card?.OrderId == cardOrderId;

    private Order EvolveCard(Fact fact) =>
        fact switch
        {
            OrderCardChosen f => this with
            {
                Status = OrderStatus.Authorizing,
                Method = PaymentMethod.Card,
                CardAttempts = CardAttempts + 1,
                Card = new CardAttempt(f.CardOrderId, f.CardTokenId),
            },
            OrderAuthorizationSent => this with { Card = Attempt with { Sent = true } },
            OrderCardAuthorized f => Authorized(f.CardOrderId, new CardReference(f.SpsTransactionId, f.TrackingId)),
            OrderPaymentDeclined f => NotCharged() with
            {
                Status = f.Back?.Status ?? Status,
                Method = f.Back is null ? Method : Placed?.PaymentMethod,
            },
            OrderPaymentUnknown => this with { Status = OrderStatus.PaymentUnknown },
            OrderPaymentResolved f => Resolved(f),
            OrderCaptured => this with { Card = Attempt with { Captured = true } },
            OrderRefunded => this,
            OrderAuthorizationReturned f => this with
            {
                ToReturn = [.. ToReturn.Where(p => p.TrackingId != f.TrackingId)],
            },
            _ => throw new UnreachableException($"An order has no fact {fact}."),
        };

    private CardAttempt Attempt => Card ?? throw new InvalidOperationException("No card was chosen.");

    private Order Authorized(string cardOrderId, CardReference payment) =>
        IsAsking(cardOrderId)
            ? this with
            {
                Card = Attempt with { Payment = payment },
            }
            : this with
            {
                ToReturn = [.. ToReturn, payment],
            };

    /// <summary>What stands authorised without being charged goes back.</summary>
    private Order NotCharged() =>
        Card?.Payment is { } payment
            ? this with
            {
                Card = Card with { Payment = null },
                ToReturn = [.. ToReturn, payment],
            }
            : this;

    private Order Resolved(OrderPaymentResolved fact)
    {
        if (Status == OrderStatus.Cancelling)
        {
            return fact.Outcome == PaymentResolution.Accepted
                ? this with
                {
                    Status = OrderStatus.Accepted,
                    Cancelling = null,
                    CancellationRefused = false,
                }
                : this;
        }

        CardReference? payment = fact is { SpsTransactionId: { } transaction, TrackingId: { } tracking }
            ? new(transaction, tracking)
            : null;
        var found = this with { Card = Attempt with { Payment = payment } };
        return fact.Outcome == PaymentResolution.Accepted ? found : found.NotCharged();
    }
}
