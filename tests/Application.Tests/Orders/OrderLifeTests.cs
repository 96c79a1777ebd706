using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.Payments;
using Store.Application.ReadModels;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Domain.Quotes;
using Xunit;

namespace Store.Application.Tests.Orders;

/// <summary>
/// The table of states over the log: what the reactors do, what the credit line shows, who is written to.
/// </summary>
public sealed class OrderLifeTests
{
    [Fact]
    public async Task NP_3_A_screening_that_passes_accepts_the_order_and_delivery_has_it_billed()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.Order(2);
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        (await scenario.Line()).Should().Be((0, 26_400, 973_600, 0));
        scenario.Np.AskedBillings.Should().BeEmpty();

        (await scenario.Shop.Done(scenario.Deliver(number))).Facts.Single().Actor.Reason.Should().Be("納品確認");
        await scenario.Settle();
        scenario.Np.AskedBillings.Should().Equal(("NP-" + number, new LocalDate(2026, 11, 16)));
        (await scenario.TypesOf(number))
            .Should()
            .Equal("order.placed", "order.accepted", "order.delivered", "order.billing_requested");
        scenario.Mailbox.All.Select(m => m.Subject).Should().HaveCount(2);
        scenario.Mailbox.All.Should().Contain(m => m.Subject.Contains("受け付けました"));
        scenario.Mailbox.All.Should().Contain(m => m.Subject.Contains("承諾いたしました"));
    }

    [Fact]
    public async Task The_request_to_NP_says_what_was_ordered_with_tax_that_adds_up()
    {
        var scenario = await OrderScenario.Open();
        var cart = await scenario.Shop.Cart(OrderScenario.Buyer, (ShopFixture.Standard, 1), (ShopFixture.Light, 5));
        await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, CartId: cart)));
        await scenario.Settle();
        var asked = scenario.Np.AskedTransactions.Single();
        (asked.NpBuyerId, asked.ShopTransactionId, asked.OrderedOn, asked.TotalYen)
            .Should()
            .Be(("00000000042", "O-202611-000001", new LocalDate(2026, 11, 16), 15_950));
        asked.Details.Sum(d => d.PriceYen * d.Quantity).Should().Be(15_950);
        asked.RateTotals.Should().Equal(new NpRateTotal(10, 15_950));
        var buyer = scenario.Np.AskedBuyers.Should().ContainSingle().Subject;
        (buyer.ShopBuyerId, buyer.CompanyName, buyer.Email)
            .Should()
            .Be((OrderScenario.Buyer, "株式会社バイヤー", "buyer@example.jp"));

        await scenario.Order();
        await scenario.Settle();
        scenario.Np.AskedBuyers.Should().ContainSingle("the account is known to NP by now");
    }

    [Fact]
    public async Task A_plan_delivered_immediately_is_billed_without_an_operator()
    {
        var scenario = await OrderScenario.Open(delivery: Delivery.Immediately);
        var number = await scenario.Order();
        await scenario.Settle();
        (await scenario.TypesOf(number))
            .Should()
            .Equal("order.placed", "order.accepted", "order.delivered", "order.billing_requested");
    }

    [Theory]
    [InlineData(NpNgReason.Unpaid)]
    [InlineData(NpNgReason.Overall)]
    public async Task NP_3_A_screening_that_does_not_pass_gives_the_credit_back_and_offers_the_card(NpNgReason reason)
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Screenings.Enqueue(new NpScreeningAnswer.Ng("NP1", reason));
        var number = await scenario.Order();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.ScreeningRefused);
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
        var mail = scenario.Mailbox.All.Single(m => m.Subject.Contains("審査結果"));
        mail.Text.Should().Contain("クレジットカード").And.Contain("2026年11月23日");
    }

    [Fact]
    public async Task A_buyer_that_NP_does_not_take_is_refused_too()
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Buyers.Enqueue(new NpBuyerAnswer.Known("00000000042", NpBuyerStanding.Refused));
        var number = await scenario.Order();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.ScreeningRefused);
        scenario.Np.AskedTransactions.Should().BeEmpty();

        var next = await scenario.Order();
        await scenario.Settle();
        (await scenario.StatusOf(next)).Should().Be(OrderStatus.Accepted, "the buyer is asked about again");
    }

    [Fact]
    public async Task A_pending_screening_is_asked_for_again_under_the_same_id()
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Buyers.Enqueue(new NpBuyerAnswer.Known("00000000042", NpBuyerStanding.Pending));
        scenario.Np.Screenings.Enqueue(new NpScreeningAnswer.Pending("NP1"));
        scenario.Np.Finds.Enqueue(new NpScreeningAnswer.Pending("NP1"));
        scenario.Np.Finds.Enqueue(new NpScreeningAnswer.Ok("NP1"));
        var number = await scenario.Order();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Screening);
        await scenario.Later(Duration.FromSeconds(1));
        await scenario.Later(Duration.FromSeconds(1));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Screening);
        (await scenario.Line()).Reserved.Should().Be(13_200);
        await scenario.Later(Duration.FromMinutes(10));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Np.AskedTransactions.Should().ContainSingle();
        scenario.Np.AskedFinds.Should().Equal(number, number);
        (await scenario.TypesOf(number)).Should().Equal("order.placed", "order.screening_pending", "order.accepted");
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_order_in_screening_and_is_asked_for_again_under_the_same_id()
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Buyers.Enqueue(new NpBuyerAnswer.Lost());
        scenario.Np.Screenings.Enqueue(new NpScreeningAnswer.Lost());
        var number = await scenario.Order();
        await scenario.Settle();
        await scenario.Later(Duration.FromSeconds(1));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Screening);
        await scenario.Later(Duration.FromSeconds(2));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Np.AskedTransactions.Select(t => t.ShopTransactionId).Should().Equal(number, number);
    }

    [Fact]
    public async Task ORD_6_NP_22_holds_the_order_and_a_release_screens_it_under_a_new_id()
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Screenings.Enqueue(new NpScreeningAnswer.Ng("NP1", NpNgReason.AmountOver));
        var number = await scenario.Order();
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.OnCreditHold);
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
        scenario.Mailbox.All.Should().Contain(m => m.Subject.Contains("与信枠超過"));

        var released = await scenario.Shop.Done(scenario.Release(number));
        released.Facts.Select(f => f.Type).Should().Equal("order.released", "credit.reserved");
        ShopFixture.Text(released.Response.Body, "status").Should().Be("screening");
        (await scenario.Line()).Reserved.Should().Be(13_200);
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Np.AskedTransactions.Select(t => t.ShopTransactionId).Should().Equal(number, number + "-2");
        (await ShopFixture.Refused(scenario.Release(number))).Should().Be(OrderRefusals.NotOnHold);
        (await ShopFixture.Refused(scenario.Release("O-0"))).Should().Be(OrderRefusals.NotFound);
    }

    [Fact]
    public async Task A_release_needs_the_line_and_may_raise_it_in_the_same_command()
    {
        var scenario = await OrderScenario.Open(limitYen: 10_000);
        var number = await scenario.Order();
        (await ShopFixture.Refused(scenario.Release(number))).Code.Should().Be("credit.insufficient");
        (await ShopFixture.Refused(scenario.Release(number, 13_199))).Code.Should().Be("credit.insufficient");
        (await scenario.Line()).Should().Be((0, 0, 10_000, 0), "a refused release raises nothing");
        var released = await scenario.Shop.Done(scenario.Release(number, 13_200));
        released.Facts.Select(f => f.Type).Should().Equal("credit_line.limit_set", "order.released", "credit.reserved");
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Np.AskedTransactions.Single().ShopTransactionId.Should().Be(number, "it was never screened before");
        (await scenario.Line()).Should().Be((0, 13_200, 0, 0));
    }

    [Fact]
    public async Task An_order_that_nobody_answers_is_cancelled_after_its_last_day_and_frees_its_quote()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        await scenario.Settle();
        // The last day is 2026-11-23 in Tokyo.
        scenario.Shop.Clock.Now = Instant.FromUtc(2026, 11, 23, 14, 59, 59);
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.OnCreditHold);
        await scenario.Later(Duration.FromSeconds(1));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        scenario.Mailbox.All.Should().Contain(m => m.Subject.Contains("取り消し"));

        var quote = (await scenario.StateOf(number)).Placed!.QuoteId!;
        var again = await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, quote)));
        ShopFixture.Text(again.Response.Body, "status").Should().Be("onCreditHold");
    }

    [Fact]
    public async Task A_quote_that_has_expired_meanwhile_stays_ordered()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var quote = await scenario.Quote();
        scenario.Shop.Clock.Now += Duration.FromDays(29);
        await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, quote)));
        await scenario.Settle();
        await scenario.Later(Duration.FromDays(9));
        (await scenario.StatusOf("O-202612-000001")).Should().Be(OrderStatus.Cancelled);
        (await scenario.Log.Read(StreamId.Of<Quote>(quote), default)).Should().NotContain(f => f.Fact is QuoteFreed);
    }

    [Fact]
    public async Task ORD_2_An_operator_cancels_a_held_order_at_once()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        var done = await scenario.Shop.Done(scenario.Cancel(number));
        done.Facts.Select(f => f.Type).Should().Equal("order.cancelled", "quote.freed");
        (await scenario.Shop.Done(scenario.Cancel(number))).Facts.Should().BeEmpty("twice is once");
        await scenario.Later(Duration.FromDays(30));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        scenario.Mailbox.All.Count(m => m.Subject.Contains("取り消し")).Should().Be(1);
    }

    [Fact]
    public async Task An_accepted_order_is_cancelled_when_NP_confirms_and_its_credit_comes_back()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.Order();
        (await ShopFixture.Refused(scenario.Cancel(number))).Should().Be(OrderRefusals.NotCancellable);
        await scenario.Settle();
        scenario.Np.Cancellations.Enqueue(new NpRequestAnswer.Lost());
        await scenario.Shop.Done(scenario.Cancel(number));
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelling);
        (await scenario.Line()).Used.Should().Be(13_200);
        await scenario.Later(Duration.FromSeconds(1));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
        scenario.Np.AskedCancellations.Should().Equal("NP-" + number, "NP-" + number);
    }

    [Fact]
    public async Task A_cancellation_that_NP_refuses_stays_cancelling_with_its_words()
    {
        var scenario = await OrderScenario.Open();
        var number = await scenario.Order();
        await scenario.Settle();
        scenario.Np.Cancellations.Enqueue(new NpRequestAnswer.Refused("入金済み (E1)"));
        await scenario.Shop.Done(scenario.Cancel(number));
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelling);
        var shown = await new GetOperatorOrder.Handler(scenario.Log, Letters.Desks).Handle(
            new GetOperatorOrder(number),
            default
        );
        var order = ShopFixture.Json(shown.Body);
        order.GetProperty("status").GetString().Should().Be("cancelling");
        order.GetProperty("cancellationRefusal").GetString().Should().Be("入金済み (E1)");
        order.GetProperty("accountId").GetString().Should().Be(OrderScenario.Buyer);
        shown.Tag.Should().Be(Letters.Desks.TagOf(4));
        order.GetProperty("support").GetProperty("desk").GetString().Should().Be("NP掛け払いサポートデスク");
    }

    [Fact]
    public async Task Every_reaction_may_happen_twice()
    {
        var scenario = await OrderScenario.Open(delivery: Delivery.Immediately);
        var number = await scenario.Order();
        await scenario.Settle();
        var before = await scenario.TypesOf(number);
        var reactor = new OrderScreening(
            scenario.Log,
            scenario.Np,
            new BuyerDirectory(scenario.Log),
            new OrderSettings(7, 90, Duration.FromMinutes(10)),
            scenario.Shop.Clock
        );
        var placed = (await scenario.Log.Read(StreamId.Of<Order>(number), default))[0];
        await reactor.React(placed, default);
        (await scenario.TypesOf(number)).Should().Equal(before);
        scenario.Np.AskedTransactions.Should().ContainSingle();
    }

    [Fact]
    public async Task SITE_1_A_timeline_tells_what_happened_and_only_its_owner_sees_it()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        await scenario.Shop.Done(scenario.Release(number, 20_000));
        await scenario.Settle();
        var handler = new GetOrderTimeline.Handler(scenario.Log);
        var items = ShopFixture
            .Json((await handler.Handle(new GetOrderTimeline(OrderScenario.Buyer, number), default)).Body)
            .GetProperty("items");
        items
            .EnumerateArray()
            .Select(i => (i.GetProperty("what").GetString(), i.GetProperty("by").GetString()))
            .Should()
            .Equal(
                ("order.placed", "buyer"),
                ("order.credit_held", "buyer"),
                ("order.released", "operator"),
                ("order.accepted", "store")
            );
        items[1].GetProperty("text").GetProperty("ja").GetString().Should().Contain("2026年11月23日");
        items[1].GetProperty("text").GetProperty("en").GetString().Should().Contain("2026-11-23");
        items[2].GetProperty("reason").ValueKind.Should().Be(JsonValueKind.Null);
        var stranger = await handler.Handle(new GetOrderTimeline("somebody", number), default);
        stranger.Refused.Should().Be(OrderRefusals.NotFound);
        var forOperators = await handler.Handle(new GetOrderTimeline(null, number), default);
        ShopFixture
            .Json(forOperators.Body)
            .GetProperty("items")[2]
            .GetProperty("reason")
            .GetString()
            .Should()
            .Be("確認済み");
    }

    [Fact]
    public async Task SITE_1_The_history_lists_an_account_s_orders_by_status_method_and_day()
    {
        var scenario = await OrderScenario.Open(limitYen: 13_200);
        var first = await scenario.Order();
        scenario.Shop.Clock.Now = Instant.FromUtc(2026, 11, 17, 15, 0);
        var second = await scenario.Order();
        (await List(new(OrderScenario.Buyer, new PageRequest(20), null, null, null, null)))
            .Should()
            .Equal(second, first);
        (await List(new(OrderScenario.Buyer, new PageRequest(20), OrderStatus.OnCreditHold, null, null, null)))
            .Should()
            .Equal(second);
        (await List(new(OrderScenario.Buyer, new PageRequest(20), null, null, null, PaymentMethod.Card)))
            .Should()
            .BeEmpty();
        (await List(new(OrderScenario.Buyer, new PageRequest(20), null, new(2026, 11, 18), null, null)))
            .Should()
            .Equal(second);
        (await List(new(OrderScenario.Buyer, new PageRequest(20), null, null, new(2026, 11, 17), null)))
            .Should()
            .Equal(first);
        (await List(new(OrderScenario.Buyer, new PageRequest(20), null, new(-9998, 1, 1), new(9999, 12, 31), null)))
            .Should()
            .HaveCount(2);
        (await List(new("somebody", new PageRequest(20), null, null, null, null))).Should().BeEmpty();
        (await List(new(null, new PageRequest(20), null, null, null, null, "バイヤー"))).Should().HaveCount(2);

        async Task<IReadOnlyList<string>> List(ListOrders query)
        {
            var result = await new ListOrders.Handler(scenario.Shop.Reads).Handle(query, default);
            return
            [
                .. ShopFixture
                    .Json(result.Body)
                    .GetProperty("items")
                    .EnumerateArray()
                    .Select(i => i.GetProperty("number").GetString()!),
            ];
        }
    }
}
