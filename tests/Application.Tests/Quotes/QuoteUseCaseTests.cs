using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Quotes;
using Store.Domain.Quotes;
using Xunit;

namespace Store.Application.Tests.Quotes;

public sealed class QuoteUseCaseTests
{
    [Fact]
    public async Task QUO_1_a_visitor_gets_a_quote_from_the_cart_and_reads_what_the_answer_showed()
    {
        var shop = await ShopFixture.WithProduct();
        var done = await shop.Done(
            shop.Issue(await shop.Cart(null, (ShopFixture.Standard, 3), (ShopFixture.Light, 5)))
        );
        done.Response.Kind.Should().Be(ResponseKind.Created);
        var quote = ShopFixture.Json(done.Response.Body);
        quote.GetProperty("number").GetString().Should().Be("Q-202611-000001");
        quote.GetProperty("addressee").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        quote.GetProperty("subtotalYen").GetInt64().Should().Be(38_500);
        quote.GetProperty("totalYen").GetInt64().Should().Be(42_350);
        var read = await shop.Get(quote.GetProperty("id").GetString()!);
        read.Body.ToArray().Should().Equal(done.Response.Body.ToArray());
        read.Tag.Should().Be(done.Response.Tag);
    }

    [Fact]
    public async Task QUO_2_a_buyers_quote_is_addressed_to_the_company_and_belongs_to_the_account()
    {
        var shop = await ShopFixture.WithProduct();
        await shop.Register(ShopFixture.Buyer);
        var cart = await shop.Cart(ShopFixture.Buyer, (ShopFixture.Standard, 3));
        var done = await shop.Done(shop.Issue(cart, ShopFixture.Buyer));
        var addressee = ShopFixture.Json(done.Response.Body).GetProperty("addressee");
        addressee.GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
        addressee.GetProperty("contactName").GetString().Should().Be("山田太郎");
        Encoding.UTF8.GetString(done.Facts.Single().Envelope.Span).Should().NotContain("山田");

        var id = ShopFixture.Text(done.Response.Body, "id");
        (await shop.Get(id, ShopFixture.Buyer)).Refused.Should().BeNull();
        (await shop.Get(id, "another")).Refused!.Code.Should().Be("quote.not_found");
        (await shop.Get(id)).Refused!.Code.Should().Be("quote.not_found");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_quote_and_draws_no_second_number()
    {
        var shop = await ShopFixture.WithProduct();
        var cart = await shop.Cart(null, (ShopFixture.Standard, 3));
        var key = new IdempotencyKey("anonymous", "k", new byte[] { 1 });
        var first = await shop.Done(shop.Issue(cart, key: key));
        var again = await shop.Done(shop.Issue(cart, key: key));
        again.Replayed.Should().BeTrue();
        again.Response.Body.ToArray().Should().Equal(first.Response.Body.ToArray());
        var next = await shop.Done(shop.Issue(cart));
        ShopFixture.Text(next.Response.Body, "number").Should().Be("Q-202611-000002");
    }

    [Fact]
    public async Task An_empty_or_unknown_cart_and_a_withdrawn_plan_give_no_quote()
    {
        var shop = await ShopFixture.WithProduct();
        (await ShopFixture.Refused(shop.Issue(await shop.Cart()))).Code.Should().Be("cart.empty");
        (await ShopFixture.Refused(shop.Issue("unknown"))).Code.Should().Be("cart.not_found");
        var cart = await shop.Cart(null, (ShopFixture.Standard, 3));
        await shop.Done(shop.Withdraw(ShopFixture.Standard));
        (await ShopFixture.Refused(shop.Issue(cart))).Code.Should().Be("plan.not_on_sale");
    }

    [Fact]
    public async Task QUO_3_a_quote_stands_until_the_end_of_its_last_day_in_Tokyo()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await Quoted(shop);
        shop.Clock.Now = Instant.FromUtc(2026, 12, 16, 14, 59, 59);
        var lastSecond = await shop.Get(id);
        ShopFixture.Text(lastSecond.Body, "validUntilOn").Should().Be("2026-12-16");
        ShopFixture.Text(lastSecond.Body, "status").Should().Be("valid");
        shop.Clock.Now = Instant.FromUtc(2026, 12, 16, 15, 0, 0);
        var midnight = await shop.Get(id);
        ShopFixture.Text(midnight.Body, "status").Should().Be("expired");
        midnight.Tag.Should().NotBe(lastSecond.Tag);
    }

    [Fact]
    public async Task QUO_4_a_new_price_leaves_the_quote_as_it_is_and_shows_in_the_reissue()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await Quoted(shop);
        await shop.Done(shop.Reprice(ShopFixture.Standard, 1200));
        ShopFixture.Json((await shop.Get(id)).Body).GetProperty("totalYen").GetInt64().Should().Be(39_600);

        var again = ShopFixture.Json((await shop.Done(shop.Reissue(id))).Response.Body);
        again.GetProperty("supersedes").GetString().Should().Be(id);
        again.GetProperty("number").GetString().Should().Be("Q-202611-000002");
        again.GetProperty("totalYen").GetInt64().Should().Be(47_520);
        var change = again.GetProperty("changes")[0];
        change.GetProperty("planId").GetString().Should().Be(ShopFixture.Standard);
        change.GetProperty("field").GetString().Should().Be("unitPriceYen");
        change.GetProperty("before").GetInt64().Should().Be(1000);
        change.GetProperty("after").GetInt64().Should().Be(1200);

        var old = await shop.Get(id);
        ShopFixture.Text(old.Body, "status").Should().Be("superseded");
        ShopFixture.Text(old.Body, "supersededBy").Should().Be(again.GetProperty("id").GetString());
        (await ShopFixture.Refused(shop.Reissue(id))).Code.Should().Be("quote.superseded");
    }

    [Fact]
    public async Task QUO_4_a_withdrawn_plan_is_dropped_and_of_nothing_there_is_no_quote()
    {
        var shop = await ShopFixture.WithProduct();
        var cart = await shop.Cart(null, (ShopFixture.Standard, 3), (ShopFixture.Light, 5));
        var id = ShopFixture.Text((await shop.Done(shop.Issue(cart))).Response.Body, "id");
        await shop.Done(shop.Withdraw(ShopFixture.Light));
        var again = ShopFixture.Json((await shop.Done(shop.Reissue(id))).Response.Body);
        again.GetProperty("lines").GetArrayLength().Should().Be(1);
        var change = again.GetProperty("changes")[0];
        change.GetProperty("planId").GetString().Should().Be(ShopFixture.Light);
        change.GetProperty("after").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);

        await shop.Done(shop.Withdraw(ShopFixture.Standard));
        (await ShopFixture.Refused(shop.Reissue(again.GetProperty("id").GetString()!)))
            .Code.Should()
            .Be("quote.nothing_left");
    }

    [Fact]
    public async Task QUO_2_a_buyer_claims_a_visitors_quote_by_having_it_reissued()
    {
        var shop = await ShopFixture.WithProduct();
        await shop.Register(ShopFixture.Buyer);
        var id = await Quoted(shop);
        var claimed = ShopFixture.Json((await shop.Done(shop.Reissue(id, ShopFixture.Buyer))).Response.Body);
        claimed.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
        claimed.GetProperty("changes").GetArrayLength().Should().Be(0);
        (await shop.Get(claimed.GetProperty("id").GetString()!)).Refused!.Code.Should().Be("quote.not_found");
        (await ShopFixture.Refused(shop.Reissue("unknown"))).Code.Should().Be("quote.not_found");
    }

    [Fact]
    public async Task An_erased_account_leaves_its_company_on_its_quotes_and_no_contact()
    {
        var shop = await ShopFixture.WithProduct();
        await shop.Register(ShopFixture.Buyer);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var cart = await shop.Cart(ShopFixture.Buyer, (ShopFixture.Standard, 3));
            var done = await shop.Done(shop.Issue(cart, ShopFixture.Buyer));
            ids.Add(ShopFixture.Text(done.Response.Body, "id"));
        }

        var cause = await shop.Erase(ShopFixture.Buyer);
        var reactor = new QuoteErasure(shop.Log, shop.Reads);
        reactor.Concerns(cause).Should().BeTrue();
        await reactor.React(cause, default);
        foreach (var id in ids)
        {
            var addressee = ShopFixture.Json((await shop.Get(id, ShopFixture.Buyer)).Body).GetProperty("addressee");
            addressee.GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
            addressee.GetProperty("contactName").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        }

        var facts = (await shop.Log.Read(StreamId.Of<Quote>(ids[0]), default)).Count;
        await reactor.React(cause, default);
        (await shop.Log.Read(StreamId.Of<Quote>(ids[0]), default)).Count.Should().Be(facts);

        var late = await shop.Cart(ShopFixture.Buyer, (ShopFixture.Standard, 3));
        var quote = ShopFixture.Json((await shop.Done(shop.Issue(late, ShopFixture.Buyer))).Response.Body);
        quote
            .GetProperty("addressee")
            .GetProperty("contactName")
            .ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task The_document_is_made_once_whoever_asks_first()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await Quoted(shop);
        var pdf = new QuotePdf(shop.Log, shop.Files, new CountingRenderer(), ShopFixture.Settings.TaxRates, shop.Clock);
        var first = await pdf.Of(id, default);
        var issue = (await shop.Log.Read(StreamId.Of<Quote>(id), default))[0];
        await new QuoteDocuments(pdf).React(issue, default);
        var again = await pdf.Of(id, default);
        again.Bytes.ToArray().Should().Equal(first.Bytes.ToArray());
        var facts = await shop.Log.Read(StreamId.Of<Quote>(id), default);
        facts
            .Select(f => f.Fact)
            .OfType<QuoteDocumentFiled>()
            .Should()
            .ContainSingle()
            .Which.Sha256.Should()
            .Be(first.Sha256);
    }

    private static async Task<string> Quoted(ShopFixture shop)
    {
        var cart = await shop.Cart(null, (ShopFixture.Standard, 3));
        return ShopFixture.Text((await shop.Done(shop.Issue(cart))).Response.Body, "id");
    }
}
