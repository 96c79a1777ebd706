using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Orders;

public sealed class PlaceOrderTests
{
    private static PlaceOrder.RequestBody OnAccount(string quoteId) => new(PaymentMethod.OnAccount, quoteId);

    private static async Task<string> Code(Task<CommandResult> outcome) => (await ShopFixture.Refused(outcome)).Code;

    [Fact]
    public async Task An_order_within_the_line_records_three_facts_and_answers_what_a_read_shows()
    {
        var scenario = await OrderScenario.Open();
        var quote = await scenario.Quote(3);
        var done = await scenario.Shop.Done(
            scenario.Place(
                OnAccount(quote) with
                {
                    PurchaseOrderNumber = "PO-7",
                    StartsOn = new LocalDate(2026, 12, 1),
                }
            )
        );
        done.Facts.Select(f => f.Type).Should().Equal("order.placed", "credit.reserved", "quote.ordered");
        (done.Response.Kind, done.Response.Id, done.Response.Tag)
            .Should()
            .Be((ResponseKind.Created, "O-202611-000001", Letters.Desks.TagOf(1)));

        var result = await new GetOrder.Handler(scenario.Shop.Reads, Letters.Desks).Handle(
            new GetOrder(OrderScenario.Buyer, "O-202611-000001"),
            default
        );
        OrderScenario.Body(done).Should().Be(System.Text.Encoding.UTF8.GetString(result.Body.Span));
        result.Tag.Should().Be(Letters.Desks.TagOf(1)).And.StartWith("1-");

        var order = ShopFixture.Json(done.Response.Body);
        order.GetProperty("status").GetString().Should().Be("screening");
        order.GetProperty("totalYen").GetInt64().Should().Be(39_600);
        order.GetProperty("taxByRate")[0].GetProperty("taxYen").GetInt64().Should().Be(3_600);
        order.GetProperty("quoteId").GetString().Should().Be(quote);
        order.GetProperty("purchaseOrderNumber").GetString().Should().Be("PO-7");
        order.GetProperty("startsOn").GetString().Should().Be("2026-12-01");
        order.GetProperty("claimAssignedTo").GetString().Should().Be("株式会社ネットプロテクションズ");
        order.GetProperty("seller").GetProperty("name").GetString().Should().Be("アイティクラウド株式会社");
        (await scenario.Line()).Should().Be((39_600, 0, 960_400, 0));
    }

    [Fact]
    public async Task ORD_6_An_order_over_the_line_is_received_and_held_with_its_mail_alone()
    {
        var scenario = await OrderScenario.Open(limitYen: 13_199);
        var done = await scenario.Shop.Done(scenario.Place(OnAccount(await scenario.Quote())));
        done.Facts.Select(f => f.Type).Should().Equal("order.placed", "order.credit_held", "quote.ordered");
        var order = ShopFixture.Json(done.Response.Body);
        order.GetProperty("status").GetString().Should().Be("onCreditHold");
        order.GetProperty("hold").GetString().Should().Be("storeLine");
        order.GetProperty("answerByOn").GetString().Should().Be("2026-11-23");
        (await scenario.Line()).Should().Be((0, 0, 13_199, 0));

        await scenario.Settle();
        scenario.Np.AskedTransactions.Should().BeEmpty();
        var mail = scenario.Mailbox.All.Should().ContainSingle().Subject;
        mail.To.Should().Be("buyer@example.jp");
        mail.Subject.Should().Contain("与信枠超過");
        mail.Text.Should()
            .Contain("カスタマーサービスデスク")
            .And.Contain("O-202611-000001")
            .And.Contain("2026年11月23日");
    }

    [Fact]
    public async Task R6_Of_many_orders_for_the_last_unit_of_credit_exactly_one_is_within_the_line()
    {
        var scenario = await OrderScenario.Open(limitYen: 13_200);
        var quotes = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            quotes.Add(await scenario.Quote());
        }

        var outcomes = await Task.WhenAll(quotes.Select(q => Task.Run(() => scenario.Place(OnAccount(q)))));
        outcomes
            .Select(o => ShopFixture.Text(((CommandResult.Done)o).Response.Body, "status"))
            .GroupBy(s => s)
            .ToDictionary(g => g.Key, g => g.Count())
            .Should()
            .BeEquivalentTo(new Dictionary<string, int> { ["screening"] = 1, ["onCreditHold"] = 49 });
        (await scenario.Line()).Should().Be((13_200, 0, 0, 0));
    }

    [Fact]
    public async Task QUO_4_The_quoted_price_holds_and_a_quote_is_ordered_once()
    {
        var scenario = await OrderScenario.Open();
        var quote = await scenario.Quote();
        await scenario.Shop.Reprice(ShopFixture.Standard, 9_999);
        await scenario.Shop.Withdraw(ShopFixture.Standard);
        var done = await scenario.Shop.Done(scenario.Place(OnAccount(quote)));
        ShopFixture.Json(done.Response.Body).GetProperty("totalYen").GetInt64().Should().Be(13_200);
        (await Code(scenario.Place(OnAccount(quote)))).Should().Be("quote.already_ordered");
        (await scenario.Line()).Reserved.Should().Be(13_200);
    }

    [Fact]
    public async Task QUO_4_A_quote_is_ordered_to_the_end_of_its_last_day_and_not_after()
    {
        var scenario = await OrderScenario.Open();
        var (first, second) = (await scenario.Quote(), await scenario.Quote());
        // Issued on 2026-11-16, valid through 2026-12-16 in Tokyo.
        scenario.Shop.Clock.Now = Instant.FromUtc(2026, 12, 16, 14, 59, 59);
        await scenario.Shop.Done(scenario.Place(OnAccount(first)));
        scenario.Shop.Clock.Now += Duration.FromSeconds(1);
        var refusal = await ShopFixture.Refused(scenario.Place(OnAccount(second)));
        refusal.Code.Should().Be("quote.expired");
        refusal.Details.Should().ContainKey("reissue");
    }

    [Fact]
    public async Task A_cart_is_ordered_at_the_prices_of_the_moment()
    {
        var scenario = await OrderScenario.Open();
        var cart = await scenario.Shop.Cart(OrderScenario.Buyer, (ShopFixture.Standard, 2), (ShopFixture.Light, 5));
        await scenario.Shop.Reprice(ShopFixture.Standard, 2_000);
        var body = new PlaceOrder.RequestBody(PaymentMethod.OnAccount, CartId: cart);
        var done = await scenario.Shop.Done(scenario.Place(body));
        done.Facts.Select(f => f.Type).Should().Equal("order.placed", "credit.reserved");
        // (2,000 × 2 × 12 + 500 × 5) × 1.1
        ShopFixture.Json(done.Response.Body).GetProperty("totalYen").GetInt64().Should().Be(55_550);

        await scenario.Shop.Withdraw(ShopFixture.Light);
        (await Code(scenario.Place(body))).Should().Be("plan.not_on_sale");
        (await Code(scenario.Place(body with { CartId = "unknown" }))).Should().Be("cart.not_found");
        var empty = await scenario.Shop.Cart(OrderScenario.Buyer);
        (await Code(scenario.Place(body with { CartId = empty }))).Should().Be("cart.empty");
    }

    [Fact]
    public async Task ORD_1_A_sole_proprietor_orders_marked_plans_only()
    {
        var scenario = await OrderScenario.Open(kind: AccountKind.SoleProprietor);
        await scenario.Shop.Done(scenario.Place(OnAccount(await scenario.Quote(1, ShopFixture.Standard))));
        var refusal = await ShopFixture.Refused(scenario.Place(OnAccount(await scenario.Quote(5, ShopFixture.Light))));
        (refusal.Code, refusal.Kind).Should().Be(("plan.corporations_only", RefusalKind.Unprocessable));
    }

    [Fact]
    public async Task DD_6_CARD_3_What_is_known_but_refused_comes_before_the_domain()
    {
        var scenario = await OrderScenario.Open();
        var body = OnAccount("unknown");
        (await Code(scenario.Place(body))).Should().Be("quote.not_found");
        (await Code(scenario.Place(body with { Collection = Json("\"directDebit\"") })))
            .Should()
            .Be("collection.account_level");
        var card = body with { PaymentMethod = PaymentMethod.Card, Card = new CardFields("token", "key", Json("3")) };
        (await Code(scenario.Place(card))).Should().Be("card.lump_sum_only");
        (await Code(scenario.Place(card with { Card = card.Card with { PaymentCount = Json("1") } })))
            .Should()
            .Be("quote.not_found");
    }

    [Fact]
    public async Task A_card_order_over_seven_digits_is_refused_and_its_token_forgotten()
    {
        var scenario = await OrderScenario.Open();
        var card = new PlaceOrder.RequestBody(PaymentMethod.Card, Card: new CardFields("token", "key"));
        (await Code(scenario.Place(card with { QuoteId = await scenario.Quote(758) })))
            .Should()
            .Be("card.amount_too_large");
        scenario.Tokens.Count.Should().Be(0);
        await scenario.Shop.Done(scenario.Place(card with { QuoteId = await scenario.Quote(757) }));
        scenario.Tokens.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_contract_starts_today_or_within_ninety_days()
    {
        var scenario = await OrderScenario.Open();
        var body = OnAccount(await scenario.Quote());
        var today = new LocalDate(2026, 11, 16);
        (await Code(scenario.Place(body with { StartsOn = today.PlusDays(-1) })))
            .Should()
            .Be("order.start_out_of_range");
        (await Code(scenario.Place(body with { StartsOn = today.PlusDays(91) })))
            .Should()
            .Be("order.start_out_of_range");
        await scenario.Shop.Done(scenario.Place(body with { StartsOn = today.PlusDays(90) }));
    }

    [Fact]
    public async Task Another_account_s_quote_is_unknown_and_an_anonymous_one_needs_an_addressee()
    {
        var scenario = await OrderScenario.Open();
        var quote = await scenario.Quote();
        const string other = "00000000000000000000000000000002";
        await scenario.Shop.Register(other);
        (await Code(scenario.Place(OnAccount(quote), other))).Should().Be("quote.not_found");
        var anonymous = await scenario.Quote(account: null);
        (await Code(scenario.Place(OnAccount(anonymous)))).Should().Be("quote.addressee_required");
    }

    [Fact]
    public async Task The_same_key_orders_once()
    {
        var scenario = await OrderScenario.Open();
        var body = OnAccount(await scenario.Quote());
        var key = new IdempotencyKey("buyer/1", "key-1", new byte[] { 1 });
        var first = await scenario.Shop.Done(scenario.Place(body, key: key));
        var second = await scenario.Shop.Done(scenario.Place(body, key: key));
        (second.Replayed, OrderScenario.Body(second)).Should().Be((true, OrderScenario.Body(first)));
        (await scenario.Line()).Reserved.Should().Be(13_200);
    }

    [Theory]
    [InlineData("""{"paymentMethod":"onAccount","quoteId":"q"}""", true)]
    [InlineData("""{"paymentMethod":"onAccount"}""", false)]
    [InlineData("""{"paymentMethod":"onAccount","quoteId":"q","cartId":"c"}""", false)]
    [InlineData("""{"paymentMethod":"onAccount","quoteId":"../q"}""", false)]
    [InlineData("""{"paymentMethod":"onAccount","quoteId":"q","card":{"token":"t","tokenKey":"k"}}""", false)]
    [InlineData("""{"paymentMethod":"card","quoteId":"q"}""", false)]
    [InlineData("""{"paymentMethod":"card","quoteId":"q","card":{"token":"","tokenKey":"k"}}""", false)]
    [InlineData("""{"paymentMethod":"card","quoteId":"q","card":{"token":"t","tokenKey":"k"}}""", true)]
    [InlineData("""{"paymentMethod":"onAccount","cartId":"c","purchaseOrderNumber":"PO\n1"}""", false)]
    [InlineData("""{"paymentMethod":"onAccount","cartId":"c","purchaseOrderNumber":""}""", false)]
    public void A_request_has_one_basket_and_what_its_method_needs(string json, bool valid)
    {
        var body = JsonSerializer.Deserialize<PlaceOrder.RequestBody>(json, Store.Application.Json.StoreJson.Strict)!;
        new PlaceOrder.Validator().Validate(new PlaceOrder(ShopFixture.By("a"), body)).IsValid.Should().Be(valid);
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
