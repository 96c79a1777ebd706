using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using Store.Api.Tests.Catalogue;
using Store.Application.EventSourcing;
using Store.Domain.Quotes;
using Xunit;

namespace Store.Api.Tests.Quotes;

public sealed class QuoteJourneyTests(StoreHost host) : IClassFixture<StoreHost>
{
    private const string Operator = "operator.op-1";

    [Fact]
    public async Task QUO_1_a_visitor_fills_a_cart_and_downloads_a_quote()
    {
        await Product("quo1");
        var cart = (await host.Post("/v1/carts")).Is(201);
        cart.Headers["Location"].Should().Be("/v1/carts/" + cart.Text("id"));
        cart.Yen("totalYen").Should().Be(0);
        var lines = $"/v1/carts/{cart.Text("id")}/lines";
        (await host.Put($"{lines}/quo1.standard", """{"seats":3}""")).Is(200).Yen("totalYen").Should().Be(39_600);
        (await host.Put($"{lines}/quo1.light", """{"seats":5}""")).Is(200).Yen("totalYen").Should().Be(42_350);
        (await host.Delete($"{lines}/quo1.light")).Is(200).Yen("totalYen").Should().Be(39_600);

        var quote = (await host.Post($"/v1/carts/{cart.Text("id")}/quotes")).Is(201);
        quote.Text("number").Should().MatchRegex("^Q-202611-[0-9]{6}$");
        quote.Text("status").Should().Be("valid");
        quote.Text("issuedOn").Should().Be("2026-11-16");
        quote.Text("validUntilOn").Should().Be("2026-12-16");
        quote.Json.GetProperty("addressee").ValueKind.Should().Be(JsonValueKind.Null);
        quote.Json.GetProperty("seller").GetProperty("name").GetString().Should().Be("アイティクラウド株式会社");
        var read = (await host.Get(quote.Headers["Location"])).Is(200);
        Without(read.Json, "none").Should().Be(Without(quote.Json, "none"));

        var pdf = (await host.Get($"/v1/quotes/{quote.Text("id")}/pdf")).Is(200);
        pdf.Headers["Content-Type"].Should().Be("application/pdf");
        Encoding.ASCII.GetString(pdf.Body, 0, 5).Should().Be("%PDF-");
        pdf.Headers["Content-Disposition"].Should().Contain("attachment").And.Contain("filename*=UTF-8''");
        var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(pdf.Body))}:";
        pdf.Headers["Repr-Digest"].Should().Be(digest);
        pdf.Headers["Content-Digest"].Should().Be(digest);
        (await host.Get($"/v1/quotes/{quote.Text("id")}/pdf")).Is(200).Body.Should().Equal(pdf.Body);
        (await host.Get($"/v1/quotes/{quote.Text("id")}/pdf", ifNoneMatch: pdf.ETag)).Is(304);
    }

    [Fact]
    public async Task The_document_is_stored_once_its_hash_is_a_fact_and_no_one_can_change_it()
    {
        await Product("stored");
        var id = (await Quote("stored.standard")).Text("id");
        var pdf = (await host.Get($"/v1/quotes/{id}/pdf")).Is(200);
        var filed = await Filed(id);
        filed.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(pdf.Body)));
        filed.Bytes.Should().Be(pdf.Body.Length);

        var database = host.Services.GetRequiredService<NpgsqlDataSource>();
        foreach (
            var change in new[]
            {
                "update store.files set bytes = ''",
                "delete from store.files",
                "truncate store.files",
            }
        )
        {
            await using var command = database.CreateCommand(change);
            var changing = () => command.ExecuteNonQueryAsync();
            await changing.Should().ThrowAsync<PostgresException>().WithMessage("*is refused*");
        }
    }

    [Fact]
    public async Task The_document_is_made_without_anybody_asking_for_it()
    {
        await Product("reactor");
        var id = (await Quote("reactor.standard")).Text("id");
        (await Filed(id)).Kind.Should().Be("quote");
    }

    [Fact]
    public async Task QUO_2_a_buyers_quote_names_the_company_and_is_no_one_elses()
    {
        await Product("quo2");
        var account = await host.Register("株式会社二番");
        var buyer = $"buyer.{account}";
        var cart = (await host.Post("/v1/carts", caller: buyer)).Is(201).Text("id");
        (await host.Put($"/v1/carts/{cart}/lines/quo2.standard", """{"seats":3}""", buyer)).Is(200);
        var quote = (await host.Post($"/v1/carts/{cart}/quotes", caller: buyer)).Is(201);
        var addressee = quote.Json.GetProperty("addressee");
        addressee.GetProperty("companyName").GetString().Should().Be("株式会社二番");
        addressee.GetProperty("contactName").GetString().Should().Be("山田太郎");

        var path = $"/v1/quotes/{quote.Text("id")}";
        (await host.Get(path, buyer)).Is(200);
        var other = $"buyer.{await host.Register("株式会社他社")}";
        foreach (var caller in new[] { null, other, Operator })
        {
            (await host.Get(path, caller)).Is(404, "quote.not_found");
            (await host.Get(path + "/pdf", caller)).Is(404, "quote.not_found");
            (await host.Post(path + "/reissue", caller: caller)).Is(404, "quote.not_found");
            (await host.Get($"/v1/carts/{cart}", caller)).Is(404, "cart.not_found");
            (await host.Post($"/v1/carts/{cart}/quotes", caller: caller)).Is(404, "cart.not_found");
        }

        var mine = (await host.Get("/v1/quotes", buyer)).Is(200).Json.GetProperty("items");
        mine.GetArrayLength().Should().Be(1);
        mine[0].GetProperty("id").GetString().Should().Be(quote.Text("id"));
        (await host.Get("/v1/quotes", other)).Is(200).Json.GetProperty("items").GetArrayLength().Should().Be(0);
        (await host.Get("/v1/quotes")).Is(401);
    }

    [Fact]
    public async Task QUO_4_a_price_change_is_shown_by_the_reissue_and_the_old_quote_points_to_the_new()
    {
        await Product("quo4");
        var old = await Quote("quo4.standard", "quo4.light");
        await Reprice("quo4", "quo4.standard", 1200);
        (await host.Get($"/v1/quotes/{old.Text("id")}")).Yen("totalYen").Should().Be(old.Yen("totalYen"));
        await Withdraw("quo4", "quo4.light");

        var again = (await host.Post($"/v1/quotes/{old.Text("id")}/reissue")).Is(201);
        again.Text("supersedes").Should().Be(old.Text("id"));
        again.Text("number").Should().NotBe(old.Text("number"));
        again.Yen("totalYen").Should().Be(79_200);
        var changes = again.Json.GetProperty("changes").EnumerateArray().ToList();
        changes
            .Select(c => c.GetRawText())
            .Should()
            .Equal(
                """{"planId":"quo4.standard","field":"unitPriceYen","before":1000,"after":1200}""",
                """{"planId":"quo4.light","field":"seats","before":5,"after":null}"""
            );
        var superseded = (await host.Get($"/v1/quotes/{old.Text("id")}")).Is(200);
        superseded.Text("status").Should().Be("superseded");
        superseded.Text("supersededBy").Should().Be(again.Text("id"));
        (await host.Post($"/v1/quotes/{old.Text("id")}/reissue")).Is(409, "quote.superseded");
        (await host.Get($"/v1/quotes/{old.Text("id")}/pdf")).Is(200);
    }

    [Fact]
    public async Task A_buyer_claims_a_visitors_quote_and_nobody_else_reads_the_claimed_one()
    {
        await Product("claim");
        var anonymous = await Quote("claim.standard");
        var buyer = $"buyer.{await host.Register("株式会社請求")}";
        var claimed = (await host.Post($"/v1/quotes/{anonymous.Text("id")}/reissue", caller: buyer)).Is(201);
        claimed.Json.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("株式会社請求");
        claimed.Json.GetProperty("changes").GetArrayLength().Should().Be(0);
        (await host.Get($"/v1/quotes/{claimed.Text("id")}")).Is(404, "quote.not_found");
    }

    [Fact]
    public async Task A_replayed_issue_answers_the_same_bytes_and_another_cart_under_the_key_is_refused()
    {
        await Product("replay");
        var cart = await Cart("replay.standard");
        var first = (await host.Post($"/v1/carts/{cart}/quotes", key: "once")).Is(201);
        var again = (await host.Post($"/v1/carts/{cart}/quotes", key: "once")).Is(201);
        again.Body.Should().Equal(first.Body);
        again.Headers["Idempotent-Replayed"].Should().Be("true");
        (await host.Post("/v1/carts", key: "cart-once"))
            .Text("id")
            .Should()
            .Be((await host.Post("/v1/carts", key: "cart-once")).Text("id"));
    }

    [Fact]
    public async Task ORD_8_a_cart_follows_the_stores_price_and_its_tag_with_it()
    {
        await Product("ord8");
        var cart = await Cart("ord8.standard");
        var before = (await host.Get($"/v1/carts/{cart}")).Is(200);
        (await host.Get($"/v1/carts/{cart}", ifNoneMatch: before.ETag)).Is(304);
        await Reprice("ord8", "ord8.standard", 900);
        var after = (await host.Get($"/v1/carts/{cart}", ifNoneMatch: before.ETag)).Is(200);
        after.Yen("subtotalYen").Should().Be(900 * 5 * 12);
    }

    [Fact]
    public async Task Each_refusal_of_carts_and_quotes_is_reached_over_HTTP()
    {
        await Product("refused");
        var cart = (await host.Post("/v1/carts")).Is(201).Text("id");
        (await host.Post($"/v1/carts/{cart}/quotes")).Is(409, "cart.empty");
        (await host.Post("/v1/carts/unknown/quotes")).Is(404, "cart.not_found");
        (await host.Get("/v1/carts/unknown")).Is(404, "cart.not_found");
        (await host.Delete("/v1/carts/unknown/lines/refused.standard")).Is(404, "cart.not_found");
        (await Put(cart, "refused.other", 1)).Is(404, "plan.not_found");
        (await Put(cart, "refused.light", 4)).Is(422, "plan.seats_out_of_range");
        (await Put(cart, "refused.light", 0)).Is(400, "request.invalid");
        (await Put(cart, "refused.light", 100_001)).Is(400, "request.invalid");
        (await host.Put($"/v1/carts/{cart}/lines/refused.light", """{"seat":5}""")).Is(400, "request.invalid");
        (await host.Post("/v1/carts", """{"lines":[]}""")).Is(400);
        (await host.Get("/v1/quotes/unknown")).Is(404, "quote.not_found");
        (await host.Get("/v1/quotes/unknown/pdf")).Is(404, "quote.not_found");

        var quote = (await Quote("refused.light")).Text("id");
        (await Put(cart, "refused.light", 5)).Is(200);
        await Withdraw("refused", "refused.light");
        (await Put(cart, "refused.light", 6)).Is(409, "plan.not_on_sale");
        (await host.Post($"/v1/carts/{cart}/quotes")).Is(409, "plan.not_on_sale");
        (await host.Get($"/v1/carts/{cart}"))
            .Json.GetProperty("lines")[0]
            .GetProperty("problem")
            .GetString()
            .Should()
            .Be("plan.not_on_sale");
        (await host.Post($"/v1/quotes/{quote}/reissue")).Is(409, "quote.nothing_left");
        (await Put(cart, "refused.standard", 1, ifMatch: "\"1\"")).Is(412, "concurrency.stale");

        Task<Answered> Put(string id, string plan, int seats, string? ifMatch = null) =>
            host.Put($"/v1/carts/{id}/lines/{plan}", $$"""{"seats":{{seats}}}""", ifMatch: ifMatch);
    }

    [Fact]
    public async Task Eight_who_change_a_cart_at_once_all_find_their_line_in_it()
    {
        var plans = string.Join(
            ',',
            Enumerable.Range(0, 8).Select(i => $$"""{"id":"p{{i}}","name":"P","unitPriceYen":1,"termMonths":1}""")
        );
        (
            await host.Post(
                "/v1/operator/products",
                $$"""{"id":"race","name":"競","maker":"M","reason":"登録","plans":[{{plans}}]}""",
                Operator
            )
        ).Is(201);
        var cart = (await host.Post("/v1/carts")).Is(201).Text("id");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => host.Put($"/v1/carts/{cart}/lines/race.p{i}", """{"seats":1}"""))
        );
        answers.Should().OnlyContain(a => (int)a.Status == 200);
        (await host.Get($"/v1/carts/{cart}")).Json.GetProperty("lines").GetArrayLength().Should().Be(8);
    }

    [Fact]
    public async Task A_buyer_who_signed_in_late_gets_an_addressed_quote_from_a_visitors_cart()
    {
        await Product("late");
        var cart = await Cart("late.standard");
        var buyer = $"buyer.{await host.Register("株式会社後日")}";
        var quote = (await host.Post($"/v1/carts/{cart}/quotes", caller: buyer)).Is(201);
        quote.Json.GetProperty("addressee").GetProperty("companyName").GetString().Should().Be("株式会社後日");
        (await host.Get($"/v1/quotes/{quote.Text("id")}")).Is(404, "quote.not_found");
    }

    [Fact]
    public async Task A_cart_holds_fifty_lines()
    {
        var plans = string.Join(
            ',',
            Enumerable.Range(0, 30).Select(i => $$"""{"id":"p{{i}}","name":"P","unitPriceYen":1,"termMonths":1}""")
        );
        foreach (var id in new[] { "wide-a", "wide-b" })
        {
            (
                await host.Post(
                    "/v1/operator/products",
                    $$"""{"id":"{{id}}","name":"多","maker":"M","reason":"登録","plans":[{{plans}}]}""",
                    Operator
                )
            ).Is(201);
        }

        var cart = await Cart([.. Enumerable.Range(0, 30).Select(i => $"wide-a.p{i}")]);
        for (var i = 0; i < 20; i++)
        {
            (await host.Put($"/v1/carts/{cart}/lines/wide-b.p{i}", """{"seats":1}""")).Is(200);
        }

        (await host.Put($"/v1/carts/{cart}/lines/wide-b.p20", """{"seats":1}""")).Is(422, "cart.too_many_lines");
        (await host.Put($"/v1/carts/{cart}/lines/wide-b.p19", """{"seats":2}""")).Is(200);
        (await host.Post($"/v1/carts/{cart}/quotes"))
            .Is(201)
            .Json.GetProperty("lines")
            .GetArrayLength()
            .Should()
            .Be(50);
    }

    internal async Task Product(string id) =>
        (await host.Post("/v1/operator/products", CatalogueJourneyTests.Product(id), Operator)).Is(201);

    private async Task Reprice(string product, string plan, long yen) =>
        (
            await host.Put(
                $"/v1/operator/products/{product}/plans/{plan}/price",
                $$"""{"unitPriceYen":{{yen}},"reason":"価格改定"}""",
                Operator,
                "*"
            )
        ).Is(204);

    private async Task Withdraw(string product, string plan) =>
        (
            await host.Post(
                $"/v1/operator/products/{product}/plans/{plan}/withdrawal",
                """{"reason":"販売終了"}""",
                Operator,
                ifMatch: "*"
            )
        ).Is(204);

    /// <summary>Five seats of each plan.</summary>
    private async Task<string> Cart(params string[] plans)
    {
        var cart = (await host.Post("/v1/carts")).Is(201).Text("id");
        foreach (var plan in plans)
        {
            (await host.Put($"/v1/carts/{cart}/lines/{plan}", """{"seats":5}""")).Is(200);
        }

        return cart;
    }

    private async Task<Answered> Quote(params string[] plans) =>
        (await host.Post($"/v1/carts/{await Cart(plans)}/quotes")).Is(201);

    /// <summary>The fact of the document, which a reactor records soon after issue.</summary>
    private async Task<QuoteDocumentFiled> Filed(string quoteId)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var facts = await host.Log.Read(StreamId.Of<Quote>(quoteId), default);
            if (facts.Select(f => f.Fact).OfType<QuoteDocumentFiled>().SingleOrDefault() is { } filed)
            {
                return filed;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"No document of quote {quoteId} was filed within 10 s.");
    }

    private static string Without(JsonElement json, string property) =>
        string.Join('\n', json.EnumerateObject().Where(p => p.Name != property).Select(p => p.ToString()));
}

/// <summary>Quotes while time passes: a host of its own, since its clock moves.</summary>
public sealed class QuoteExpiryTests(StoreHost host) : IClassFixture<StoreHost>
{
    [Fact]
    public async Task QUO_3_a_quote_is_valid_to_the_last_second_of_its_last_day_in_Tokyo_and_carts_last_thirty_days()
    {
        (await host.Post("/v1/operator/products", CatalogueJourneyTests.Product("quo3"), "operator.op-1")).Is(201);
        var cart = (await host.Post("/v1/carts")).Is(201).Text("id");
        (await host.Put($"/v1/carts/{cart}/lines/quo3.standard", """{"seats":3}""")).Is(200);
        var quote = (await host.Post($"/v1/carts/{cart}/quotes")).Is(201);
        var path = $"/v1/quotes/{quote.Text("id")}";

        host.Clock.Now = Instant.FromUtc(2026, 12, 16, 14, 59, 59);
        var lastSecond = (await host.Get(path)).Is(200);
        lastSecond.Text("status").Should().Be("valid");
        host.Clock.Now = Instant.FromUtc(2026, 12, 16, 15, 0, 0);
        var expired = (await host.Get(path, ifNoneMatch: lastSecond.ETag)).Is(200);
        expired.Text("status").Should().Be("expired");
        expired.ETag.Should().EndWith("-e\"");
        (await host.Get(path, ifNoneMatch: expired.ETag)).Is(304);
        (await host.Get($"/v1/carts/{cart}")).Is(404, "cart.not_found");

        var again = (await host.Post(path + "/reissue")).Is(201);
        again.Text("status").Should().Be("valid");
        again.Text("number").Should().StartWith("Q-202612-");
        again.Json.GetProperty("changes").GetArrayLength().Should().Be(0);
    }
}
