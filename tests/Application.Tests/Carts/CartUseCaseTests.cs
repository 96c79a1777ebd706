using FluentAssertions;
using NodaTime;
using Store.Application.Carts;
using Store.Application.EventSourcing;
using Store.Application.Tests.Quotes;
using Xunit;

namespace Store.Application.Tests.Carts;

public sealed class CartUseCaseTests
{
    [Fact]
    public async Task ORD_8_a_cart_shows_the_stores_own_price_of_the_moment()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart(null, (ShopFixture.Standard, 3), (ShopFixture.Light, 5));
        var before = await Get(shop, id);
        ShopFixture.Json(before.Body).GetProperty("totalYen").GetInt64().Should().Be(42_350);
        await shop.Done(shop.Reprice(ShopFixture.Standard, 1200));
        var after = await Get(shop, id);
        ShopFixture.Json(after.Body).GetProperty("totalYen").GetInt64().Should().Be(50_270);
        after.Tag.Should().NotBe(before.Tag);
    }

    [Fact]
    public async Task Seats_are_replaced_and_lines_removed()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart(null, (ShopFixture.Standard, 3), (ShopFixture.Standard, 4));
        var lines = ShopFixture.Json((await Get(shop, id)).Body).GetProperty("lines");
        lines.GetArrayLength().Should().Be(1);
        lines[0].GetProperty("seats").GetInt32().Should().Be(4);

        var change = new ChangeCart(shop.Carts, shop.View, ShopFixture.Settings, shop.Clock);
        for (var i = 0; i < 2; i++)
        {
            var removed = await shop.Done(
                new RemoveCartLine.Handler(change).Handle(
                    new RemoveCartLine(ShopFixture.By(null), id, ShopFixture.Standard),
                    default
                )
            );
            ShopFixture.Json(removed.Response.Body).GetProperty("lines").GetArrayLength().Should().Be(0);
        }
    }

    [Fact]
    public async Task What_cannot_be_ordered_does_not_enter_the_cart()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart();
        (await ShopFixture.Refused(shop.Put(id, "kanri.other", 1))).Code.Should().Be("plan.not_found");
        (await ShopFixture.Refused(shop.Put(id, "nonsense", 1))).Code.Should().Be("plan.not_found");
        (await ShopFixture.Refused(shop.Put(id, ShopFixture.Light, 4))).Code.Should().Be("plan.seats_out_of_range");
        await shop.Done(shop.Withdraw(ShopFixture.Light));
        (await ShopFixture.Refused(shop.Put(id, ShopFixture.Light, 5))).Code.Should().Be("plan.not_on_sale");
        (await ShopFixture.Refused(shop.Put("unknown", ShopFixture.Standard, 5))).Code.Should().Be("cart.not_found");
    }

    [Fact]
    public async Task A_line_whose_plan_was_withdrawn_stays_with_its_problem_and_costs_nothing()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart(null, (ShopFixture.Standard, 3), (ShopFixture.Light, 5));
        await shop.Done(shop.Withdraw(ShopFixture.Light));
        var cart = ShopFixture.Json((await Get(shop, id)).Body);
        cart.GetProperty("totalYen").GetInt64().Should().Be(39_600);
        cart.GetProperty("lines")[1].GetProperty("problem").GetString().Should().Be("plan.not_on_sale");
        cart.GetProperty("lines")[1]
            .GetProperty("amountYen")
            .ValueKind.Should()
            .Be(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task An_accounts_cart_is_found_by_that_account_alone_and_a_visitors_by_everyone()
    {
        var shop = await ShopFixture.WithProduct();
        var mine = await shop.Cart(ShopFixture.Buyer);
        (await Get(shop, mine, ShopFixture.Buyer)).Refused.Should().BeNull();
        (await Get(shop, mine, "another")).Refused!.Code.Should().Be("cart.not_found");
        (await Get(shop, mine)).Refused!.Code.Should().Be("cart.not_found");
        (await Get(shop, await shop.Cart(), ShopFixture.Buyer)).Refused.Should().BeNull();
    }

    [Fact]
    public async Task A_cart_is_kept_thirty_days_from_its_last_change()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart();
        shop.Clock.Now += Duration.FromDays(20);
        await shop.Done(shop.Put(id, ShopFixture.Standard, 1));
        shop.Clock.Now += Duration.FromDays(30);
        (await Get(shop, id)).Refused.Should().BeNull();
        shop.Clock.Now += Duration.FromSeconds(1);
        (await Get(shop, id)).Refused!.Code.Should().Be("cart.not_found");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_cart_also_where_the_first_attempt_stored_none()
    {
        var shop = await ShopFixture.WithProduct();
        var context = ShopFixture.By(null) with { Key = new IdempotencyKey("anonymous", "k", new byte[] { 1 }) };
        var lost = new MemoryCarts();
        await shop.Done(new CreateCart.Handler(shop.Log, lost, shop.Clock).Handle(new(context), default));
        var again = await shop.Done(
            new CreateCart.Handler(shop.Log, shop.Carts, shop.Clock).Handle(new(context), default)
        );
        again.Replayed.Should().BeTrue();
        (await Get(shop, ShopFixture.Text(again.Response.Body, "id"))).Refused.Should().BeNull();
    }

    [Fact]
    public async Task A_change_under_an_old_version_is_stale()
    {
        var shop = await ShopFixture.WithProduct();
        var id = await shop.Cart(null, (ShopFixture.Standard, 3));
        var change = new ChangeCart(shop.Carts, shop.View, ShopFixture.Settings, shop.Clock);
        var stale = new RemoveCartLine(ShopFixture.By(null) with { IfVersion = 1 }, id, ShopFixture.Standard);
        (await ShopFixture.Refused(new RemoveCartLine.Handler(change).Handle(stale, default)))
            .Code.Should()
            .Be("concurrency.stale");
        await shop.Done(
            new RemoveCartLine.Handler(change).Handle(
                stale with
                {
                    Context = stale.Context with { IfVersion = 2 },
                },
                default
            )
        );
    }

    [Fact]
    public void A_cart_holds_its_lines_in_the_order_in_which_they_came() =>
        new Cart("c", null, 1, [])
            .Put(new CartLine("a.a", 1))
            .Put(new CartLine("b.b", 1))
            .Put(new CartLine("a.a", 2))
            .Lines.Should()
            .Equal(new CartLine("a.a", 2), new CartLine("b.b", 1));

    private static Task<Store.Application.QueryResult> Get(ShopFixture shop, string id, string? accountId = null) =>
        new GetCart.Handler(shop.Carts, shop.View, ShopFixture.Settings, shop.Clock).Handle(
            new GetCart(accountId, id),
            default
        );
}
