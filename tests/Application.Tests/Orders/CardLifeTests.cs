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
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.OrderByCard(2);
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Authorizing);
        await scenario.Settle();

        (await scenario.TypesOf(number))
            .Should()
            .Equal(
                "order.placed",
                "order.card_chosen",
                "order.authorization_sent",
                "order.card_authorized",
                "order.accepted",
                "order.captured"
            );
        scenario.Sbps.Asked.Should().Equal("authorize", "commit", "capture");
        var asked = scenario.Sbps.AskedAuthorizations.Single();
        (asked.OrderId, asked.CustomerCode, asked.TaxYen, asked.AmountYen, asked.Token)
            .Should()
            .Be((number, OrderScenario.Buyer, 2_400, 26_400, new CardToken("token", "key")));
        scenario.Tokens.Count.Should().Be(0, "a token is good for one authorisation");
        (await scenario.Line()).Should().Be((0, 0, 0, 0));
        scenario.Np.AskedTransactions.Should().BeEmpty();
        scenario.Mailbox.All.Select(m => m.Subject).Should().HaveCount(2);
        scenario
            .Mailbox.All.Should()
            .Contain(m => m.Text.Contains("カードのご利用明細には「ITreviewオンラインストア」"));
        // Delivered or not, Net Protections has nothing to bill.
        await scenario.Shop.Done(scenario.Deliver(number));
        await scenario.Settle();
        scenario.Np.AskedBillings.Should().BeEmpty();
    }

    [Theory]
    [InlineData(CardDecline.CardCompany)]
    [InlineData(CardDecline.CardData)]
    [InlineData(CardDecline.Token)]
    [InlineData(CardDecline.Request)]
    public async Task CARD_5_A_decline_cancels_the_order_and_frees_its_quote(CardDecline reason)
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.DeclinesBecause = reason;
        scenario.Sbps.Will("authorize", CardFault.Declined);
        var quote = await scenario.Quote();
        var body = new PlaceOrder.RequestBody(PaymentMethod.Card, quote, Card: OrderScenario.Card());
        var number = ShopFixture.Text((await scenario.Shop.Done(scenario.Place(body))).Response.Body, "number");
        await scenario.Settle();

        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        (await scenario.TypesOf(number)).Should().EndWith(["order.payment_declined", "order.cancelled"]);
        scenario.Sbps.Asked.Should().Equal("authorize");
        scenario.Tokens.Count.Should().Be(0);
        scenario
            .Mailbox.All.Single(m => m.Subject.Contains("取り消し"))
            .Text.Contains("クレジットカード会社にお問い合わせください")
            .Should()
            .Be(reason == CardDecline.CardCompany, "CARD-4");
        (await scenario.Place(body)).Should().BeOfType<CommandResult.Done>("the quote is free again");
    }

    [Fact]
    public async Task A_token_that_lapsed_before_it_was_used_declines_without_asking()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.OrderByCard();
        scenario.Tokens.Lapse();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        scenario.Sbps.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task CARD_2_Another_brand_cancels_the_order_and_gives_the_authorisation_back()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Brand = CardBrand.Other;
        scenario.Sbps.Will("cancel", CardFault.LostBeforeEffect);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        await scenario.Later(Duration.FromMinutes(1));
        scenario.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
        (await scenario.TypesOf(number)).Should().EndWith("order.authorization_returned");
        scenario.Sbps.Asked.Should().NotContain(["commit", "capture"]);
    }

    [Theory]
    [InlineData(CardFault.LostBeforeEffect, null)]
    [InlineData(CardFault.LostAfterEffect, null)]
    [InlineData(CardFault.SeenBefore, "10196999")]
    public async Task A_lost_authorisation_is_unknown_and_never_asked_for_again(object fault, string? code)
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("authorize", (CardFault)fault);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        await scenario.Later(Duration.FromDays(30));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        scenario.Sbps.Asked.Should().Equal("authorize");
        var facts = await scenario.Log.Read(StreamId.Of<Order>(number), default);
        facts[^1].Fact.Should().Be(new OrderPaymentUnknown(number, CardStep.Authorization, code));
        scenario.Mailbox.All.Should().ContainSingle("operators see it; the buyer is not told before anybody knows");
    }

    [Fact]
    public async Task An_answer_that_came_is_recorded_when_a_log_that_was_away_is_back()
    {
        foreach (var declines in new[] { false, true })
        {
            var fragile = Fragile.Never;
            var scenario = await OrderScenario.Open(fragile: fragile);
            scenario.Sbps.Will("authorize", declines ? CardFault.Declined : CardFault.None);
            scenario.Sbps.Meanwhile = () =>
            {
                fragile.Away(LogRefusals.Busy, LogRefusals.Unknown, LogRefusals.Retry);
                return Task.CompletedTask;
            };
            var number = await scenario.OrderByCard();
            await scenario.Settle();
            (await scenario.StatusOf(number)).Should().Be(declines ? OrderStatus.Cancelled : OrderStatus.Accepted);
        }
    }

    [Fact]
    public async Task A_stop_waits_for_the_answer_that_nobody_could_ask_for_again()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.OrderByCard();
        using var stop = new CancellationTokenSource();
        scenario.Sbps.Meanwhile = stop.CancelAsync;
        var facts = await scenario.Log.Read(StreamId.Of<Order>(number), default);
        await scenario.AnotherProcess().React(facts.Single(f => f.Fact is OrderCardChosen), stop.Token);
        (await scenario.TypesOf(number)).Should().EndWith("order.card_authorized");
    }

    [Fact]
    public async Task R7_A_second_process_asks_nobody_and_the_first_one_s_late_answer_counts()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.OrderByCard();
        var second = scenario.AnotherProcess();
        scenario.Sbps.Meanwhile = async () =>
        {
            // The first has asked and hangs; the second finds that something was sent, and no answer.
            var facts = await scenario.Log.Read(StreamId.Of<Order>(number), default);
            await second.React(facts.Single(f => f.Fact is OrderCardChosen), default);
            (await scenario.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        };
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        (await scenario.TypesOf(number)).Should().EndWith("order.captured");
        scenario.Sbps.AskedAuthorizations.Should().ContainSingle();
        scenario.Sbps.Books[number].Captures.Should().Be(1);
    }

    [Fact]
    public async Task R7_An_answer_that_comes_after_an_operator_has_ended_the_order_is_given_back()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.OrderByCard();
        var second = scenario.AnotherProcess();
        scenario.Sbps.Meanwhile = async () =>
        {
            var facts = await scenario.Log.Read(StreamId.Of<Order>(number), default);
            await second.React(facts.Single(f => f.Fact is OrderCardChosen), default);
            await scenario.Shop.Done(scenario.Resolve(number, PaymentResolution.Cancelled));
        };
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        (await scenario.TypesOf(number)).Should().EndWith(["order.card_authorized", "order.authorization_returned"]);
        scenario.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
    }

    [Fact]
    public async Task A_gateway_failure_is_sent_once_more_and_no_more()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("authorize", CardFault.GatewayFailed);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Sbps.AskedAuthorizations.Select(a => a.OrderId).Should().Equal(number, number);

        scenario.Sbps.Will("authorize", CardFault.GatewayFailed, CardFault.GatewayFailed);
        var second = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(second)).Should().Be(OrderStatus.PaymentUnknown);
        scenario.Sbps.AskedAuthorizations.Should().HaveCount(4);
    }

    [Theory]
    [InlineData(CardFault.LostBeforeEffect)]
    [InlineData(CardFault.LostAfterEffect)]
    [InlineData(CardFault.GatewayFailed)]
    public async Task An_unclear_commit_or_capture_is_inquired_and_carried_through(object fault)
    {
        foreach (var step in new[] { "commit", "capture" })
        {
            var scenario = await OrderScenario.Open();
            scenario.Sbps.Will(step, (CardFault)fault);
            var number = await scenario.OrderByCard();
            await scenario.Settle();
            await scenario.Later(Duration.FromMinutes(1));
            (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
            (await scenario.TypesOf(number)).Should().EndWith("order.captured").And.NotContain("order.payment_unknown");
            scenario.Sbps.Books[number].Captures.Should().Be(1);
        }
    }

    [Fact]
    public async Task A_commit_is_unknown_while_the_inquiry_is_lost_too_and_found_by_a_later_one()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("commit", CardFault.LostAfterEffect);
        scenario.Sbps.Will("inquire", CardFault.LostBeforeEffect);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.PaymentUnknown);
        await scenario.Later(Duration.FromSeconds(2));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        (await scenario.TypesOf(number)).Should().EndWith("order.captured");
        scenario.Sbps.Asked.Count(a => a == "commit").Should().Be(1, "what was committed needs no second request");
    }

    [Fact]
    public async Task A_commit_that_is_refused_cancels_the_order_and_gives_the_authorisation_back()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("commit", CardFault.Refused);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        scenario.Sbps.Books[number].State.Should().Be(CardPaymentState.Cancelled);
        (await scenario.TypesOf(number)).Should().EndWith("order.authorization_returned");
    }

    [Fact]
    public async Task A_capture_that_is_refused_is_tried_again_and_stays_accepted()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("capture", CardFault.Refused, CardFault.Refused);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Failures.Single().Should().Contain("10142999");
        await scenario.Later(Duration.FromHours(1));
        await scenario.Later(Duration.FromHours(1));
        (await scenario.TypesOf(number)).Should().EndWith("order.captured");
    }

    [Fact]
    public async Task E3_A_captured_order_is_refunded_whole_and_one_that_is_not_captured_is_cancelled()
    {
        var scenario = await OrderScenario.Open();
        var captured = await scenario.OrderByCard();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Cancel(captured));
        await scenario.Settle();
        (await scenario.TypesOf(captured))
            .Should()
            .EndWith(["order.cancellation_requested", "order.refunded", "order.cancelled"]);
        scenario.Sbps.Books[captured].State.Should().Be(CardPaymentState.Refunded);
        scenario.Mailbox.All.Single(m => m.Subject.Contains("取り消し")).Text.Should().Contain("全額返金");

        scenario.Sbps.Will("capture", CardFault.Refused);
        var open = await scenario.OrderByCard();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Cancel(open));
        await scenario.Later(Duration.FromHours(1));
        (await scenario.TypesOf(open)).Should().EndWith(["order.cancellation_requested", "order.cancelled"]);
        scenario.Sbps.Books[open].State.Should().Be(CardPaymentState.Cancelled);
    }

    [Fact]
    public async Task A_capture_whose_answer_was_lost_when_the_order_was_cancelled_is_told_with_the_refund()
    {
        var scenario = await OrderScenario.Open();
        scenario.Sbps.Will("capture", CardFault.LostAfterEffect);
        scenario.Sbps.Will("inquire", CardFault.LostBeforeEffect);
        var number = await scenario.OrderByCard();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Cancel(number));
        await scenario.Settle();
        (await scenario.TypesOf(number)).Should().EndWith(["order.captured", "order.refunded", "order.cancelled"]);
    }

    [Fact]
    public async Task A_refund_that_is_refused_waits_for_an_operator_who_resolves_it_either_way()
    {
        foreach (var outcome in Enum.GetValues<PaymentResolution>())
        {
            var scenario = await OrderScenario.Open();
            scenario.Sbps.Will("cancel", CardFault.Refused);
            var number = await scenario.OrderByCard();
            await scenario.Settle();
            await scenario.Shop.Done(scenario.Cancel(number));
            await scenario.Settle();
            (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelling);
            (await scenario.TypesOf(number)).Should().EndWith("order.cancellation_refused");
            await scenario.Shop.Done(scenario.Resolve(number, outcome));
            await scenario.Settle();
            (await scenario.StatusOf(number))
                .Should()
                .Be(outcome == PaymentResolution.Accepted ? OrderStatus.Accepted : OrderStatus.Cancelled);
            scenario.Sbps.Books[number].State.Should().Be(CardPaymentState.Captured);
        }
    }

    [Fact]
    public async Task An_order_on_account_whose_cancellation_came_to_nothing_is_still_billed()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.Order();
        await scenario.Settle();
        scenario.Np.Cancellations.Enqueue(new NpRequestAnswer.Refused("キャンセルできません"));
        await scenario.Shop.Done(scenario.Deliver(number));
        await scenario.Shop.Done(scenario.Cancel(number));
        await scenario.Settle();
        scenario.Np.AskedBillings.Should().BeEmpty();
        await scenario.Shop.Done(scenario.Resolve(number, PaymentResolution.Accepted));
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Np.AskedBillings.Should().ContainSingle();
        (await scenario.Line()).Used.Should().Be(13_200);
    }

    [Fact]
    public async Task An_unknown_payment_that_an_operator_finds_is_committed_captured_or_given_back()
    {
        foreach (var outcome in Enum.GetValues<PaymentResolution>())
        {
            var scenario = await OrderScenario.Open();
            scenario.Sbps.Will("authorize", CardFault.LostAfterEffect);
            var number = await scenario.OrderByCard();
            await scenario.Settle();
            var standing = scenario.Sbps.Books[number];
            var mistyped = standing.Names with { TrackingId = "00000099999999" };
            (await scenario.Resolve(number, outcome, mistyped))
                .Should()
                .BeOfType<CommandResult.Refused>()
                .Which.Refusal.Should()
                .Be(CardRefusals.PaymentNotFound);
            await scenario.Shop.Done(scenario.Resolve(number, outcome, standing.Names));
            await scenario.Later(Duration.FromSeconds(2));
            var accepted = outcome == PaymentResolution.Accepted;
            (await scenario.StatusOf(number)).Should().Be(accepted ? OrderStatus.Accepted : OrderStatus.Cancelled);
            standing.State.Should().Be(accepted ? CardPaymentState.Captured : CardPaymentState.Cancelled);
            standing.Captures.Should().Be(accepted ? 1 : 0);
            scenario.Sbps.AskedAuthorizations.Should().ContainSingle();
        }
    }
}
