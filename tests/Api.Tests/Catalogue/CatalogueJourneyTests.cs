using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Store.Api.Tests.Catalogue;

public sealed class CatalogueJourneyTests(StoreHost host) : IClassFixture<StoreHost>
{
    private const string Operator = "operator.op-1";

    [Fact]
    public async Task An_operator_lists_reprices_and_withdraws_and_every_change_needs_the_version_that_was_read()
    {
        var listed = (await host.Post("/v1/operator/products", Product("keiri"), Operator)).Is(201);
        listed.Headers["Location"].Should().Be("/v1/operator/products/keiri");
        var read = (await host.Get("/v1/operator/products/keiri", Operator)).Is(200);
        read.Body.Should().Equal(listed.Body);
        read.ETag.Should().Be(listed.ETag);

        const string Price = "/v1/operator/products/keiri/plans/keiri.standard/price";
        (await host.Put(Price, """{"unitPriceYen":1200,"reason":"値上げ"}""", Operator)).Is(428);
        (await host.Put(Price, """{"unitPriceYen":1200,"reason":"値上げ"}""", Operator, "\"1\"")).Is(
            412,
            "concurrency.stale"
        );
        var repriced = (await host.Put(Price, """{"unitPriceYen":1200,"reason":"値上げ"}""", Operator, read.ETag)).Is(
            204
        );
        repriced.ETag.Should().Be("\"4\"");
        (await host.Put(Price, """{"unitPriceYen":1200}""", Operator, repriced.ETag)).Is(400);

        (
            await host.Put(
                "/v1/operator/products/keiri/plans/keiri.standard/policies",
                """
                {"cancellationPolicy":"beforeDelivery","prorationPolicy":"daily","reason":"規約変更",
                 "terminationPolicy":{"autoRenew":true,"midTermAllowed":false,"noticeDays":30,"noticeDayOfMonth":null}}
                """,
                Operator,
                repriced.ETag
            )
        ).Is(204);
        (
            await host.Post(
                "/v1/operator/products/keiri/plans",
                """{"plan":{"id":"pro","name":"プロ","unitPriceYen":3000,"termMonths":12},"reason":"追加"}""",
                Operator,
                ifMatch: "\"5\""
            )
        ).Is(204);
        (
            await host.Post(
                "/v1/operator/products/keiri/plans",
                """{"plan":{"id":"pro","name":"プロ","unitPriceYen":3000,"termMonths":12},"reason":"追加"}""",
                Operator,
                ifMatch: "\"6\""
            )
        ).Is(409, "plan.already_offered");
        (
            await host.Post(
                "/v1/operator/products/keiri/plans/keiri.light/withdrawal",
                """{"reason":"終了"}""",
                Operator,
                ifMatch: "\"6\""
            )
        ).Is(204);

        var plans = (await host.Get("/v1/products/keiri")).Is(200).Json.GetProperty("plans");
        plans[0].GetProperty("unitPriceYen").GetInt64().Should().Be(1200);
        plans[0].GetProperty("policyVersion").GetInt32().Should().Be(2);
        plans[1].GetProperty("onSale").GetBoolean().Should().BeFalse();
        plans[2].GetProperty("id").GetString().Should().Be("keiri.pro");
        (await host.Get("/v1/products/keiri", ifNoneMatch: "\"7\"")).Is(304);
    }

    [Fact]
    public async Task Each_refusal_of_the_catalogue_is_reached_over_HTTP()
    {
        (await host.Post("/v1/operator/products", Product("refusals"), Operator)).Is(201);
        (await host.Post("/v1/operator/products", Product("refusals"), Operator)).Is(409, "product.already_listed");
        (await host.Post("/v1/operator/products", Product("Bad Id"), Operator)).Is(400, "request.invalid");
        (await host.Get("/v1/products/unknown")).Is(404, "product.not_found");
        (await Withdraw("unknown", "unknown.standard")).Is(404, "product.not_found");
        (await Withdraw("refusals", "refusals.unknown")).Is(404, "plan.not_found");
        (await Withdraw("refusals", "nonsense")).Is(404, "plan.not_found");
        (await Withdraw("refusals", "refusals.light")).Is(204);
        (
            await host.Put(
                "/v1/operator/products/refusals/plans/refusals.light/price",
                """{"unitPriceYen":1,"reason":"値下げ"}""",
                Operator,
                "*"
            )
        ).Is(409, "plan.not_on_sale");
        (await host.Post("/v1/operator/products", Product("x"))).Is(401);
        (await host.Post("/v1/operator/products", Product("x"), "buyer.b-1")).Is(403);
    }

    [Fact]
    public async Task ORD_1_products_are_searched_filtered_and_paged()
    {
        foreach (var id in new[] { "paging-a", "paging-b", "paging-c" })
        {
            (await host.Post("/v1/operator/products", Product(id, name: $"頁送り {id}"), Operator)).Is(201);
        }

        var first = (await host.Get("/v1/products?q=%E9%A0%81%E9%80%81%E3%82%8A&soleProprietor=true&limit=2")).Is(200);
        Ids(first).Should().Equal("paging-a", "paging-b");
        first.Headers["Link"].Should().Contain("rel=\"next\"");
        var next = Uri.EscapeDataString(first.Text("nextCursor"));
        var second = (
            await host.Get($"/v1/products?q=%E9%A0%81%E9%80%81%E3%82%8A&soleProprietor=true&limit=2&cursor={next}")
        ).Is(200);
        Ids(second).Should().Equal("paging-c");
        (await Withdraw("paging-c", "paging-c.standard")).Is(204);
        Ids((await host.Get("/v1/products?q=paging-c&soleProprietor=true")).Is(200)).Should().BeEmpty();
        (await host.Get("/v1/products?soleProprietor=yes")).Is(400);
    }

    private Task<Answered> Withdraw(string product, string plan) =>
        host.Post(
            $"/v1/operator/products/{product}/plans/{plan}/withdrawal",
            """{"reason":"終了"}""",
            Operator,
            ifMatch: "*"
        );

    private static IEnumerable<string?> Ids(Answered page) =>
        page.Json.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString());

    /// <summary>One plan for everybody and one for corporations.</summary>
    internal static string Product(string id, string name = "経理クラウド") =>
        $$"""
            {"id":"{{id}}","name":"{{name}}","maker":"株式会社メーカー","reason":"新規取り扱い","plans":[
             {"id":"standard","name":"スタンダード【個人事業主・フリーランス可】","unitPriceYen":1000,"termMonths":12,
              "soleProprietorAllowed":true},
             {"id":"light","name":"ライト","unitPriceYen":500,"termMonths":1,"minSeats":5,"maxSeats":10}]}
            """;
}

/// <summary>The store as Development starts it.</summary>
public sealed class DevelopmentHost : StoreHost
{
    protected override string Environment => "Development";
}

public sealed class SeededCatalogueTests(DevelopmentHost host) : IClassFixture<DevelopmentHost>
{
    [Fact]
    public async Task ORD_7_Development_starts_with_a_catalogue_whose_seller_is_the_store()
    {
        var page = (await host.Get("/v1/products?limit=100")).Is(200).Json.GetProperty("items").EnumerateArray();
        var products = page.ToList();
        products.Count.Should().BeGreaterThanOrEqualTo(12);
        products.Sum(p => p.GetProperty("plans").GetArrayLength()).Should().BeGreaterThanOrEqualTo(30);
        products.Should().OnlyContain(p => p.GetProperty("seller").GetString() == "アイティクラウド株式会社");
    }

    [Fact]
    public async Task Starting_again_seeds_nothing_again()
    {
        var before = await host.Get("/v1/products?limit=100");
        await ActivatorUtilities
            .CreateInstance<Infrastructure.Development.SeedCatalogue>(host.Services)
            .StartAsync(default);
        var after = await host.Get("/v1/products?limit=100");
        after.Body.Should().Equal(before.Body);
        after.Headers["Store-Position"].Should().Be(before.Headers["Store-Position"]);
    }
}
