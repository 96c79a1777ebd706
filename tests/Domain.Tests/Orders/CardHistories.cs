using FluentAssertions;
using NodaTime;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Domain.Tests.Orders;

/// <summary>Sample lives of orders that a card has a part in, and how tests speak of decisions about them.</summary>
internal static class CardHistories
{
    public const string Number = "O-202604-000001";
    public static readonly LocalDate Today = new(2026, 4, 30);
    public static readonly LocalDate AnswerBy = new(2026, 5, 7);
    public static readonly LocalDate TooLate = new(2026, 5, 8);

    public static readonly CardReference Payment = new("B30132002", "00000616307347");
    public static readonly CardReference Other = new("B30132003", "00000616307348");

    public static readonly OrderPlaced ByCard = OrderTests.Placed(method: PaymentMethod.Card) with { Claim = null };
    public static readonly OrderPlaced OnAccount = OrderTests.Placed();
    public static readonly OrderCreditHeld Held = new(HoldCause.StoreLine, AnswerBy);
    public static readonly OrderScreeningRefused Refused = new(NpNgReason.Overall, "NP1", AnswerBy);
    public static readonly OrderCardChosen Chosen = new(Number, "token-1");
    public static readonly OrderCardChosen ChosenAgain = new(Number + "-2", "token-2");
    public static readonly OrderAuthorizationSent Sent = new(Number, 11_000);
    public static readonly OrderCardAuthorized Authorized = AuthorizedBy(Payment);
    public static readonly OrderPaymentUnknown Unknown = new(Number, CardStep.Authorization, null);
    public static readonly OrderPaymentUnknown CommitUnknown = new(Number, CardStep.Commit, null);
    public static readonly OrderCaptured Captured = new(Payment.TrackingId, 11_000);
    public static readonly OrderCancellationRequested CancelRequested = new(CancellationCause.Operator);
    public static readonly OrderCancellationRefused CancelRefused = new("10100K0");
    public static readonly OrderCancelled NotCharged = new(CancellationCause.CardNotCharged);

    public static readonly OrderAccepted Accepted = new(
        "account",
        PaymentMethod.Card,
        Today,
        Today,
        ByCard.Lines,
        11_000
    );

    public static readonly Fact[] Authorizing = [ByCard, Chosen];
    public static readonly Fact[] Asked = [.. Authorizing, Sent];
    public static readonly Fact[] Approved = [.. Asked, Authorized];
    public static readonly Fact[] Paid = [.. Approved, Accepted];
    public static readonly Fact[] HeldAsked = [OnAccount, Held, Chosen, Sent];

    public static OrderCardAuthorized AuthorizedBy(CardReference payment, CardBrand brand = CardBrand.Visa) =>
        new(Number, payment.SpsTransactionId, payment.TrackingId, brand, 11_000);

    public static OrderPaymentDeclined Declined(CardDecline reason, string? code, AnswerAwaited? back = null) =>
        new(Number, reason, code, back);

    public static AnswerAwaited Back(OrderStatus status, HoldCause? hold) =>
        new(status, hold, AnswerBy, ClaimAssignment.NetProtections);

    /// <summary>The end of an order that had been accepted: it says what it takes back.</summary>
    public static OrderCancelled Undone(PaymentMethod method) =>
        new(CancellationCause.Operator, new("account", method, Today, ByCard.Lines, 11_000));

    public static Order Given(params Fact[] facts) =>
        facts.Aggregate(Order.Initial, (order, fact) => order.Evolve(fact));

    public static void Then(Decision decision, params Fact[] facts)
    {
        decision.Refused.Should().BeNull();
        decision.Facts.Should().BeEquivalentTo(facts, o => o.RespectingRuntimeTypes().WithStrictOrdering());
    }

    public static void ThenNothing(Decision decision)
    {
        decision.Refused.Should().BeNull();
        decision.Facts.Should().BeEmpty();
    }

    public static void ThenRefused(Decision decision, Refusal refusal) =>
        (decision.Refused?.Code).Should().Be(refusal.Code);

    public static OrderPaymentResolved Resolved(PaymentResolution outcome, CardReference payment) =>
        new(outcome, "portal", payment.SpsTransactionId, payment.TrackingId);
}
