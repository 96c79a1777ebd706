using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>Orders on account over HTTP, through NP's wire to the sandbox and back, in every scenario.</summary>
public sealed class OrderJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task NP_3_A_buyer_orders_a_quote_and_NP_accepts_it()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer, 2);
        order.Text("status").Should().Be("accepted");
        order.GetProperty("totalYen").GetInt64().Should().Be(26_400);
        order.Text("claimAssignedTo").Should().Be("株式会社ネットプロテクションズ");
        order.Text("acceptedAt").Should().NotBeEmpty();
        (await store.Line(buyer)).Should().Be((0, 26_400, 273_600, 0));

        var number = order.Text("number");
        var history = await store.Get(buyer.Client, "/v1/orders?status=accepted");
        history.GetProperty("items").EnumerateArray().Should().ContainSingle(i => i.Text("number") == number);

        var booked = await store.Booked(number, t => t.GetProperty("billedOn").ValueKind == JsonValueKind.String);
        booked.Text("result").Should().Be("00");
        await store.UntilType(number, "order.billing_requested");
        var timeline = await store.Get(buyer.Client, $"/v1/orders/{number}/timeline");
        timeline
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.Text("what"))
            .Should()
            .Equal("order.placed", "order.accepted", "order.delivered", "order.billing_requested");
        (await store.MailAbout(buyer, "承諾")).Text.Should().Contain(number).And.Contain("株式会社見本");
        (await store.MailAbout(buyer, "受け付け")).Text.Should().Contain("26,400円（税込）");
    }

    [Fact]
    public async Task The_answer_to_an_order_is_what_a_read_shows_and_is_given_again_byte_for_byte()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("slow");
        var quote = await store.Quote(buyer);
        var key = Guid.NewGuid().ToString();
        var placed = await store.Place(buyer, quote, key: key);
        placed.StatusCode.Should().Be(HttpStatusCode.Created);
        var body = await placed.Content.ReadAsStringAsync();
        var number = JsonDocument.Parse(body).RootElement.Text("number");
        placed.Headers.Location!.ToString().Should().Be($"/v1/orders/{number}");
        var support = JsonDocument.Parse(body).RootElement.GetProperty("support");
        support.Text("phone").Should().Be("03-4577-9631", "SUP-1: it is paid on account");
        support.TryGetProperty("openNow", out _).Should().BeFalse("an order does not change with the hour");

        var read = await buyer.Client.GetAsync($"/v1/orders/{number}");
        read.Headers.ETag.Should().Be(placed.Headers.ETag);
        (await read.Content.ReadAsStringAsync()).Should().Be(body);

        var replay = await store.Place(buyer, quote, key: key);
        (await replay.Content.ReadAsStringAsync()).Should().Be(body);
        replay.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");

        // A replay that waits is rendered afresh.
        var waited = await store.Place(buyer, quote, waitSeconds: 20, key);
        waited.Headers.GetValues("Preference-Applied").Should().Equal("wait=20");
        (await waited.Json()).Text("status").Should().Be("accepted");
    }

    [Fact]
    public async Task ORD_6_An_order_over_the_line_is_held_released_with_a_raise_and_accepted()
    {
        var buyer = await store.NewBuyer(limitYen: 20_000);
        var order = await store.Order(buyer, 2);
        var number = order.Text("number");
        order.Text("status").Should().Be("onCreditHold");
        order.Text("hold").Should().Be("storeLine");
        (await store.MailAbout(buyer, "与信枠超過")).Text.Should().Contain("カスタマーサービスデスク");
        (await store.Mails(buyer)).Should().ContainSingle("the mail of the hold says that it was received");

        var path = $"/v1/operator/orders/{number}/release";
        var unversioned = await store.Operator.Send(HttpMethod.Post, path, new { reason = "r" });
        unversioned.StatusCode.Should().Be((HttpStatusCode)428);
        await (
            await store.Operator.Send(HttpMethod.Post, path, new { reason = "r" }, ifMatch: "\"1\"")
        ).ShouldBeProblem(412, "concurrency.stale");
        await (await store.Operate(number, "release", new { reason = "r" })).ShouldBeProblem(
            409,
            "credit.insufficient"
        );
        await (await store.Operate(number, "release", new { limitYen = 30_000 })).ShouldBeProblem(
            400,
            "request.invalid"
        );
        var released = await store.Operate(number, "release", new { reason = "決算書を確認", limitYen = 30_000 });
        released.StatusCode.Should().Be(HttpStatusCode.OK, await released.Content.ReadAsStringAsync());
        (await released.Json()).Text("status").Should().Be("screening");
        await store.Until(buyer, number, "accepted");
        (await store.Line(buyer)).Should().Be((0, 26_400, 3_600, 0));
        var line = await store.Operator.GetAsync($"/v1/operator/accounts/{buyer.AccountId}/credit-line");
        line.Headers.ETag!.ToString().Should().Be("\"5\"");

        var forOperators = await store.Get(store.Operator, $"/v1/operator/orders/{number}/timeline");
        forOperators.GetRawText().Should().Contain("決算書を確認");
        var forTheBuyer = await store.Get(buyer.Client, $"/v1/orders/{number}/timeline");
        forTheBuyer.GetRawText().Should().NotContain("決算書を確認");
    }

    [Fact]
    public async Task An_unanswered_refusal_is_cancelled_when_its_day_is_over_and_its_quote_can_be_ordered_again()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("declined");
        var order = await store.Order(buyer);
        order.Text("status").Should().Be("screeningRefused");
        (await store.MailAbout(buyer, "審査結果")).Text.Should().Contain("クレジットカード");
        await store.MoveClock(Duration.FromDays(8));
        var cancelled = await store.Get(buyer.Client, $"/v1/orders/{order.Text("number")}");
        cancelled.Text("status").Should().Be("cancelled");
        cancelled.Text("cancellationCause").Should().Be("unanswered");
        (await store.MailAbout(buyer, "取り消し")).Text.Should().Contain(order.Text("number"));
        (await store.Place(buyer, order.Text("quoteId"))).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_operator_delivers_and_what_was_delivered_cannot_be_cancelled()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer, plan: SandboxStore.Slow);
        var number = order.Text("number");
        order.Text("status").Should().Be("accepted");
        order.GetProperty("deliveredAt").ValueKind.Should().Be(JsonValueKind.Null);
        var delivered = await store.Operate(number, "delivered", new { reason = "納品確認" });
        (await delivered.Json()).GetProperty("delivered").GetBoolean().Should().BeTrue();
        var booked = await store.Booked(number, t => t.GetProperty("billedOn").ValueKind == JsonValueKind.String);
        booked.Text("billedOn").Should().Be(SandboxStore.TokyoDateOf(order.Text("acceptedAt")));
        await (await store.Operate(number, "cancel", new { reason = "誤発注" })).ShouldBeProblem(
            409,
            "order.delivered_already"
        );
    }

    [Fact]
    public async Task ORD_2_An_operator_cancels_an_accepted_order_through_NP_and_the_credit_comes_back()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer);
        var number = order.Text("number");
        var cancel = await buyer.Client.Send(HttpMethod.Post, $"/v1/orders/{number}/cancel", new { reason = "x" });
        cancel.StatusCode.Should().Be(HttpStatusCode.NotFound, "the door of a buyer is an inquiry");
        var cancelling = await store.Operate(number, "cancel", new { reason = "誤発注" });
        (await cancelling.Json()).Text("status").Should().Be("cancelling");
        await store.Until(buyer, number, "cancelled");
        (await store.Line(buyer)).Should().Be((0, 0, 300_000, 0));
        (await store.Booked(number, _ => true)).GetProperty("cancelled").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_cancellation_that_NP_refuses_waits_on_the_operators_list()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer);
        var number = order.Text("number");
        await store.Fault("declined", operation: "cancel");
        await store.Operate(number, "cancel", new { reason = "誤発注" });
        for (
            var i = 0;
            i < SandboxStore.Patience && !(await store.Types(number)).Contains("order.cancellation_refused");
            i++
        )
        {
            await Task.Delay(SandboxStore.Glance);
        }

        var listed = await store.Get(
            store.Operator,
            $"/v1/operator/orders?status=cancelling&accountId={buyer.AccountId}"
        );
        listed.GetProperty("items").EnumerateArray().Should().ContainSingle(i => i.Text("number") == number);
        var seen = await store.Get(store.Operator, $"/v1/operator/orders/{number}");
        seen.Text("cancellationRefusal").Should().Contain("キャンセルできません");
        (await store.Line(buyer)).Used.Should().Be(13_200);
    }

    [Fact]
    public async Task E2_The_acknowledgement_is_there_once_the_order_is_accepted_and_stays_the_same()
    {
        var buyer = await store.NewBuyer();
        await store.Fault("ngUnpaid");
        var refused = await store.Order(buyer);
        await (await buyer.Client.GetAsync($"/v1/orders/{refused.Text("number")}/acknowledgement.pdf")).ShouldBeProblem(
            409,
            "order.not_accepted"
        );

        var number = (await store.Order(buyer)).Text("number");
        var first = await buyer.Client.GetAsync($"/v1/orders/{number}/acknowledgement.pdf");
        first.StatusCode.Should().Be(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        first.Content.Headers.ContentType!.MediaType.Should().Be("application/pdf");
        var bytes = await first.Content.ReadAsByteArrayAsync();
        Encoding.ASCII.GetString(bytes, 0, 5).Should().Be("%PDF-");
        var again = await buyer.Client.GetByteArrayAsync($"/v1/orders/{number}/acknowledgement.pdf");
        again.Should().Equal(bytes);
        first.Headers.ETag!.ToString().Should().Be($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
        (await store.Types(number)).Count(t => t == "order.document_filed").Should().Be(1);
    }

    [Fact]
    public async Task SITE_1_Another_account_s_order_is_not_found_and_a_visitor_s_history_asks_for_sign_in()
    {
        var owner = await store.NewBuyer();
        var number = (await store.Order(owner)).Text("number");
        var other = await store.NewBuyer();
        foreach (var part in new[] { "", "/timeline", "/acknowledgement.pdf" })
        {
            var foreign = await other.Client.GetAsync($"/v1/orders/{number}{part}");
            var unknown = await other.Client.GetAsync($"/v1/orders/O-209912-000001{part}");
            var (one, two) = (await foreign.ShouldBeProblem(404, "order.not_found"), await unknown.Json());
            one.Text("detail").Should().Be(two.Text("detail"));
        }

        (await store.Get(other.Client, "/v1/orders")).GetProperty("items").GetArrayLength().Should().Be(0);
        (await store.Anonymous.GetAsync("/v1/orders")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_history_pages_newest_first_and_filters_by_day_and_method()
    {
        var buyer = await store.NewBuyer(limitYen: 0);
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Insert(0, (await store.Order(buyer)).Text("number"));
        }

        var first = await store.Get(buyer.Client, "/v1/orders?limit=2&paymentMethod=onAccount");
        var cursor = first.Text("nextCursor");
        var second = await store.Get(buyer.Client, $"/v1/orders?limit=2&cursor={cursor}");
        first
            .GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray())
            .Select(i => i.Text("number"))
            .Should()
            .Equal(numbers);
        (await store.Get(buyer.Client, "/v1/orders?placedTo=2020-01-01"))
            .GetProperty("items")
            .GetArrayLength()
            .Should()
            .Be(0);
        (await store.Get(buyer.Client, "/v1/orders?placedFrom=2020-01-01"))
            .GetProperty("items")
            .GetArrayLength()
            .Should()
            .Be(3);
        (await store.Get(buyer.Client, "/v1/orders?paymentMethod=card"))
            .GetProperty("items")
            .GetArrayLength()
            .Should()
            .Be(0);
        await (await buyer.Client.GetAsync("/v1/orders?status=unheardOf")).ShouldBeProblem(400, "request.invalid");
    }

    [Theory]
    [InlineData(
        """{"quoteId":"q","paymentMethod":"onAccount","collection":"directDebit"}""",
        422,
        "collection.account_level"
    )]
    [InlineData(
        """{"quoteId":"q","paymentMethod":"card","card":{"token":"t","tokenKey":"k","paymentCount":3}}""",
        422,
        "card.lump_sum_only"
    )]
    [InlineData(
        """{"quoteId":"q","paymentMethod":"card","card":{"token":"4111111111111111","tokenKey":"k","paymentCount":3}}""",
        422,
        "card.pan_refused"
    )]
    [InlineData(
        """{"quoteId":"q","paymentMethod":"card","card":{"token":"t","tokenKey":"k","number":"1"}}""",
        400,
        "request.invalid"
    )]
    [InlineData("""{"quoteId":"q","paymentMethod":"invoice"}""", 400, "request.invalid")]
    [InlineData("""{"quoteId":"q"}""", 400, "request.invalid")]
    [InlineData("""{"quoteId":"q","paymentMethod":"onAccount","typo":1}""", 400, "request.invalid")]
    [InlineData("""{"quoteId":"q","paymentMethod":"onAccount"}""", 404, "quote.not_found")]
    [InlineData("""{"cartId":"c","paymentMethod":"onAccount"}""", 404, "cart.not_found")]
    public async Task Refusals_come_in_the_order_shape_card_number_known_fields_domain(
        string body,
        int status,
        string code
    )
    {
        var buyer = await store.NewBuyer();
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/orders")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        await (await buyer.Client.SendAsync(request)).ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task ORD_1_A_sole_proprietor_cannot_order_a_plan_that_is_not_marked()
    {
        var buyer = await store.NewBuyer(null, ("kind", "soleProprietor"), ("registrationNumber", null));
        (await store.Order(buyer)).Text("status").Should().Be("accepted");
        var quote = await store.Quote(buyer, plan: SandboxStore.Slow);
        await (await store.Place(buyer, quote)).ShouldBeProblem(422, "plan.corporations_only");
    }
}
