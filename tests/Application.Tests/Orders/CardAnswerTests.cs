using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.Payments;
using Store.Application.Tests.Mail;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Orders;

/// <summary>ORD-6, NP-3: a hold or a refused screening that is answered by card.</summary>
public sealed class CardAnswerTests
{
    [Fact]
    public async Task A_hold_that_is_answered_by_card_is_a_card_order_from_then_on()
    {
        var scenario = await OrderScenario.Open(limitYen: 10_000);
        var number = await scenario.Order();
        var paid = await scenario.Shop.Done(scenario.Pay(number));
        var answer = JsonDocument.Parse(OrderScenario.Body(paid)).RootElement;
        (answer.Text("status"), answer.Text("paymentMethod"), answer.GetProperty("claimAssignedTo").ValueKind)
            .Should()
            .Be(("authorizing", "card", JsonValueKind.Null));
        answer.GetProperty("support").Text("desk").Should().Be(Letters.Desks.Of(PaymentMethod.Card).Desk);
        await scenario.Settle();

        var order = await Shown(scenario, number);
        (order.Text("status"), order.Text("paymentMethod"), order.GetProperty("claimAssignedTo").ValueKind)
            .Should()
            .Be(("accepted", "card", JsonValueKind.Null));
        order.GetProperty("card").Text("brand").Should().Be("visa");
        order.GetProperty("card").Text("capturedAt").Should().NotBeEmpty();
        scenario.Np.AskedTransactions.Should().BeEmpty();
        scenario.Sbps.AskedAuthorizations.Single().OrderId.Should().Be(number);
        (await scenario.Line()).Should().Be((0, 0, 10_000, 0));
        scenario
            .Mailbox.All.Single(m => m.Subject.Contains("承諾"))
            .Text.Should()
            .Contain("クレジットカード（一括払い）")
            .And.NotContain("ネットプロテクションズ");
        await scenario.Shop.Done(scenario.Deliver(number));
        await scenario.Later(Duration.FromDays(9));
        scenario.Np.AskedBillings.Should().BeEmpty("the card has paid");
        (await scenario.StatusOf(number))
            .Should()
            .Be(OrderStatus.Accepted, "the last day of the hold has no meaning now");
    }

    [Fact]
    public async Task A_refused_screening_that_is_answered_in_vain_is_back_with_its_day_and_then_cancelled()
    {
        var scenario = await OrderScenario.Open();
        scenario.Np.Screenings.Enqueue(new NpScreeningAnswer.Ng("NP1", NpNgReason.Unpaid));
        var number = await scenario.Order();
        await scenario.Settle();
        var before = await Shown(scenario, number);
        await scenario.Later(Duration.FromDays(2));
        scenario.Sbps.Will("authorize", CardFault.Declined);
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();

        var back = await Shown(scenario, number);
        foreach (
            var same in new[] { "status", "paymentMethod", "claimAssignedTo", "claimNotice", "answerByOn", "hold" }
        )
        {
            back.GetProperty(same).ToString().Should().Be(before.GetProperty(same).ToString());
        }

        back.GetProperty("card").Text("declined").Should().Be("cardCompany");
        var mail = scenario.Mailbox.All.Single(m => m.Subject.Contains("カード決済の結果"));
        mail.Text.Should().Contain("クレジットカード会社にお問い合わせ").And.Contain("2026年11月23日");
        await scenario.Later(Duration.FromDays(4));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.ScreeningRefused);
        await scenario.Later(Duration.FromDays(2));
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Cancelled);
        scenario.Mailbox.All.Should().ContainSingle(m => m.Subject.Contains("取り消し"));
    }

    [Fact]
    public async Task A_second_card_after_a_clear_refusal_has_an_id_of_its_own()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        scenario.Sbps.Will("authorize", CardFault.Declined);
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();
        (await scenario.StatusOf(number)).Should().Be(OrderStatus.Accepted);
        scenario.Sbps.AskedAuthorizations.Select(a => a.OrderId).Should().Equal(number, number + "-2");
    }

    [Fact]
    public async Task A_declined_card_leaves_a_hold_that_an_operator_can_still_release()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        scenario.Sbps.Will("authorize", CardFault.Declined);
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Release(number, 20_000));
        await scenario.Settle();
        var order = await Shown(scenario, number);
        (order.Text("status"), order.Text("paymentMethod")).Should().Be(("accepted", "onAccount"));
        order.Text("claimAssignedTo").Should().Be("株式会社ネットプロテクションズ");
        (await scenario.Line()).Used.Should().Be(13_200);
    }

    [Fact]
    public async Task A_card_that_is_being_asked_on_the_last_day_is_not_cancelled_and_a_late_decline_cancels()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Pay(number));
        // The last day ends before anybody has asked the card company.
        scenario.Shop.Clock.Now += Duration.FromDays(8);
        scenario.Sbps.Will("authorize", CardFault.Declined);
        await scenario.Settle();
        (await scenario.TypesOf(number)).Should().EndWith(["order.payment_declined", "order.cancelled"]);
        (await scenario.StateOf(number)).Status.Should().Be(OrderStatus.Cancelled);
        scenario.Mailbox.All.Should().ContainSingle(m => m.Subject.Contains("取り消し"));
        scenario.Mailbox.All.Should().NotContain(m => m.Subject.Contains("カード決済の結果"));

        var second = await scenario.Order();
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Pay(second));
        scenario.Shop.Clock.Now += Duration.FromDays(8);
        await scenario.Settle();
        (await scenario.StatusOf(second)).Should().Be(OrderStatus.Accepted, "the answer came in time");
    }

    [Fact]
    public async Task Only_a_hold_or_a_refusal_of_the_account_s_own_is_answered_and_once()
    {
        var scenario = await OrderScenario.Open(limitYen: 13_200);
        var screening = await scenario.Order();
        (await Code(scenario.Pay(screening))).Should().Be("order.not_payable");
        (await Code(scenario.Pay("O-202611-999999"))).Should().Be("order.not_found");
        var held = await scenario.Order();
        (await Code(scenario.Pay(held, account: "another"))).Should().Be("order.not_found");
        var instalments = OrderScenario.Card() with { PaymentCount = JsonDocument.Parse("2").RootElement };
        (await Code(scenario.Pay(held, instalments))).Should().Be("card.lump_sum_only");
        scenario.Tokens.Count.Should().Be(0, "nothing that was refused leaves a token behind");
        await scenario.Shop.Done(scenario.Pay(held));
        (await Code(scenario.Pay(held))).Should().Be("order.not_payable");
        scenario.Tokens.Count.Should().Be(1);
        await scenario.Settle();
        (await Code(scenario.Pay(held))).Should().Be("order.not_payable");
        scenario.Sbps.AskedAuthorizations.Should().ContainSingle();
    }

    [Fact]
    public async Task A_repeated_request_is_answered_as_the_first_time_and_keeps_one_token()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var held = await scenario.Order();
        var key = new IdempotencyKey("buyer", "key", new byte[] { 1 });
        var first = await scenario.Shop.Done(scenario.Pay(held, key: key));
        var second = await scenario.Shop.Done(scenario.Pay(held, key: key));
        second.Replayed.Should().BeTrue();
        OrderScenario.Body(second).Should().Be(OrderScenario.Body(first));
        scenario.Tokens.Count.Should().Be(1);
    }

    [Fact]
    public async Task Operators_see_each_attempt_with_what_the_portal_knows_it_by()
    {
        var scenario = await OrderScenario.Open(limitYen: 0);
        var number = await scenario.Order();
        scenario.Sbps.Will("authorize", CardFault.Declined, CardFault.LostAfterEffect);
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();
        await scenario.Shop.Done(scenario.Pay(number));
        await scenario.Settle();
        var standing = scenario.Sbps.Books[number + "-2"].Names;
        await scenario.Shop.Done(scenario.Resolve(number, PaymentResolution.Accepted, standing));
        await scenario.Later(Duration.FromSeconds(2));

        var result = await new GetOperatorOrder.Handler(scenario.Log, Letters.Desks).Handle(new(number), default);
        var shown = JsonDocument.Parse(result.Body).RootElement;
        shown.Text("paymentEvidence").Should().Be("portal");
        var attempts = shown.GetProperty("cardAttempts").EnumerateArray().ToList();
        attempts.Select(a => a.Text("cardOrderId")).Should().Equal(number, number + "-2");
        (attempts[0].Text("declined"), attempts[0].Text("code")).Should().Be(("cardCompany", "10166000"));
        (attempts[1].Text("unknown"), attempts[1].Text("resolved"), attempts[1].Text("trackingId"))
            .Should()
            .Be(("authorization", "accepted", standing.TrackingId));
        attempts[1].Text("capturedAt").Should().NotBeEmpty();
        var buyers = await Shown(scenario, number);
        buyers.GetRawText().Should().NotContain("10166000").And.NotContain(standing.TrackingId);
    }

    private static async Task<JsonElement> Shown(OrderScenario scenario, string number)
    {
        var order = new GetOrder.Handler(scenario.Shop.Reads, Letters.Desks);
        var result = await order.Handle(new GetOrder(OrderScenario.Buyer, number), default);
        result.Refused.Should().BeNull();
        return JsonDocument.Parse(result.Body).RootElement;
    }

    private static async Task<string> Code(Task<CommandResult> outcome) =>
        (await outcome).Should().BeOfType<CommandResult.Refused>().Subject.Refusal.Code;
}

file static class JsonFields
{
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
