using System.Diagnostics;
using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Credit;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Domain.Tests.Orders;

/// <summary>The table of states: each arm does, does again, and refuses.</summary>
public sealed class OrderTests
{
    private const string Number = "O-202604-000001";
    private static readonly LocalDate Today = new(2026, 4, 30);
    private static readonly LocalDate AnswerBy = new(2026, 5, 7);

    private static readonly OrderCreditHeld HeldByStore = new(HoldCause.StoreLine, AnswerBy);
    private static readonly OrderCreditHeld HeldByNp = new(HoldCause.NetProtections, AnswerBy);
    private static readonly OrderScreeningRefused Refused = new(NpNgReason.Overall, "NP1", AnswerBy);
    private static readonly OrderReleased Released = new(Number + "-2");
    private static readonly OrderCancellationRequested CancelRequested = new(CancellationCause.Operator);
    private static readonly OrderCancelled Cancelled = new(CancellationCause.Operator);

    public static OrderPlaced Placed(
        Delivery delivery = Delivery.ByOperator,
        CancellationPolicy policy = CancellationPolicy.OperatorDecides,
        PaymentMethod method = PaymentMethod.OnAccount,
        LocalDate? startsOn = null
    ) =>
        new(
            "account",
            "テスト商事株式会社",
            method,
            "quote",
            "Q-202604-000001",
            [Line(delivery, policy)],
            10_000,
            [new TaxOfRate(10, 10_000, 1_000)],
            1_000,
            11_000,
            new Seller(
                "アイティクラウド株式会社",
                "T1234567890123",
                "1060032",
                "東京都港区",
                "0300000000",
                "s@example.jp"
            ),
            StartsOn: startsOn,
            Claim: ClaimAssignment.NetProtections
        );

    private static AgreedLine Line(Delivery delivery, CancellationPolicy policy) =>
        new(
            "kintai.standard",
            "kintai",
            "勤怠クラウド",
            "スタンダード",
            "メーカー株式会社",
            10,
            1_000,
            1,
            10_000,
            10,
            true,
            delivery,
            policy,
            1,
            new TerminationPolicy(false, false, 30, null),
            ProrationPolicy.Daily,
            1
        );

    private static OrderAccepted Accepted(LocalDate? startsOn = null, OrderPlaced? placed = null) =>
        new("account", PaymentMethod.OnAccount, Today, startsOn ?? Today, (placed ?? Placed()).Lines, 11_000, "NP1");

    private static Order Given(params Fact[] facts) =>
        facts.Aggregate(Order.Initial, (order, fact) => order.Evolve(fact));

    private static void Then(Decision decision, params Fact[] facts)
    {
        decision.Refused.Should().BeNull();
        decision.Facts.Should().BeEquivalentTo(facts, o => o.RespectingRuntimeTypes().WithStrictOrdering());
    }

    private static void ThenNothing(Decision decision) => decision.Should().Be(Decision.Nothing);

    private static void ThenRefused(Decision decision, Refusal refusal) => decision.Refused.Should().Be(refusal);

    [Fact]
    public void An_order_on_account_within_the_line_is_screened_and_reserves_its_total()
    {
        Then(Order.Initial.Place(Placed(), null), Placed());
        var order = Given(Placed());
        (order.Status, order.Credit).Should().Be((OrderStatus.Screening, CreditShare.Reserved));
        order.ShopTransactionId(Number).Should().Be(Number);
    }

    [Fact]
    public void ORD_6_An_order_over_the_line_is_received_and_held_without_credit()
    {
        Then(Order.Initial.Place(Placed(), AnswerBy), Placed(), HeldByStore);
        var order = Given(Placed(), HeldByStore);
        (order.Status, order.Credit, order.AnswerByOn).Should().Be((OrderStatus.OnCreditHold, null, AnswerBy));
    }

    [Fact]
    public void An_order_is_placed_once() =>
        FluentActions.Invoking(() => Given(Placed()).Place(Placed(), null)).Should().Throw<InvalidOperationException>();

    [Fact]
    public void A_card_order_is_authorised_and_holds_no_credit()
    {
        var order = Given(Placed(method: PaymentMethod.Card));
        (order.Status, order.Credit).Should().Be((OrderStatus.Authorizing, null));
    }

    [Fact]
    public void NP_3_A_pending_screening_is_noted_once()
    {
        Then(Given(Placed()).AwaitScreening("NP1"), new OrderScreeningPending("NP1"));
        ThenNothing(Given(Placed(), new OrderScreeningPending("NP1")).AwaitScreening("NP1"));
        ThenNothing(Given(Placed(), Accepted()).AwaitScreening("NP1"));
        ThenRefused(Given().AwaitScreening("NP1"), OrderRefusals.NotFound);
    }

    [Fact]
    public void NP_3_A_passed_screening_accepts_the_order_and_turns_reserved_into_used()
    {
        Then(Given(Placed()).PassScreening("NP1", Today), Accepted());
        ThenNothing(Given(Placed(), Accepted()).PassScreening("NP1", Today));
        ThenRefused(Given(Placed(), HeldByStore).PassScreening("NP1", Today), OrderRefusals.NotScreening);
        ThenRefused(Given(Placed(), Accepted()).PassScreening("NP2", Today), OrderRefusals.NotScreening);
        var order = Given(Placed(), Accepted());
        (order.Status, order.Credit).Should().Be((OrderStatus.Accepted, CreditShare.Used));
    }

    [Fact]
    public void A_plan_delivered_immediately_is_delivered_by_its_acceptance()
    {
        var placed = Placed(Delivery.Immediately);
        Then(
            Given(placed).PassScreening("NP1", Today),
            Accepted(placed: placed),
            new OrderDelivered(Delivery.Immediately)
        );
    }

    [Fact]
    public void A_contract_starts_at_acceptance_or_on_a_later_day_that_the_buyer_wished()
    {
        var wished = Today.PlusDays(30);
        Then(Given(Placed(startsOn: wished)).PassScreening("NP1", Today), Accepted(wished));
        Then(Given(Placed(startsOn: Today.PlusDays(-3))).PassScreening("NP1", Today), Accepted(Today));
    }

    [Fact]
    public void ORD_6_NP_22_holds_the_order_and_gives_the_credit_back()
    {
        Then(Given(Placed()).FailScreening(NpNgReason.AmountOver, "NP1", AnswerBy), HeldByNp);
        ThenNothing(Given(Placed(), HeldByNp).FailScreening(NpNgReason.AmountOver, "NP1", AnswerBy));
        Given(Placed(), HeldByNp).Credit.Should().BeNull();
    }

    [Theory]
    [InlineData(NpNgReason.Unpaid)]
    [InlineData(NpNgReason.Overall)]
    [InlineData(NpNgReason.Buyer)]
    public void NP_3_Other_refusals_leave_the_card(NpNgReason reason)
    {
        var refused = new OrderScreeningRefused(reason, "NP1", AnswerBy);
        Then(Given(Placed()).FailScreening(reason, "NP1", AnswerBy), refused);
        ThenNothing(Given(Placed(), refused).FailScreening(reason, "NP1", AnswerBy));
        ThenRefused(Given(Placed(), Accepted()).FailScreening(reason, "NP1", AnswerBy), OrderRefusals.NotScreening);
        ThenRefused(Given().FailScreening(reason, "NP1", AnswerBy), OrderRefusals.NotFound);
        var order = Given(Placed(), refused);
        (order.Status, order.Credit, order.AnswerByOn).Should().Be((OrderStatus.ScreeningRefused, null, AnswerBy));
    }

    [Fact]
    public void A_released_order_is_screened_again_under_an_id_of_its_own()
    {
        Then(Given(Placed(), HeldByNp).Release(Number), new OrderReleased(Number + "-2"));
        ThenRefused(Given(Placed(), HeldByNp, Released).Release(Number), OrderRefusals.NotOnHold);
        ThenRefused(Given(Placed(), Refused).Release(Number), OrderRefusals.NotOnHold);
        ThenRefused(Given().Release(Number), OrderRefusals.NotFound);
        var order = Given(Placed(), HeldByNp, Released, HeldByNp, new OrderReleased(Number + "-3"));
        order.ShopTransactionId(Number).Should().Be(Number + "-3");
        (order.Status, order.Credit, order.AnswerByOn).Should().Be((OrderStatus.Screening, CreditShare.Reserved, null));
    }

    [Fact]
    public void An_order_that_the_store_held_was_never_screened_and_keeps_its_first_id()
    {
        Then(Given(Placed(), HeldByStore).Release(Number), new OrderReleased(Number));
        Given(Placed(), HeldByStore, new OrderReleased(Number)).ShopTransactionId(Number).Should().Be(Number);
    }

    [Fact]
    public void Delivery_by_an_operator_needs_an_accepted_order()
    {
        var delivered = new OrderDelivered(Delivery.ByOperator);
        Then(Given(Placed(), Accepted()).Deliver(), delivered);
        ThenNothing(Given(Placed(), Accepted(), delivered).Deliver());
        ThenRefused(Given(Placed()).Deliver(), OrderRefusals.NotAccepted);
        ThenRefused(Given().Deliver(), OrderRefusals.NotFound);
    }

    [Fact]
    public void Billing_is_requested_once_with_the_day_of_acceptance_as_its_base()
    {
        var requested = new OrderBillingRequested("NP1", Today);
        Then(Given(Placed(), Accepted()).RequestBilling(), requested);
        ThenNothing(Given(Placed(), Accepted(), requested).RequestBilling());
        Then(Given(Placed(), Accepted(), CancelRequested).RequestBilling(), requested);
        ThenRefused(Given(Placed()).RequestBilling(), OrderRefusals.NotAccepted);
        ThenRefused(Given().RequestBilling(), OrderRefusals.NotFound);
    }

    [Fact]
    public void ORD_2_An_operator_cancels_at_once_what_nobody_was_charged_for()
    {
        Then(Given(Placed(), HeldByStore).Cancel(CancellationCause.Operator), Cancelled);
        Then(Given(Placed(), Refused).Cancel(CancellationCause.Operator), Cancelled);
        ThenNothing(Given(Placed(), Refused, Cancelled).Cancel(CancellationCause.Operator));
        ThenRefused(Given(Placed()).Cancel(CancellationCause.Operator), OrderRefusals.NotCancellable);
        ThenRefused(
            Given(Placed(method: PaymentMethod.Card)).Cancel(CancellationCause.Operator),
            OrderRefusals.NotCancellable
        );
        ThenRefused(Given().Cancel(CancellationCause.Operator), OrderRefusals.NotFound);
    }

    [Fact]
    public void An_accepted_order_is_cancelled_when_its_provider_confirms()
    {
        Then(Given(Placed(), Accepted()).Cancel(CancellationCause.Operator), CancelRequested);
        var cancelling = Given(Placed(), Accepted(), CancelRequested);
        (cancelling.Status, cancelling.Credit).Should().Be((OrderStatus.Cancelling, CreditShare.Used));
        ThenNothing(cancelling.Cancel(CancellationCause.Operator));
        Then(cancelling.ConfirmCancellation(), CardHistories.Undone(PaymentMethod.OnAccount));
        ThenNothing(Given(Placed(), Accepted(), CancelRequested, Cancelled).ConfirmCancellation());
        ThenRefused(Given(Placed(), Accepted()).ConfirmCancellation(), OrderRefusals.NotCancellable);
        Given(Placed(), Accepted(), CancelRequested, Cancelled).Credit.Should().BeNull();
    }

    [Fact]
    public void A_refused_cancellation_stays_with_the_operators()
    {
        var cancelling = Given(Placed(), Accepted(), CancelRequested);
        Then(cancelling.RefuseCancellation("入金済み"), new OrderCancellationRefused("入金済み"));
        cancelling.Evolve(new OrderCancellationRefused("入金済み")).Status.Should().Be(OrderStatus.Cancelling);
        ThenNothing(Given(Placed(), Accepted()).RefuseCancellation("入金済み"));
    }

    [Fact]
    public void A_plan_that_can_be_cancelled_before_delivery_only_is_kept_after_it()
    {
        var placed = Placed(policy: CancellationPolicy.BeforeDelivery);
        var accepted = Accepted(placed: placed);
        Then(Given(placed, accepted).Cancel(CancellationCause.Operator), CancelRequested);
        ThenRefused(
            Given(placed, accepted, new OrderDelivered(Delivery.ByOperator)).Cancel(CancellationCause.Operator),
            OrderRefusals.DeliveredAlready
        );
    }

    [Fact]
    public void An_order_that_nobody_answers_is_cancelled_when_its_last_day_has_passed()
    {
        var unanswered = new OrderCancelled(CancellationCause.Unanswered);
        ThenNothing(Given(Placed(), HeldByStore).CancelUnanswered(AnswerBy));
        Then(Given(Placed(), HeldByStore).CancelUnanswered(AnswerBy.PlusDays(1)), unanswered);
        Then(Given(Placed(), Refused).CancelUnanswered(AnswerBy.PlusDays(1)), unanswered);
        ThenNothing(Given(Placed(), HeldByNp, Released).CancelUnanswered(AnswerBy.PlusDays(1)));
        ThenNothing(
            Given(Placed(), HeldByNp, Released, new OrderCreditHeld(HoldCause.NetProtections, AnswerBy.PlusDays(5)))
                .CancelUnanswered(AnswerBy.PlusDays(1))
        );
        ThenRefused(Given().CancelUnanswered(AnswerBy), OrderRefusals.NotFound);
    }

    [Fact]
    public void E2_An_acknowledgement_is_filed_once_and_only_after_acceptance()
    {
        var filed = new OrderDocumentFiled("acknowledgement", "ab", 3);
        Then(Given(Placed(), Accepted()).FileAcknowledgement("ab", 3), filed);
        ThenNothing(Given(Placed(), Accepted(), filed).FileAcknowledgement("cd", 4));
        ThenRefused(Given(Placed()).FileAcknowledgement("ab", 3), OrderRefusals.NotAccepted);
        ThenRefused(Given().FileAcknowledgement("ab", 3), OrderRefusals.NotFound);
    }

    [Fact]
    public void An_unknown_fact_is_loud() =>
        FluentActions
            .Invoking(() => Given(new CreditLineOpened(1, "not an order's")))
            .Should()
            .Throw<UnreachableException>();
}
