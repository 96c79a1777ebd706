using System.Net;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>R8: what SBPS does wrong at each step; operators see what no program can find out.</summary>
public sealed class CardFaultTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Theory]
    [InlineData("timeoutBeforeEffect", 0)]
    [InlineData("timeoutAfterEffect", 1)]
    [InlineData("connectionCut", 1)]
    [InlineData("duplicate", 0)]
    public async Task A_lost_authorisation_is_put_before_an_operator_and_never_sent_again(
        string outcome,
        int authorised
    )
    {
        var buyer = await store.NewBuyer();
        var order = await store.OrderByCard(buyer, outcome: outcome);
        var number = order.Text("number");
        order.Text("status").Should().Be("paymentUnknown");
        var listed = await store.Get(
            store.Operator,
            $"/v1/operator/orders?status=paymentUnknown&accountId={buyer.AccountId}"
        );
        listed.GetProperty("items").EnumerateArray().Should().ContainSingle(i => i.Text("number") == number);
        var seen = await store.Get(store.Operator, $"/v1/operator/orders/{number}");
        var attempt = seen.GetProperty("cardAttempts")[0];
        (attempt.Text("cardOrderId"), attempt.Text("unknown")).Should().Be((number, "authorization"));
        attempt.GetProperty("code").ToString().Should().Be(outcome == "duplicate" ? "10196999" : "");
        await (await store.Operate(number, "cancel", new { reason = "r" })).ShouldBeProblem(
            409,
            "order.not_cancellable"
        );

        if (authorised == 0)
        {
            var never = await store.Anonymous.GetAsync($"/sandbox/sbps/payments/{number}");
            (
                never.StatusCode == HttpStatusCode.NotFound
                || (await never.Json()).GetProperty("authorizations").GetInt32() == 0
            )
                .Should()
                .BeTrue();
            await (
                await store.Operate(number, "resolve-payment", new { outcome = "accepted", reason = "r" })
            ).ShouldBeProblem(422, "card.tracking_id_required");
            var cancelled = await store.Operate(
                number,
                "resolve-payment",
                new
                {
                    outcome = "cancelled",
                    reason = "管理画面に与信がないため",
                    evidence = "portal",
                }
            );
            (await cancelled.Json()).Text("status").Should().Be("cancelled");
            (await store.MailAbout(buyer, "取り消し"))
                .Text.Should()
                .Contain("お支払いを完了することができませんでした");
            await (
                await store.Operate(number, "resolve-payment", new { outcome = "cancelled", reason = "r" })
            ).ShouldBeProblem(409, "order.nothing_to_resolve");
        }
        else
        {
            var (trackingId, spsTransactionId) = CardSteps.IdsOf(await store.BookedCard(number, _ => true));
            var mistyped = new
            {
                outcome = "accepted",
                reason = "与信の成立を確認",
                trackingId = "00000099999999",
                spsTransactionId,
            };
            await (await store.Operate(number, "resolve-payment", mistyped)).ShouldBeProblem(
                422,
                "card.payment_not_found"
            );
            var resolved = await store.Operate(
                number,
                "resolve-payment",
                new
                {
                    outcome = "accepted",
                    reason = "与信の成立を確認",
                    evidence = "portal",
                    trackingId,
                    spsTransactionId,
                }
            );
            resolved.StatusCode.Should().Be(HttpStatusCode.OK, await resolved.Content.ReadAsStringAsync());
            (await resolved.Json()).Text("status").Should().Be("accepted");
            var captured = await store.BookedCard(number, CardSteps.IsCaptured);
            captured.GetProperty("authorizations").GetInt32().Should().Be(1);
            captured.GetProperty("captures").GetInt32().Should().Be(1);
            await store.UntilType(number, "order.captured");
        }
    }

    [Fact]
    public async Task An_unknown_payment_that_is_resolved_as_cancelled_with_its_ids_is_given_back()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.OrderByCard(buyer, outcome: "timeoutAfterEffect")).Text("number");
        var (trackingId, spsTransactionId) = CardSteps.IdsOf(await store.BookedCard(number, _ => true));
        var body = new
        {
            outcome = "cancelled",
            reason = "お客さまのご希望",
            trackingId,
            spsTransactionId,
        };
        var unversioned = await store.Operator.Send(
            HttpMethod.Post,
            $"/v1/operator/orders/{number}/resolve-payment",
            body
        );
        unversioned.StatusCode.Should().Be((HttpStatusCode)428);
        (await store.Operate(number, "resolve-payment", body)).StatusCode.Should().Be(HttpStatusCode.OK);
        await store.BookedCard(number, b => b.GetProperty("payment").Text("status") == "3");
        await store.UntilType(number, "order.authorization_returned");
    }

    [Fact]
    public async Task R8_A_restart_in_the_middle_of_an_authorisation_charges_once()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("slow", operation: "authorize", provider: "sbps");
        var quoteId = await store.Quote(buyer);
        var body = new
        {
            quoteId,
            paymentMethod = "card",
            card = await store.Card(),
        };
        var number = (await (await SandboxStore.Send(buyer, body)).Json()).Text("number");
        await store.UntilType(number, "order.authorization_sent");
        await store.Restart();
        await store.Until(store.Again(buyer), number, "accepted");
        (await store.UntilType(number, "order.captured")).Should().NotContain("order.payment_unknown");
        var booked = await store.BookedCard(number, CardSteps.IsCaptured);
        (booked.GetProperty("authorizations").GetInt32(), booked.GetProperty("captures").GetInt32())
            .Should()
            .Be((1, 1));
    }

    [Fact]
    public async Task A_gateway_failure_is_sent_once_more_under_the_same_id()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("gatewayFailure", operation: "authorize", provider: "sbps");
        var order = await store.OrderByCard(buyer);
        order.Text("status").Should().Be("accepted");
        var booked = await store.BookedCard(order.Text("number"), CardSteps.IsCaptured);
        booked.GetProperty("authorizations").GetInt32().Should().Be(1);

        await store.Fault("gatewayFailure", times: 2, operation: "authorize", provider: "sbps");
        (await store.OrderByCard(buyer)).Text("status").Should().Be("paymentUnknown");
    }

    [Theory]
    [InlineData("timeoutBeforeEffect", "commit")]
    [InlineData("timeoutAfterEffect", "commit")]
    [InlineData("gatewayFailure", "commit")]
    [InlineData("connectionCut", "commit")]
    [InlineData("slow", "commit")]
    [InlineData("timeoutBeforeEffect", "capture")]
    [InlineData("timeoutAfterEffect", "capture")]
    [InlineData("gatewayFailure", "capture")]
    public async Task An_unclear_step_is_inquired_and_carried_through_once(string scenario, string operation)
    {
        var buyer = await store.NewBuyer();
        await store.Fault(scenario, operation: operation, provider: "sbps");
        var order = await store.OrderByCard(buyer);
        order.Text("status").Should().Be("accepted");
        var booked = await store.BookedCard(order.Text("number"), CardSteps.IsCaptured);
        (booked.GetProperty("authorizations").GetInt32(), booked.GetProperty("captures").GetInt32())
            .Should()
            .Be((1, 1));
        (await store.UntilType(order.Text("number"), "order.captured")).Should().NotContain("order.payment_unknown");
    }

    [Fact]
    public async Task A_commit_whose_inquiry_is_lost_too_is_unknown_until_a_later_inquiry_finds_it()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("connectionCut", operation: "commit", provider: "sbps");
        await store.Fault("timeoutBeforeEffect", operation: "inquiry", provider: "sbps");
        var number = (await store.OrderByCard(buyer)).Text("number");
        var types = await store.UntilType(number, "order.captured");
        types.Should().ContainInOrder("order.card_authorized", "order.payment_unknown", "order.accepted");
    }

    [Fact]
    public async Task A_commit_that_is_refused_cancels_the_order_and_gives_the_authorisation_back()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("declined", operation: "commit", provider: "sbps");
        var order = await store.OrderByCard(buyer);
        order.Text("status").Should().Be("cancelled");
        await store.BookedCard(order.Text("number"), b => b.GetProperty("payment").Text("status") == "3");
        await store.UntilType(order.Text("number"), "order.authorization_returned");
    }

    [Fact]
    public async Task ORD_2_An_operator_cancels_a_captured_order_and_the_buyer_is_refunded()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.OrderByCard(buyer)).Text("number");
        await store.UntilType(number, "order.captured");
        var cancelling = await store.Operate(number, "cancel", new { reason = "誤発注" });
        (await cancelling.Json()).Text("status").Should().Be("cancelling");
        var cancelled = await store.Until(buyer, number, "cancelled");
        cancelled.GetProperty("card").Text("refundedAt").Should().NotBeEmpty();
        var booked = await store.BookedCard(number, b => b.GetProperty("payment").Text("status") == "4");
        booked.GetProperty("payment").GetProperty("refundedYen").GetInt64().Should().Be(13_200);
        (await store.MailAbout(buyer, "取り消し")).Text.Should().Contain("全額返金");
    }

    [Fact]
    public async Task A_refund_that_is_refused_waits_on_the_operators_list_until_it_is_resolved()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.OrderByCard(buyer)).Text("number");
        await store.UntilType(number, "order.captured");
        await store.Fault("declined", operation: "cancel", provider: "sbps");
        await store.Operate(number, "cancel", new { reason = "誤発注" });
        await store.UntilType(number, "order.cancellation_refused");
        var listed = await store.Get(
            store.Operator,
            $"/v1/operator/orders?status=cancelling&accountId={buyer.AccountId}"
        );
        listed.GetProperty("items").EnumerateArray().Should().ContainSingle(i => i.Text("number") == number);
        (await store.Get(store.Operator, $"/v1/operator/orders/{number}"))
            .Text("cancellationRefusal")
            .Should()
            .Be("10156999");
        var body = new
        {
            outcome = "cancelled",
            reason = "銀行振込で返金",
            evidence = "振込控 2026-11-23",
        };
        var resolved = await store.Operate(number, "resolve-payment", body);
        (await resolved.Json()).Text("status").Should().Be("cancelled");
        (await store.Get(store.Operator, $"/v1/operator/orders/{number}"))
            .Text("paymentEvidence")
            .Should()
            .Be(body.evidence);
    }

    [Fact]
    public async Task A_capture_that_is_refused_is_parked_and_done_when_an_operator_lets_it_go_again()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("declined", times: 8, operation: "capture", provider: "sbps");
        var number = (await store.OrderByCard(buyer)).Text("number");
        // The whole retry table, by the store's clock.
        JsonElement? parked = null;
        for (var i = 0; i < 20 && parked is null; i++)
        {
            await store.MoveClock(Duration.FromHours(7));
            var all = await store.Get(store.Operator, "/v1/operator/parked");
            parked = all.GetProperty("items")
                .EnumerateArray()
                .Where(p => p.Text("consumer") == "order_card_payment")
                .Select(p => (JsonElement?)p)
                .FirstOrDefault();
        }

        parked!.Value.GetRawText().Should().Contain("10142999");
        (await store.Get(buyer.Client, $"/v1/orders/{number}")).Text("status").Should().Be("accepted");
        var retried = await store.Operator.Send(
            HttpMethod.Post,
            $"/v1/operator/parked/{parked.Value.Text("id")}/retry",
            new { reason = "SBPSで復旧を確認" }
        );
        retried.StatusCode.Should().Be(HttpStatusCode.Accepted, await retried.Content.ReadAsStringAsync());
        await store.UntilType(number, "order.captured");
        (await store.BookedCard(number, CardSteps.IsCaptured)).GetProperty("captures").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("""{"outcome":"accepted"}""")]
    [InlineData("""{"outcome":"perhaps","reason":"r"}""")]
    [InlineData("""{"outcome":"accepted","reason":"r","trackingId":"1"}""")]
    [InlineData("""{"outcome":"accepted","reason":"r","trackingId":"00000616307347"}""")]
    [InlineData("""{"outcome":"accepted","reason":"r","spsTransactionId":"B30132002"}""")]
    public async Task A_resolution_says_what_became_of_the_payment_and_why(string body)
    {
        var json = JsonDocument.Parse(body).RootElement;
        var answer = await store.Operator.Send(
            HttpMethod.Post,
            "/v1/operator/orders/O-202611-999999/resolve-payment",
            json,
            ifMatch: "\"1\""
        );
        await answer.ShouldBeProblem(400, "request.invalid");
    }

    [Fact]
    public async Task An_order_that_is_not_there_has_nothing_to_resolve()
    {
        var answer = await store.Operator.Send(
            HttpMethod.Post,
            "/v1/operator/orders/O-202611-999999/resolve-payment",
            new { outcome = "cancelled", reason = "r" },
            ifMatch: "\"0\""
        );
        await answer.ShouldBeProblem(404, "order.not_found");
    }
}
