using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.Payments;
using Store.Application.Tests.Quotes;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Orders;

/// <summary>What the card's reactors do over the log, and what the other side has in its books afterwards.</summary>
public sealed class CardLifeTests
{
    [Fact]
    public async Task A_card_order_is_authorised_committed_accepted_and_captured_once()
    {
        var floor = await OrderFloor.Open(limitYen: 0);
        var number = await floor.OrderByCard(2);
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Authorizing);
        await floor.Settle();

        (await floor.TypesOf(number))
            .Should()
            .Equal(
                "order.placed",
                "order.card_chosen",
                "order.authorization_sent",
                "order.card_authorized",
                "order.accepted",
                "order.captured"
            );
        floor.Sbps.Asked.Should().Equal("authorize", "commit", "capture");
        var asked = floor.Sbps.AskedAuthorizations.Single();
        (asked.OrderId, asked.CustomerCode, asked.TaxYen, asked.AmountYen, asked.Token)
            .Should()
            .Be((number, OrderFloor.Buyer, 2_400, 26_400, new CardToken("token", "key")));
        floor.Tokens.Count.Should().Be(0, "a token is good for one authorisation");
        (await floor.Line()).Should().Be((0, 0, 0, 0));
        floor.Np.AskedTransactions.Should().BeEmpty();
        floor.Mailbox.All.Select(m => m.Subject).Should().HaveCount(2);
        floor.Mailbox.All.Should().Contain(m => m.Text.Contains("カードのご利用明細には「ITreviewオンラインストア」"));
        // Delivered or not, Net Protections has nothing to bill.
        await floor.Counter.Done(floor.Deliver(number));
        await floor.Settle();
        floor.Np.AskedBillings.Should().BeEmpty();
    }

    [Theory]
    [InlineData(CardDecline.CardCompany)]
    [InlineData(CardDecline.CardData)]
    [InlineData(CardDecline.Token)]
    [InlineData(CardDecline.Request)]
    public async Task CARD_5_A_decline_cancels_the_order_and_frees_its_quote(CardDecline reason)
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.DeclinesBecause = reason;
        floor.Sbps.Will("authorize", CardFault.Declined);
        var quote = await floor.Quote();
        var body = new PlaceOrder.RequestBody(PaymentMethod.Card, quote, Card: OrderFloor.Card());
        var number = Counter.Text((await floor.Counter.Done(floor.Place(body))).Response.Body, "number");
        await floor.Settle();

        (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        (await floor.TypesOf(number)).Should().EndWith(["order.payment_declined", "order.cancelled"]);
        floor.Sbps.Asked.Should().Equal("authorize");
        floor.Tokens.Count.Should().Be(0);
        floor
            .Mailbox.All.Single(m => m.Subject.Contains("取り消し"))
            .Text.Contains("クレジットカード会社にお問い合わせください")
            .Should()
            .Be(reason == CardDecline.CardCompany, "CARD-4");
        (await floor.Place(body)).Should().BeOfType<CommandResult.Done>("the quote is free again");
    }

    [Fact]
    public async Task A_token_that_lapsed_before_it_was_used_declines_without_asking()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.OrderByCard();
        floor.Tokens.Lapse();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        floor.Sbps.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task CARD_2_Another_brand_cancels_the_order_and_gives_the_authorisation_back()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Brand = CardBrand.Other;
        floor.Sbps.Will("cancel", CardFault.LostBeforeEffect);
        var number = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        await floor.Later(Duration.FromMinutes(1));
        floor.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
        (await floor.TypesOf(number)).Should().EndWith("order.authorization_returned");
        floor.Sbps.Asked.Should().NotContain(["commit", "capture"]);
    }

    [Theory]
    [InlineData(CardFault.LostBeforeEffect, null)]
    [InlineData(CardFault.LostAfterEffect, null)]
    [InlineData(CardFault.SeenBefore, "10196999")]
    public async Task A_lost_authorisation_is_unknown_and_never_asked_for_again(object fault, string? code)
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("authorize", (CardFault)fault);
        var number = await floor.OrderByCard();
        await floor.Settle();
        await floor.Later(Duration.FromDays(30));
        (await floor.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        floor.Sbps.Asked.Should().Equal("authorize");
        var facts = await floor.Log.Read(StreamId.Of<Order>(number), default);
        facts[^1].Fact.Should().Be(new OrderPaymentUnknown(number, CardStep.Authorization, code));
        floor.Mailbox.All.Should().ContainSingle("operators see it; the buyer is not told before anybody knows");
    }

    [Fact]
    public async Task An_answer_that_came_is_recorded_when_a_log_that_was_away_is_back()
    {
        foreach (var declines in new[] { false, true })
        {
            var fragile = Fragile.Never;
            var floor = await OrderFloor.Open(fragile: fragile);
            floor.Sbps.Will("authorize", declines ? CardFault.Declined : CardFault.None);
            floor.Sbps.Meanwhile = () =>
            {
                fragile.Away(LogRefusals.Busy, LogRefusals.Unknown, LogRefusals.Retry);
                return Task.CompletedTask;
            };
            var number = await floor.OrderByCard();
            await floor.Settle();
            (await floor.StatusOf(number)).Should().Be(declines ? OrderStatus.Cancelled : OrderStatus.Accepted);
        }
    }

    [Fact]
    public async Task A_stop_waits_for_the_answer_that_nobody_could_ask_for_again()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.OrderByCard();
        using var stop = new CancellationTokenSource();
        floor.Sbps.Meanwhile = stop.CancelAsync;
        var facts = await floor.Log.Read(StreamId.Of<Order>(number), default);
        await floor.AnotherProcess().React(facts.Single(f => f.Fact is OrderCardChosen), stop.Token);
        (await floor.TypesOf(number)).Should().EndWith("order.card_authorized");
    }

    [Fact]
    public async Task R7_A_second_process_asks_nobody_and_the_first_one_s_late_answer_counts()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.OrderByCard();
        var second = floor.AnotherProcess();
        floor.Sbps.Meanwhile = async () =>
        {
            // The first has asked and hangs; the second finds that something was sent, and no answer.
            var facts = await floor.Log.Read(StreamId.Of<Order>(number), default);
            await second.React(facts.Single(f => f.Fact is OrderCardChosen), default);
            (await floor.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        };
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        (await floor.TypesOf(number)).Should().EndWith("order.captured");
        floor.Sbps.AskedAuthorizations.Should().ContainSingle();
        floor.Sbps.Books[number].Captures.Should().Be(1);
    }

    [Fact]
    public async Task R7_An_answer_that_comes_after_an_operator_has_ended_the_order_is_given_back()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.OrderByCard();
        var second = floor.AnotherProcess();
        floor.Sbps.Meanwhile = async () =>
        {
            var facts = await floor.Log.Read(StreamId.Of<Order>(number), default);
            await second.React(facts.Single(f => f.Fact is OrderCardChosen), default);
            await floor.Counter.Done(floor.Resolve(number, PaymentResolution.Cancelled));
        };
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        (await floor.TypesOf(number)).Should().EndWith(["order.card_authorized", "order.authorization_returned"]);
        floor.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
    }

    [Fact]
    public async Task A_gateway_failure_is_sent_once_more_and_no_more()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("authorize", CardFault.GatewayFailed);
        var number = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        floor.Sbps.AskedAuthorizations.Select(a => a.OrderId).Should().Equal(number, number);

        floor.Sbps.Will("authorize", CardFault.GatewayFailed, CardFault.GatewayFailed);
        var second = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(second)).Should().Be(OrderStatus.PaymentUnknown);
        floor.Sbps.AskedAuthorizations.Should().HaveCount(4);
    }

    [Theory]
    [InlineData(CardFault.LostBeforeEffect)]
    [InlineData(CardFault.LostAfterEffect)]
    [InlineData(CardFault.GatewayFailed)]
    public async Task An_unclear_commit_or_capture_is_inquired_and_carried_through(object fault)
    {
        foreach (var step in new[] { "commit", "capture" })
        {
            var floor = await OrderFloor.Open();
            floor.Sbps.Will(step, (CardFault)fault);
            var number = await floor.OrderByCard();
            await floor.Settle();
            await floor.Later(Duration.FromMinutes(1));
            (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
            (await floor.TypesOf(number)).Should().EndWith("order.captured").And.NotContain("order.payment_unknown");
            floor.Sbps.Books[number].Captures.Should().Be(1);
        }
    }

    [Fact]
    public async Task A_commit_is_unknown_while_the_inquiry_is_lost_too_and_found_by_a_later_one()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("commit", CardFault.LostAfterEffect);
        floor.Sbps.Will("inquire", CardFault.LostBeforeEffect);
        var number = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        await floor.Later(Duration.FromSeconds(2));
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        (await floor.TypesOf(number)).Should().EndWith("order.captured");
        floor.Sbps.Asked.Count(a => a == "commit").Should().Be(1, "what was committed needs no second request");
    }

    [Fact]
    public async Task A_commit_that_is_refused_cancels_the_order_and_gives_the_authorisation_back()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("commit", CardFault.Refused);
        var number = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        floor.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
        (await floor.TypesOf(number)).Should().EndWith("order.authorization_returned");
    }

    [Fact]
    public async Task A_capture_that_is_refused_is_tried_again_and_stays_accepted()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("capture", CardFault.Refused, CardFault.Refused);
        var number = await floor.OrderByCard();
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        floor.Failures.Single().Should().Contain("10142999");
        await floor.Later(Duration.FromHours(1));
        await floor.Later(Duration.FromHours(1));
        (await floor.TypesOf(number)).Should().EndWith("order.captured");
    }

    [Fact]
    public async Task E3_A_captured_order_is_refunded_whole_and_one_that_is_not_captured_is_cancelled()
    {
        var floor = await OrderFloor.Open();
        var captured = await floor.OrderByCard();
        await floor.Settle();
        await floor.Counter.Done(floor.Cancel(captured));
        await floor.Settle();
        (await floor.TypesOf(captured))
            .Should()
            .EndWith(["order.cancellation_requested", "order.refunded", "order.cancelled"]);
        floor.Sbps.Books[captured].State.Should().Be(CardPaymentState.Refunded);
        floor.Mailbox.All.Single(m => m.Subject.Contains("取り消し")).Text.Should().Contain("全額返金");

        floor.Sbps.Will("capture", CardFault.Refused);
        var open = await floor.OrderByCard();
        await floor.Settle();
        await floor.Counter.Done(floor.Cancel(open));
        await floor.Later(Duration.FromHours(1));
        (await floor.TypesOf(open)).Should().EndWith(["order.cancellation_requested", "order.cancelled"]);
        floor.Sbps.Books[open].State.Should().Be(CardPaymentState.Cancelled);
    }

    [Fact]
    public async Task A_capture_whose_answer_was_lost_when_the_order_was_cancelled_is_told_with_the_refund()
    {
        var floor = await OrderFloor.Open();
        floor.Sbps.Will("capture", CardFault.LostAfterEffect);
        floor.Sbps.Will("inquire", CardFault.LostBeforeEffect);
        var number = await floor.OrderByCard();
        await floor.Settle();
        await floor.Counter.Done(floor.Cancel(number));
        await floor.Settle();
        (await floor.TypesOf(number)).Should().EndWith(["order.captured", "order.refunded", "order.cancelled"]);
    }

    [Fact]
    public async Task A_refund_that_is_refused_waits_for_an_operator_who_resolves_it_either_way()
    {
        foreach (var outcome in Enum.GetValues<PaymentResolution>())
        {
            var floor = await OrderFloor.Open();
            floor.Sbps.Will("cancel", CardFault.Refused);
            var number = await floor.OrderByCard();
            await floor.Settle();
            await floor.Counter.Done(floor.Cancel(number));
            await floor.Settle();
            (await floor.StatusOf(number)).Should().Be(OrderStatus.Cancelling);
            (await floor.TypesOf(number)).Should().EndWith("order.cancellation_refused");
            await floor.Counter.Done(floor.Resolve(number, outcome));
            await floor.Settle();
            (await floor.StatusOf(number))
                .Should()
                .Be(outcome == PaymentResolution.Accepted ? OrderStatus.Accepted : OrderStatus.Cancelled);
            floor.Sbps.Books[number].State.Should().Be(CardPaymentState.Captured);
        }
    }

    [Fact]
    public async Task An_order_on_account_whose_cancellation_came_to_nothing_is_still_billed()
    {
        var floor = await OrderFloor.Open();
        var number = await floor.Order();
        await floor.Settle();
        floor.Np.Cancellations.Enqueue(new NpRequestAnswer.Refused("キャンセルできません"));
        await floor.Counter.Done(floor.Deliver(number));
        await floor.Counter.Done(floor.Cancel(number));
        await floor.Settle();
        floor.Np.AskedBillings.Should().BeEmpty();
        await floor.Counter.Done(floor.Resolve(number, PaymentResolution.Accepted));
        await floor.Settle();
        (await floor.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        floor.Np.AskedBillings.Should().ContainSingle();
        (await floor.Line()).Used.Should().Be(13_200);
    }

    [Fact]
    public async Task An_unknown_payment_that_an_operator_finds_is_committed_captured_or_given_back()
    {
        foreach (var outcome in Enum.GetValues<PaymentResolution>())
        {
            var floor = await OrderFloor.Open();
            floor.Sbps.Will("authorize", CardFault.LostAfterEffect);
            var number = await floor.OrderByCard();
            await floor.Settle();
            var standing = floor.Sbps.Books[number];
            var mistyped = standing.Names with { TrackingId = "00000099999999" };
            (await floor.Resolve(number, outcome, mistyped))
                .Should()
                .BeOfType<CommandResult.Refused>()
                .Which.Refusal.Should()
                .Be(CardRefusals.PaymentNotFound);
            await floor.Counter.Done(floor.Resolve(number, outcome, standing.Names));
            await floor.Later(Duration.FromSeconds(2));
            var accepted = outcome == PaymentResolution.Accepted;
            (await floor.StatusOf(number)).Should().Be(accepted ? OrderStatus.Accepted : OrderStatus.Cancelled);
            standing.State.Should().Be(accepted ? CardPaymentState.Captured : CardPaymentState.Cancelled);
            standing.Captures.Should().Be(accepted ? 1 : 0);
            floor.Sbps.AskedAuthorizations.Should().ContainSingle();
        }
    }
}
