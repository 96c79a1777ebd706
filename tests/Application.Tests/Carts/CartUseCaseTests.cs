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
        var counter = await Counter.WithProduct();
        var id = await counter.Cart(null, (Counter.Standard, 3), (Counter.Light, 5));
        var before = await Get(counter, id);
        Counter.Json(before.Body).GetProperty("totalYen").GetInt64().Should().Be(42_350);
        await counter.Done(counter.Reprice(Counter.Standard, 1200));
        var after = await Get(counter, id);
        Counter.Json(after.Body).GetProperty("totalYen").GetInt64().Should().Be(50_270);
        after.ETag.Should().NotBe(before.ETag);
    }

    [Fact]
    public async Task Seats_are_replaced_and_lines_removed()
    {
        var counter = await Counter.WithProduct();
        var id = await counter.Cart(null, (Counter.Standard, 3), (Counter.Standard, 4));
        var lines = Counter.Json((await Get(counter, id)).Body).GetProperty("lines");
        lines.GetArrayLength().Should().Be(1);
        lines[0].GetProperty("seats").GetInt32().Should().Be(4);

        var change = new ChangeCart(counter.Carts, counter.View, Counter.Settings, counter.Clock);
        for (var i = 0; i < 2; i++)
        {
            var removed = await counter.Done(
                new RemoveCartLine.Handler(change).Handle(
                    new RemoveCartLine(Counter.By(null), id, Counter.Standard),
                    default
                )
            );
            Counter.Json(removed.Response.Body).GetProperty("lines").GetArrayLength().Should().Be(0);
        }
    }

    [Fact]
    public async Task What_cannot_be_ordered_does_not_enter_the_cart()
    {
        var counter = await Counter.WithProduct();
        var id = await counter.Cart();
        (await Counter.Refused(counter.Put(id, "kanri.other", 1))).Code.Should().Be("plan.not_found");
        (await Counter.Refused(counter.Put(id, "nonsense", 1))).Code.Should().Be("plan.not_found");
        (await Counter.Refused(counter.Put(id, Counter.Light, 4))).Code.Should().Be("plan.seats_out_of_range");
        await counter.Done(counter.Withdraw(Counter.Light));
        (await Counter.Refused(counter.Put(id, Counter.Light, 5))).Code.Should().Be("plan.not_on_sale");
        (await Counter.Refused(counter.Put("unknown", Counter.Standard, 5))).Code.Should().Be("cart.not_found");
    }

    [Fact]
    public async Task A_line_whose_plan_was_withdrawn_stays_with_its_problem_and_costs_nothing()
    {
        var counter = await Counter.WithProduct();
        var id = await counter.Cart(null, (Counter.Standard, 3), (Counter.Light, 5));
        await counter.Done(counter.Withdraw(Counter.Light));
        var cart = Counter.Json((await Get(counter, id)).Body);
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
        var counter = await Counter.WithProduct();
        var mine = await counter.Cart(Counter.Buyer);
        (await Get(counter, mine, Counter.Buyer)).Refused.Should().BeNull();
        (await Get(counter, mine, "another")).Refused!.Code.Should().Be("cart.not_found");
        (await Get(counter, mine)).Refused!.Code.Should().Be("cart.not_found");
        (await Get(counter, await counter.Cart(), Counter.Buyer)).Refused.Should().BeNull();
    }

    [Fact]
    public async Task A_cart_is_kept_thirty_days_from_its_last_change()
    {
        var counter = await Counter.WithProduct();
        var id = await counter.Cart();
        counter.Clock.Now += Duration.FromDays(20);
        await counter.Done(counter.Put(id, Counter.Standard, 1));
        counter.Clock.Now += Duration.FromDays(30);
        (await Get(counter, id)).Refused.Should().BeNull();
        counter.Clock.Now += Duration.FromSeconds(1);
        (await Get(counter, id)).Refused!.Code.Should().Be("cart.not_found");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_cart_also_where_the_first_attempt_stored_none()
    {
        var counter = await Counter.WithProduct();
        var context = Counter.By(null) with { Key = new IdempotencyKey("anonymous", "k", new byte[] { 1 }) };
        var lost = new MemoryCarts();
        await counter.Done(new CreateCart.Handler(counter.Log, lost, counter.Clock).Handle(new(context), default));
        var again = await counter.Done(
            new CreateCart.Handler(counter.Log, counter.Carts, counter.Clock).Handle(new(context), default)
        );
        again.Replayed.Should().BeTrue();
        (await Get(counter, Counter.Text(again.Response.Body, "id"))).Refused.Should().BeNull();
    }

    [Fact]
    public async Task A_change_under_an_old_version_is_stale()
    {
        var counter = await Counter.WithProduct();
        var id = await counter.Cart(null, (Counter.Standard, 3));
        var change = new ChangeCart(counter.Carts, counter.View, Counter.Settings, counter.Clock);
        var stale = new RemoveCartLine(Counter.By(null) with { IfVersion = 1 }, id, Counter.Standard);
        (await Counter.Refused(new RemoveCartLine.Handler(change).Handle(stale, default)))
            .Code.Should()
            .Be("concurrency.stale");
        await counter.Done(
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

    private static Task<Store.Application.QueryResult> Get(Counter counter, string id, string? accountId = null) =>
        new GetCart.Handler(counter.Carts, counter.View, Counter.Settings, counter.Clock).Handle(
            new GetCart(accountId, id),
            default
        );
}
