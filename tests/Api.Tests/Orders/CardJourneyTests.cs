using System.Net;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>Orders by card over HTTP, through SBPS's wire to the sandbox and back.</summary>
public sealed class CardJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Theory]
    [InlineData("jcb")]
    [InlineData("visa")]
    [InlineData("mastercard")]
    [InlineData("amex")]
    [InlineData("diners")]
    public async Task CARD_2_Each_of_the_five_brands_is_authorised_committed_and_captured_once(string brand)
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var order = await store.OrderByCard(buyer, brand);
        var number = order.Text("number");
        (order.Text("status"), order.Text("paymentMethod")).Should().Be(("accepted", "card"));
        order
            .GetProperty("claimAssignedTo")
            .ValueKind.Should()
            .Be(JsonValueKind.Null, "the claim stays with the store");
        order.GetProperty("support").Text("paymentMethod").Should().Be("card");
        (await store.UntilType(number, "order.invoiced"))
            .Should()
            .Equal(
                "order.placed",
                "order.card_chosen",
                "order.authorization_sent",
                "order.card_authorized",
                "order.accepted",
                "order.delivered",
                "order.captured",
                "order.invoiced"
            );
        var booked = await store.BookedCard(number, CardSteps.IsCaptured);
        (booked.GetProperty("authorizations").GetInt32(), booked.GetProperty("captures").GetInt32())
            .Should()
            .Be((1, 1));
        booked.GetProperty("payment").GetProperty("capturedYen").GetInt64().Should().Be(13_200);
        var shown = await store.Get(buyer.Client, $"/v1/orders/{number}");
        shown.GetProperty("card").Text("brand").Should().Be(brand);
        shown.GetProperty("card").Text("capturedAt").Should().NotBeEmpty();
        (await store.Line(buyer)).Should().Be((0, 0, 0, 0), "a card holds no credit");
        (await store.MailAbout(buyer, "受け付け")).Text.Should().Contain("クレジットカード（一括払い）");
        (await store.MailAbout(buyer, "承諾"))
            .Text.Should()
            .Contain("「ITreviewオンラインストア」と表示", "CARD-6")
            .And.NotContain("ネットプロテクションズ");
        var pdf = await buyer.Client.GetAsync($"/v1/orders/{number}/acknowledgement.pdf");
        pdf.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("visa", "declined", "cardCompany", "クレジットカード会社にお問い合わせください")]
    [InlineData("visa", "cardData", "cardData", "カード番号、有効期限またはセキュリティコード")]
    [InlineData("visa", "expiredToken", "token", "カード情報をあらためてご入力")]
    [InlineData("other", "ok", "brand", "American Express、Diners Club")]
    public async Task CARD_5_A_card_that_is_not_charged_cancels_the_order_and_the_mail_says_why(
        string brand,
        string outcome,
        string declined,
        string text
    )
    {
        var buyer = await store.NewBuyer();
        var order = await store.OrderByCard(buyer, brand, outcome);
        var number = order.Text("number");
        (order.Text("status"), order.Text("cancellationCause")).Should().Be(("cancelled", "cardNotCharged"));
        order.GetProperty("card").Text("declined").Should().Be(declined);
        (await store.MailAbout(buyer, "取り消し")).Text.Should().Contain(text);
        var booked = await store.BookedCard(
            number,
            b => b.GetProperty("payment") is not { ValueKind: JsonValueKind.Object } p || p.Text("status") == "3"
        );
        booked.GetProperty("captures").GetInt32().Should().Be(0);
        booked.GetProperty("authorizations").GetInt32().Should().Be(brand == "other" ? 1 : 0);
        if (brand == "other")
        {
            await store.UntilType(number, "order.authorization_returned");
        }

        var timeline = await store.Get(buyer.Client, $"/v1/orders/{number}/timeline");
        timeline.GetRawText().Should().NotMatchRegex("101[0-9T]{2}[0-9]{3}", "buyers see no provider's codes");
        // The quote is free again.
        (await store.Place(buyer, order.Text("quoteId")))
            .StatusCode.Should()
            .Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_answer_to_a_hold_is_a_card_order_from_then_on_and_repeated_byte_for_byte()
    {
        var buyer = await store.NewBuyer(limitYen: 10_000);
        var held = await store.Order(buyer);
        var number = held.Text("number");
        held.Text("status").Should().Be("onCreditHold");
        var key = Guid.NewGuid().ToString();
        var card = await store.Card();
        var body = new { paymentMethod = "card", card };
        var path = $"/v1/orders/{number}/payment";
        var first = await buyer.Client.Send(HttpMethod.Post, path, body, key: key);
        first.StatusCode.Should().Be(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        var answer = await first.Content.ReadAsStringAsync();
        JsonDocument.Parse(answer).RootElement.Text("status").Should().Be("authorizing");
        var order = await store.Until(buyer, number, "accepted");
        order.Text("paymentMethod").Should().Be("card");
        order.GetProperty("claimAssignedTo").ValueKind.Should().Be(JsonValueKind.Null);
        await store.BookedCard(number, CardSteps.IsCaptured);

        var replay = await buyer.Client.Send(HttpMethod.Post, path, body, key: key);
        (await replay.Content.ReadAsStringAsync()).Should().Be(answer);
        replay.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        (await store.Line(buyer)).Should().Be((0, 0, 10_000, 0));
        var history = await store.Get(buyer.Client, "/v1/orders?paymentMethod=card");
        history.GetProperty("items").EnumerateArray().Should().ContainSingle(i => i.Text("number") == number);
        await (await store.Pay(buyer, number)).ShouldBeProblem(409, "order.not_payable");
    }

    [Fact]
    public async Task A_declined_answer_to_a_refusal_is_told_and_the_order_cancelled_when_its_day_is_over()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("declined");
        var refused = await store.Order(buyer);
        var number = refused.Text("number");
        refused.Text("status").Should().Be("screeningRefused");
        var back = await (await store.Pay(buyer, number, "declined")).Json();
        foreach (var same in new[] { "status", "paymentMethod", "claimAssignedTo", "answerByOn" })
        {
            back.Text(same).Should().Be(refused.Text(same));
        }

        back.GetProperty("card").Text("declined").Should().Be("cardCompany");
        (await store.MailAbout(buyer, "カード決済の結果")).Text.Should().Contain("クレジットカード会社にお問い合わせ");
        await store.MoveClock(Duration.FromDays(8));
        (await store.Get(buyer.Client, $"/v1/orders/{number}")).Text("status").Should().Be("cancelled");
        (await store.MailAbout(buyer, "取り消し")).Text.Should().Contain("期限までに");
    }

    [Fact]
    public async Task Two_cards_at_once_are_one_authorisation()
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var number = (await store.Order(buyer)).Text("number");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.Pay(buyer, number)));
        answers.Count(a => a.StatusCode == HttpStatusCode.OK).Should().Be(1);
        foreach (var answer in answers.Where(a => a.StatusCode != HttpStatusCode.OK))
        {
            await answer.ShouldBeProblem(409, "order.not_payable");
        }

        var booked = await store.BookedCard(number, CardSteps.IsCaptured);
        booked.GetProperty("authorizations").GetInt32().Should().Be(1);
        (await store.Types(number)).Count(t => t == "order.authorization_sent").Should().Be(1);
    }

    [Fact]
    public async Task SITE_1_Another_account_s_hold_and_an_unknown_one_are_answered_the_same()
    {
        var (buyer, other) = (await store.NewBuyer(limitYen: 0), await store.NewBuyer());
        var number = (await store.Order(buyer)).Text("number");
        await (await store.Pay(other, number)).ShouldBeProblem(404, "order.not_found");
        await (await store.Pay(other, "O-202611-999999")).ShouldBeProblem(404, "order.not_found");
        var anonymous = await store.Anonymous.Send(HttpMethod.Post, $"/v1/orders/{number}/payment", new { });
        anonymous.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"paymentMethod":"onAccount","card":{"token":"t","tokenKey":"k"}}""", 400, "request.invalid")]
    [InlineData("""{"paymentMethod":"card"}""", 400, "request.invalid")]
    [InlineData("""{"paymentMethod":"card","card":{"token":"","tokenKey":"k"}}""", 400, "request.invalid")]
    [InlineData(
        """{"paymentMethod":"card","card":{"token":"t","tokenKey":"k","paymentCount":2}}""",
        422,
        "card.lump_sum_only"
    )]
    [InlineData(
        """{"paymentMethod":"card","card":{"token":"4111 1111 1111 1111","tokenKey":"k"}}""",
        422,
        "card.pan_refused"
    )]
    public async Task What_is_no_answer_to_a_hold_changes_nothing(string body, int status, string code)
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var number = (await store.Order(buyer)).Text("number");
        var json = JsonDocument.Parse(body).RootElement;
        var answer = await buyer.Client.Send(HttpMethod.Post, $"/v1/orders/{number}/payment", json);
        await answer.ShouldBeProblem(status, code);
        (await store.Types(number)).Should().Equal("order.placed", "order.credit_held");
    }

    [Theory]
    [InlineData("full", null)]
    [InlineData("beyond", "card.amount_too_large")]
    [InlineData("free", "card.amount_too_small")]
    public async Task A_card_is_asked_for_1_to_9_999_999_yen(string plan, string? code)
    {
        await AddLimits();
        var buyer = await store.NewBuyer(limitYen: 0);
        var quoteId = await store.Quote(buyer, plan: $"limits.{plan}");
        var body = new
        {
            quoteId,
            paymentMethod = "card",
            card = await store.Card(),
        };
        var placed = await SandboxStore.Send(buyer, body, waitSeconds: 20);
        if (code is null)
        {
            var order = await placed.Json();
            (order.GetProperty("totalYen").GetInt64(), order.Text("status")).Should().Be((9_999_999, "accepted"));
            return;
        }

        await placed.ShouldBeProblem(422, code);
        if (code == "card.amount_too_large")
        {
            var held = await (await store.Place(buyer, quoteId)).Json();
            (held.GetProperty("totalYen").GetInt64(), held.Text("status")).Should().Be((10_000_000, "onCreditHold"));
            await (await store.Pay(buyer, held.Text("number"))).ShouldBeProblem(422, code);
        }
    }

    /// <summary>9,259,259 yen and 8 % are 9,999,999; one yen more is 10,000,000.</summary>
    private async Task AddLimits()
    {
        static object Plan(string id, long unitPriceYen) =>
            new
            {
                id,
                name = id,
                unitPriceYen,
                termMonths = 1,
                taxRatePercent = 8,
            };
        var body = new
        {
            id = "limits",
            name = "上限クラウド",
            maker = "株式会社メーカー",
            plans = new[] { Plan("full", 9_259_259), Plan("beyond", 9_259_260), Plan("free", 0) },
            reason = "試験",
        };
        var added = await store.Operator.Send(HttpMethod.Post, "/v1/operator/products", body);
        added.StatusCode.Should().BeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
    }
}
