using FluentAssertions;
using Store.Application.Catalogue;
using Store.Application.ReadModels;
using Store.Application.Tests.Quotes;
using Xunit;

namespace Store.Application.Tests.Catalogue;

public sealed class CatalogueUseCaseTests
{
    [Fact]
    public async Task ORD_7_a_listed_product_shows_its_seller_and_its_plans()
    {
        var shop = await ShopFixture.WithProduct();
        var product = ShopFixture.Json((await Get(shop, "kanri")).Body);
        product.GetProperty("seller").GetString().Should().Be("アイティクラウド株式会社");
        product.GetProperty("maker").GetString().Should().Be("株式会社メーカー");
        var plan = product.GetProperty("plans")[0];
        plan.GetProperty("id").GetString().Should().Be(ShopFixture.Standard);
        plan.GetProperty("unitPriceYen").GetInt64().Should().Be(1000);
        plan.GetProperty("soleProprietorAllowed").GetBoolean().Should().BeTrue();
        plan.GetProperty("onSale").GetBoolean().Should().BeTrue();
        plan.GetProperty("prorationPolicy").GetString().Should().Be("fullMonthsFromNext");
    }

    [Fact]
    public async Task The_answer_to_listing_is_what_a_read_shows()
    {
        var shop = new ShopFixture();
        var done = await shop.Done(shop.Add("meibo", [new PlanRequest("year", "年額", 300, 12)]));
        var read = await Get(shop, "meibo");
        read.Body.ToArray().Should().Equal(done.Response.Body.ToArray());
        read.Tag.Should().Be(done.Response.Tag);
        (await ShopFixture.Refused(shop.Add("meibo", [new PlanRequest("year", "年額", 300, 12)])))
            .Code.Should()
            .Be("product.already_listed");
    }

    [Fact]
    public async Task Repricing_and_withdrawing_show_in_the_catalogue_and_record_why()
    {
        var shop = await ShopFixture.WithProduct();
        var done = await shop.Done(shop.Reprice(ShopFixture.Standard, 1200));
        done.Facts.Single().Actor.Reason.Should().Be("値上げ");
        await shop.Done(shop.Withdraw(ShopFixture.Light));
        var read = await Get(shop, "kanri");
        var plans = ShopFixture.Json(read.Body).GetProperty("plans");
        plans[0].GetProperty("unitPriceYen").GetInt64().Should().Be(1200);
        plans[1].GetProperty("onSale").GetBoolean().Should().BeFalse();
        read.Tag.Should().Be("5");
        (await ShopFixture.Refused(shop.Reprice(ShopFixture.Light, 1))).Code.Should().Be("plan.not_on_sale");
        (await ShopFixture.Refused(shop.Reprice("other.light", 1))).Code.Should().Be("plan.not_found");
        (await ShopFixture.Refused(shop.Reprice("light", 1))).Code.Should().Be("plan.not_found");
    }

    [Fact]
    public async Task ORD_1_sole_proprietors_find_products_with_a_plan_for_them()
    {
        var shop = await ShopFixture.WithProduct();
        await shop.Done(shop.Add("corporate", [new PlanRequest("year", "年額", 300, 12)]));
        Ids(await Find(shop, null, false)).Should().Equal("kanri", "corporate");
        Ids(await Find(shop, null, true)).Should().Equal("kanri");
        await shop.Done(shop.Withdraw(ShopFixture.Standard));
        Ids(await Find(shop, null, true)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("スタンダード", 1)]
    [InlineData(" 管理 ", 1)]
    [InlineData("メーカー", 1)]
    [InlineData("無い", 0)]
    [InlineData("  ", 1)]
    public async Task Products_are_found_by_name_maker_and_plan(string text, int found)
    {
        var shop = await ShopFixture.WithProduct();
        Ids(await Find(shop, text, false)).Should().HaveCount(found);
    }

    [Fact]
    public async Task An_unknown_product_is_not_found() =>
        (await Get(await ShopFixture.WithProduct(), "other")).Refused!.Code.Should().Be("product.not_found");

    [Fact]
    public void A_plan_request_is_checked_for_its_shape()
    {
        var validator = new AddProduct.Validator(ShopFixture.Settings);
        var plan = new PlanRequest("year", "年額", 300, 12);
        var body = new AddProduct.RequestBody("名簿", "メーカー", [plan], "新製品", "meibo");
        AddProduct With(AddProduct.RequestBody b) => new(ShopFixture.By(null), b);
        validator.Validate(With(body)).IsValid.Should().BeTrue();
        AddProduct.RequestBody[] wrong =
        [
            body with
            {
                Id = "Meibo",
            },
            body with
            {
                Name = "",
            },
            body with
            {
                Reason = "",
            },
            body with
            {
                Plans = [],
            },
            body with
            {
                Plans = [plan, plan],
            },
            body with
            {
                Plans = [plan with { Id = "a.b" }],
            },
            body with
            {
                Plans = [plan with { UnitPriceYen = 10_000_000 }],
            },
            body with
            {
                Plans = [plan with { MinSeats = 10, MaxSeats = 5 }],
            },
            body with
            {
                Plans = [plan with { TerminationPolicy = new(true, false, 30, 20) }],
            },
        ];
        wrong.Select(b => validator.Validate(With(b)).IsValid).Should().NotContain(true);
    }

    private static Task<Store.Application.QueryResult> Get(ShopFixture shop, string id) =>
        new GetProduct.Handler(shop.Reads, ShopFixture.Settings, shop.Clock).Handle(new GetProduct(id), default);

    private static Task<Store.Application.QueryResult> Find(ShopFixture shop, string? text, bool soleProprietor) =>
        new FindProducts.Handler(shop.Reads, ShopFixture.Settings, shop.Clock).Handle(
            new FindProducts(text, soleProprietor, new PageRequest(20)),
            default
        );

    private static IEnumerable<string?> Ids(Store.Application.QueryResult result) =>
        ShopFixture
            .Json(result.Body)
            .GetProperty("items")
            .EnumerateArray()
            .Select(p => p.GetProperty("id").GetString());
}
