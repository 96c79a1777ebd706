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
        var counter = await Counter.WithProduct();
        var done = await counter.Done(
            counter.Issue(await counter.Cart(null, (Counter.Standard, 3), (Counter.Light, 5)))
        );
        done.Response.Status.Should().Be(201);
        var quote = Counter.Json(done.Response.Body);
        quote.GetProperty("number").GetString().Should().Be("Q-202611-000001");
        quote.GetProperty("addressee").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        quote.GetProperty("subtotalYen").GetInt64().Should().Be(38_500);
        quote.GetProperty("totalYen").GetInt64().Should().Be(42_350);
        var read = await counter.Get(quote.GetProperty("id").GetString()!);
        read.Body.ToArray().Should().Equal(done.Response.Body.ToArray());
        read.ETag.Should().Be(done.Response.ETag);
    }

    [Fact]
    public async Task QUO_2_a_buyers_quote_is_addressed_to_the_company_and_belongs_to_the_account()
    {
        var counter = await Counter.WithProduct();
        await counter.Register(Counter.Buyer);
        var cart = await counter.Cart(Counter.Buyer, (Counter.Standard, 3));
        var done = await counter.Done(counter.Issue(cart, Counter.Buyer));
        var addressee = Counter.Json(done.Response.Body).GetProperty("addressee");
        addressee.GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
        addressee.GetProperty("contactName").GetString().Should().Be("山田太郎");
        Encoding.UTF8.GetString(done.Facts.Single().Envelope.Span).Should().NotContain("山田");

        var id = Counter.Text(done.Response.Body, "id");
        (await counter.Get(id, Counter.Buyer)).Refused.Should().BeNull();
        (await counter.Get(id, "another")).Refused!.Code.Should().Be("quote.not_found");
        (await counter.Get(id)).Refused!.Code.Should().Be("quote.not_found");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_quote_and_draws_no_second_number()
    {
        var counter = await Counter.WithProduct();
        var cart = await counter.Cart(null, (Counter.Standard, 3));
        var key = new IdempotencyKey("anonymous", "k", new byte[] { 1 });
        var first = await counter.Done(counter.Issue(cart, key: key));
        var again = await counter.Done(counter.Issue(cart, key: key));
        again.Replayed.Should().BeTrue();
        again.Response.Body.ToArray().Should().Equal(first.Response.Body.ToArray());
        var next = await counter.Done(counter.Issue(cart));
        Counter.Text(next.Response.Body, "number").Should().Be("Q-202611-000002");
    }

    [Fact]
    public async Task An_empty_or_unknown_cart_and_a_withdrawn_plan_give_no_quote()
    {
        var counter = await Counter.WithProduct();
        (await Counter.Refused(counter.Issue(await counter.Cart()))).Code.Should().Be("cart.empty");
        (await Counter.Refused(counter.Issue("unknown"))).Code.Should().Be("cart.not_found");
        var cart = await counter.Cart(null, (Counter.Standard, 3));
        await counter.Done(counter.Withdraw(Counter.Standard));
        (await Counter.Refused(counter.Issue(cart))).Code.Should().Be("plan.not_on_sale");
    }

    [Fact]
    public async Task QUO_3_a_quote_stands_until_the_end_of_its_last_day_in_Tokyo()
    {
        var counter = await Counter.WithProduct();
        var id = await Quoted(counter);
        counter.Clock.Now = Instant.FromUtc(2026, 12, 16, 14, 59, 59);
        var lastSecond = await counter.Get(id);
        Counter.Text(lastSecond.Body, "validUntilOn").Should().Be("2026-12-16");
        Counter.Text(lastSecond.Body, "status").Should().Be("valid");
        counter.Clock.Now = Instant.FromUtc(2026, 12, 16, 15, 0, 0);
        var midnight = await counter.Get(id);
        Counter.Text(midnight.Body, "status").Should().Be("expired");
        midnight.ETag.Should().NotBe(lastSecond.ETag);
    }

    [Fact]
    public async Task QUO_4_a_new_price_leaves_the_quote_as_it_is_and_shows_in_the_reissue()
    {
        var counter = await Counter.WithProduct();
        var id = await Quoted(counter);
        await counter.Done(counter.Reprice(Counter.Standard, 1200));
        Counter.Json((await counter.Get(id)).Body).GetProperty("totalYen").GetInt64().Should().Be(39_600);

        var again = Counter.Json((await counter.Done(counter.Reissue(id))).Response.Body);
        again.GetProperty("supersedes").GetString().Should().Be(id);
        again.GetProperty("number").GetString().Should().Be("Q-202611-000002");
        again.GetProperty("totalYen").GetInt64().Should().Be(47_520);
        var change = again.GetProperty("changes")[0];
        change.GetProperty("planId").GetString().Should().Be(Counter.Standard);
        change.GetProperty("field").GetString().Should().Be("unitPriceYen");
        change.GetProperty("before").GetInt64().Should().Be(1000);
        change.GetProperty("after").GetInt64().Should().Be(1200);

        var old = await counter.Get(id);
        Counter.Text(old.Body, "status").Should().Be("superseded");
        Counter.Text(old.Body, "supersededBy").Should().Be(again.GetProperty("id").GetString());
        (await Counter.Refused(counter.Reissue(id))).Code.Should().Be("quote.superseded");
    }

    [Fact]
    public async Task QUO_4_a_withdrawn_plan_is_dropped_and_of_nothing_there_is_no_quote()
    {
        var counter = await Counter.WithProduct();
        var cart = await counter.Cart(null, (Counter.Standard, 3), (Counter.Light, 5));
        var id = Counter.Text((await counter.Done(counter.Issue(cart))).Response.Body, "id");
        await counter.Done(counter.Withdraw(Counter.Light));
        var again = Counter.Json((await counter.Done(counter.Reissue(id))).Response.Body);
        again.GetProperty("lines").GetArrayLength().Should().Be(1);
        var change = again.GetProperty("changes")[0];
        change.GetProperty("planId").GetString().Should().Be(Counter.Light);
        change.GetProperty("after").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);

        await counter.Done(counter.Withdraw(Counter.Standard));
        (await Counter.Refused(counter.Reissue(again.GetProperty("id").GetString()!)))
            .Code.Should()
            .Be("quote.nothing_left");
    }

    [Fact]
    public async Task QUO_2_a_buyer_claims_a_visitors_quote_by_having_it_reissued()
    {
        var counter = await Counter.WithProduct();
        await counter.Register(Counter.Buyer);
        var id = await Quoted(counter);
        var claimed = Counter.Json((await counter.Done(counter.Reissue(id, Counter.Buyer))).Response.Body);
        claimed.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
        claimed.GetProperty("changes").GetArrayLength().Should().Be(0);
        (await counter.Get(claimed.GetProperty("id").GetString()!)).Refused!.Code.Should().Be("quote.not_found");
        (await Counter.Refused(counter.Reissue("unknown"))).Code.Should().Be("quote.not_found");
    }

    [Fact]
    public async Task An_erased_account_leaves_its_company_on_its_quotes_and_no_contact()
    {
        var counter = await Counter.WithProduct();
        await counter.Register(Counter.Buyer);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var cart = await counter.Cart(Counter.Buyer, (Counter.Standard, 3));
            var done = await counter.Done(counter.Issue(cart, Counter.Buyer));
            ids.Add(Counter.Text(done.Response.Body, "id"));
        }

        var cause = await counter.Erase(Counter.Buyer);
        var reactor = new QuoteErasure(counter.Log, counter.Reads);
        reactor.Concerns(cause).Should().BeTrue();
        await reactor.React(cause, default);
        foreach (var id in ids)
        {
            var addressee = Counter.Json((await counter.Get(id, Counter.Buyer)).Body).GetProperty("addressee");
            addressee.GetProperty("companyName").GetString().Should().Be("株式会社バイヤー");
            addressee.GetProperty("contactName").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        }

        var facts = (await counter.Log.Read(StreamId.Of<Quote>(ids[0]), default)).Count;
        await reactor.React(cause, default);
        (await counter.Log.Read(StreamId.Of<Quote>(ids[0]), default)).Count.Should().Be(facts);

        var late = await counter.Cart(Counter.Buyer, (Counter.Standard, 3));
        var quote = Counter.Json((await counter.Done(counter.Issue(late, Counter.Buyer))).Response.Body);
        quote
            .GetProperty("addressee")
            .GetProperty("contactName")
            .ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task The_document_is_made_once_whoever_asks_first()
    {
        var counter = await Counter.WithProduct();
        var id = await Quoted(counter);
        var pdf = new QuotePdf(
            counter.Log,
            counter.Files,
            new CountingRenderer(),
            Counter.Settings.TaxRates,
            counter.Clock
        );
        var first = await pdf.Of(id, default);
        var issue = (await counter.Log.Read(StreamId.Of<Quote>(id), default))[0];
        await new QuoteDocuments(pdf).React(issue, default);
        var again = await pdf.Of(id, default);
        again.Bytes.ToArray().Should().Equal(first.Bytes.ToArray());
        var facts = await counter.Log.Read(StreamId.Of<Quote>(id), default);
        facts
            .Select(f => f.Fact)
            .OfType<QuoteDocumentFiled>()
            .Should()
            .ContainSingle()
            .Which.Sha256.Should()
            .Be(first.Sha256);
    }

    private static async Task<string> Quoted(Counter counter)
    {
        var cart = await counter.Cart(null, (Counter.Standard, 3));
        return Counter.Text((await counter.Done(counter.Issue(cart))).Response.Body, "id");
    }
}
