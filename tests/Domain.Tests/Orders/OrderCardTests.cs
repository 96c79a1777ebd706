using FluentAssertions;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using static Store.Domain.Tests.Orders.CardHistories;

namespace Store.Domain.Tests.Orders;

/// <summary>The rows of the table of states that a card has a part in.</summary>
public sealed class OrderCardTests
{
    [Fact]
    public void A_card_order_is_authorised_under_its_number_and_names_its_token()
    {
        Then(Order.Initial.PlaceByCard(ByCard, Number, "token-1"), ByCard, Chosen);
        var order = Given(Authorizing);
        (order.Status, order.Method, order.Credit, order.CardAttempts)
            .Should()
            .Be((OrderStatus.Authorizing, PaymentMethod.Card, null, 1));
        FluentActions
            .Invoking(() => order.PlaceByCard(ByCard, Number, "token-1"))
            .Should()
            .Throw<InvalidOperationException>();
    }

    [Fact]
    public void An_authorisation_is_sent_once_for_an_attempt()
    {
        Then(Given(Authorizing).SendAuthorization(Number), Sent);
        ThenNothing(Given(Asked).SendAuthorization(Number));
        ThenNothing(Given(Approved).SendAuthorization(Number));
        ThenNothing(Given(Authorizing).SendAuthorization(Number + "-2"));
        ThenNothing(Given([.. Asked, Unknown]).SendAuthorization(Number));
        ThenNothing(Given(OnAccount, Held).SendAuthorization(Number));
        ThenNothing(Given().SendAuthorization(Number));
    }

    [Theory]
    [InlineData(CardBrand.Visa)]
    [InlineData(CardBrand.Mastercard)]
    [InlineData(CardBrand.Jcb)]
    [InlineData(CardBrand.Amex)]
    [InlineData(CardBrand.Diners)]
    public void CARD_2_An_approval_of_one_of_the_five_brands_is_committed_and_then_accepts(CardBrand brand)
    {
        Then(Given(Asked).ApproveCard(Number, Payment, brand, Today), AuthorizedBy(Payment, brand));
        ThenNothing(Given(Approved).ApproveCard(Number, Payment, brand, Today));
        Then(Given(Approved).AcceptCard(Payment, Today), Accepted);
        ThenNothing(Given(Paid).AcceptCard(Payment, Today));
        ThenNothing(Given(Asked).AcceptCard(Payment, Today));
        ThenNothing(Given(Approved).AcceptCard(Other, Today));
        ThenRefused(Given().AcceptCard(Payment, Today), OrderRefusals.NotFound);
        ThenRefused(Given().ApproveCard(Number, Payment, brand, Today), OrderRefusals.NotFound);
        var order = Given(Paid);
        (order.Status, order.Method, order.Credit).Should().Be((OrderStatus.Accepted, PaymentMethod.Card, null));
    }

    [Fact]
    public void CARD_2_Another_brand_is_declined_and_what_it_authorised_is_given_back()
    {
        var authorized = AuthorizedBy(Payment, CardBrand.Other);
        Fact[] ended = [authorized, Declined(CardDecline.Brand, null), NotCharged];
        Then(Given(Asked).ApproveCard(Number, Payment, CardBrand.Other, Today), ended);
        var order = Given([.. Asked, .. ended]);
        order.Status.Should().Be(OrderStatus.Cancelled);
        order.ToReturn.Should().Equal(Payment);
        ThenNothing(order.ApproveCard(Number, Payment, CardBrand.Other, Today));
        ThenNothing(order.AcceptCard(Payment, Today));

        var returned = new OrderAuthorizationReturned(Payment.TrackingId);
        Then(order.ReturnAuthorization(Payment), returned);
        ThenNothing(order.Evolve(returned).ReturnAuthorization(Payment));
        ThenNothing(order.ReturnAuthorization(Other));
        ThenRefused(Given().ReturnAuthorization(Payment), OrderRefusals.NotFound);
    }

    [Theory]
    [InlineData(CardDecline.CardCompany)]
    [InlineData(CardDecline.CardData)]
    [InlineData(CardDecline.Token)]
    [InlineData(CardDecline.Request)]
    public void CARD_5_A_card_that_is_declined_cancels_the_order(CardDecline reason)
    {
        Then(Given(Asked).DeclineCard(Number, reason, "10166000", Today), Declined(reason, "10166000"), NotCharged);
        // Its token may be gone before anything was sent.
        Then(Given(Authorizing).DeclineCard(Number, reason, null, Today), Declined(reason, null), NotCharged);
        ThenNothing(
            Given([.. Asked, Declined(reason, null), NotCharged]).DeclineCard(Number, reason, "10166000", Today)
        );
        ThenNothing(Given(Paid).DeclineCard(Number, reason, null, Today));
        ThenNothing(Given(Asked).DeclineCard(Number + "-2", reason, null, Today));
        ThenRefused(Given().DeclineCard(Number, reason, null, Today), OrderRefusals.NotFound);
    }

    [Fact]
    public void A_commit_that_is_refused_cancels_the_order_and_gives_the_authorisation_back()
    {
        Then(
            Given(Approved).DeclineCard(Number, CardDecline.Request, "10139000", Today),
            Declined(CardDecline.Request, "10139000"),
            NotCharged
        );
        var order = Given([.. Approved, Declined(CardDecline.Request, "10139000"), NotCharged]);
        (order.Status, order.Card!.Payment).Should().Be((OrderStatus.Cancelled, null));
        order.ToReturn.Should().Equal(Payment);
    }

    [Fact]
    public void ORD_6_NP_3_A_hold_and_a_refused_screening_are_answered_by_card_through_their_last_day()
    {
        foreach (var waiting in new Fact[] { Held, Refused })
        {
            var order = Given(OnAccount, waiting);
            Then(order.PayByCard(Number, "token-1", Today), Chosen);
            Then(order.PayByCard(Number, "token-1", AnswerBy), Chosen);
            ThenRefused(order.PayByCard(Number, "token-1", TooLate), OrderRefusals.NotPayable);
            var chosen = order.Evolve(Chosen);
            (chosen.Status, chosen.Method, chosen.Credit, chosen.AnswerByOn)
                .Should()
                .Be((OrderStatus.Authorizing, PaymentMethod.Card, null, AnswerBy));
        }
    }

    [Fact]
    public void Nothing_else_is_answered_by_card()
    {
        Fact[][] others =
        [
            [OnAccount],
            Authorizing,
            [OnAccount, Held, Chosen],
            [.. Asked, Unknown],
            Paid,
            [.. Paid, CancelRequested],
            [.. Asked, Declined(CardDecline.CardCompany, null), NotCharged],
        ];
        foreach (var facts in others)
        {
            var decision = Given(facts).PayByCard(Number, "token-1", Today);
            decision.Refused!.Code.Should().Be("order.not_payable");
        }

        Given().PayByCard(Number, "token-1", Today).Refused.Should().Be(OrderRefusals.NotFound);
    }

    [Theory]
    [InlineData(9_999_999, null)]
    [InlineData(10_000_000, "card.amount_too_large")]
    [InlineData(1, null)]
    [InlineData(0, "card.amount_too_small")]
    public void A_card_is_asked_for_1_to_9_999_999_yen(long totalYen, string? refused)
    {
        var decision = Given(OnAccount with { TotalYen = totalYen }, Held).PayByCard(Number, "token-1", Today);
        decision.Refused?.Code.Should().Be(refused);
        (decision.Refused is null).Should().Be(refused is null);
    }

    [Fact]
    public void A_declined_answer_to_a_hold_puts_the_order_back_with_its_day_unchanged()
    {
        var back = Declined(CardDecline.CardCompany, "10161000", Back(OrderStatus.OnCreditHold, HoldCause.StoreLine));
        Then(Given(HeldAsked).DeclineCard(Number, CardDecline.CardCompany, "10161000", AnswerBy), back);
        var order = Given([.. HeldAsked, back]);
        (order.Status, order.Method, order.AnswerByOn, order.Hold)
            .Should()
            .Be((OrderStatus.OnCreditHold, PaymentMethod.OnAccount, AnswerBy, HoldCause.StoreLine));
        Then(order.Release(Number), new OrderReleased(Number));
        Then(order.PayByCard(Number, "token-2", AnswerBy), ChosenAgain);
        Then(order.CancelUnanswered(TooLate), new OrderCancelled(CancellationCause.Unanswered));

        var screening = Declined(CardDecline.Token, null, Back(OrderStatus.ScreeningRefused, null));
        Then(Given(OnAccount, Refused, Chosen).DeclineCard(Number, CardDecline.Token, null, Today), screening);
        var refused = Given(OnAccount, Refused, Chosen, screening);
        (refused.Status, refused.Method, refused.AnswerByOn)
            .Should()
            .Be((OrderStatus.ScreeningRefused, PaymentMethod.OnAccount, AnswerBy));
    }

    [Fact]
    public void A_hold_that_is_being_answered_outlives_its_last_day_and_a_decline_after_it_cancels()
    {
        ThenNothing(Given(HeldAsked).CancelUnanswered(TooLate));
        ThenNothing(Given([.. HeldAsked, Unknown]).CancelUnanswered(TooLate));
        Then(
            Given(HeldAsked).DeclineCard(Number, CardDecline.CardCompany, null, TooLate),
            Declined(CardDecline.CardCompany, null, Back(OrderStatus.OnCreditHold, HoldCause.StoreLine)),
            new OrderCancelled(CancellationCause.Unanswered)
        );
    }

    [Fact]
    public void CARD_2_Another_brand_in_answer_to_a_hold_is_given_back_and_the_order_held_as_before()
    {
        var back = Declined(CardDecline.Brand, null, Back(OrderStatus.OnCreditHold, HoldCause.StoreLine));
        Then(
            Given(HeldAsked).ApproveCard(Number, Payment, CardBrand.Other, Today),
            AuthorizedBy(Payment, CardBrand.Other),
            back
        );
        var order = Given([.. HeldAsked, AuthorizedBy(Payment, CardBrand.Other), back, ChosenAgain]);
        order.ToReturn.Should().Equal(Payment);
        // The second card is the order's own, while the first still goes back.
        var sent = new OrderAuthorizationSent(Number + "-2", 11_000);
        Then(order.SendAuthorization(Number + "-2"), sent);
        var second = order.Evolve(sent).Evolve(AuthorizedBy(Other) with { CardOrderId = Number + "-2" });
        Then(second.AcceptCard(Other, Today), Accepted);
        ThenNothing(second.AcceptCard(Payment, Today));
    }

    [Fact]
    public void An_order_on_account_that_is_paid_by_card_is_a_card_order_from_then_on()
    {
        Then(Given([.. HeldAsked, Authorized]).AcceptCard(Payment, Today), Accepted);
        var order = Given([.. HeldAsked, Authorized, Accepted]);
        (order.Status, order.Method, order.Credit, order.AnswerByOn)
            .Should()
            .Be((OrderStatus.Accepted, PaymentMethod.Card, null, null));
        ThenRefused(order.Pay("payment", Today), OrderRefusals.PaidByCard);
        ThenRefused(order.RequestBilling(), OrderRefusals.NotAccepted);
        Then(order.CaptureCard(Payment), Captured);
    }

    [Fact]
    public void A_lost_answer_leaves_the_payment_unknown_once()
    {
        Then(Given(Asked).LoseCard(Number, CardStep.Authorization, "10196999"), Unknown with { Code = "10196999" });
        Then(Given(Approved).LoseCard(Number, CardStep.Commit, null), CommitUnknown);
        var order = Given([.. Asked, Unknown]);
        order.Status.Should().Be(OrderStatus.PaymentUnknown);
        ThenNothing(order.LoseCard(Number, CardStep.Authorization, null));
        ThenNothing(Given(Paid).LoseCard(Number, CardStep.Commit, null));
        ThenNothing(Given(Asked).LoseCard(Number + "-2", CardStep.Commit, null));
        ThenRefused(Given().LoseCard(Number, CardStep.Commit, null), OrderRefusals.NotFound);
        ThenRefused(order.Cancel(CancellationCause.Operator), OrderRefusals.NotCancellable);
        ThenRefused(order.PassScreening("NP1", Today), OrderRefusals.NotScreening);
        ThenRefused(order.Deliver(), OrderRefusals.NotAccepted);
    }

    [Fact]
    public void An_answer_that_comes_after_all_decides_an_unknown_payment()
    {
        var unknown = Given([.. Asked, Unknown]);
        Then(unknown.ApproveCard(Number, Payment, CardBrand.Visa, Today), Authorized);
        Then(
            unknown.DeclineCard(Number, CardDecline.CardCompany, null, Today),
            Declined(CardDecline.CardCompany, null),
            NotCharged
        );
        Then(Given([.. Approved, CommitUnknown]).AcceptCard(Payment, Today), Accepted);
        // The table: what was unknown ends accepted or cancelled, also where the card answered a hold.
        Then(
            Given([.. HeldAsked, Unknown]).DeclineCard(Number, CardDecline.CardCompany, null, Today),
            Declined(CardDecline.CardCompany, null),
            NotCharged
        );
    }

    [Fact]
    public void An_approval_that_comes_after_the_order_ended_is_recorded_and_given_back()
    {
        var resolved = new OrderPaymentResolved(PaymentResolution.Cancelled, null, null, null);
        var ended = Given([.. Asked, Unknown, resolved, NotCharged]);
        Then(ended.ApproveCard(Number, Payment, CardBrand.Visa, Today), Authorized);
        var order = ended.Evolve(Authorized);
        order.Status.Should().Be(OrderStatus.Cancelled);
        order.ToReturn.Should().Equal(Payment);

        var adopted = Given([.. Asked, Unknown, Resolved(PaymentResolution.Accepted, Payment), Accepted]);
        ThenNothing(adopted.ApproveCard(Number, Payment, CardBrand.Visa, Today));
        adopted.Evolve(AuthorizedBy(Other)).ToReturn.Should().Equal(Other);
    }

    [Fact]
    public void A_card_is_captured_once_also_while_a_cancellation_waits()
    {
        Then(Given(Paid).CaptureCard(Payment), Captured);
        Then(Given([.. Paid, CancelRequested]).CaptureCard(Payment), Captured);
        ThenNothing(Given([.. Paid, Captured]).CaptureCard(Payment));
        ThenNothing(Given(Paid).CaptureCard(Other));
        ThenNothing(Given(Approved).CaptureCard(Payment));
        ThenNothing(Given([.. Asked, Unknown]).CaptureCard(Payment));
        ThenNothing(Given(OnAccount, Held).CaptureCard(Payment));
        ThenRefused(Given().CaptureCard(Payment), OrderRefusals.NotFound);
    }

    [Fact]
    public void E3_A_cancelled_card_order_is_undone_before_its_capture_and_refunded_whole_after_it()
    {
        Then(Given(Paid).Cancel(CancellationCause.Operator), CancelRequested);
        var cancelled = Undone(PaymentMethod.Card);
        var refunded = new OrderRefunded(Payment.TrackingId, 11_000);
        Then(Given([.. Paid, CancelRequested]).ConfirmCardCancellation(refunded: false), cancelled);
        Then(Given([.. Paid, Captured, CancelRequested]).ConfirmCardCancellation(true), refunded, cancelled);
        // The capture's own answer was not recorded before.
        Then(Given([.. Paid, CancelRequested]).ConfirmCardCancellation(true), Captured, refunded, cancelled);
        ThenNothing(
            Given([.. Paid, Captured, CancelRequested, refunded, cancelled]).ConfirmCardCancellation(refunded: true)
        );
        ThenRefused(Given(Paid).ConfirmCardCancellation(refunded: false), OrderRefusals.NotCancellable);
        ThenRefused(Given().ConfirmCardCancellation(refunded: true), OrderRefusals.NotFound);
        Then(Given([.. Paid, CancelRequested]).RefuseCancellation("10100K0"), CancelRefused);
    }

    [Fact]
    public void A_card_order_is_delivered_and_acknowledged_like_any_other()
    {
        Then(Given(Paid).Deliver(), new OrderDelivered(Delivery.ByOperator));
        Then(Given(Paid).FileAcknowledgement("ab", 3), new OrderDocumentFiled("acknowledgement", "ab", 3));
        ThenRefused(Given(Paid).RequestBilling(), OrderRefusals.NotAccepted);
    }
}
