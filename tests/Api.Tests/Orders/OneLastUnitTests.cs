using System.Net;
using FluentAssertions;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>R6 as clients see it; the drill asks the same of two processes at once.</summary>
public sealed class OneLastUnitTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    private const int Orders = 200;

    [Fact]
    public async Task R6_Of_200_parallel_orders_exactly_one_gets_the_last_unit_of_credit()
    {
        var buyer = await store.NewBuyer(limitYen: 13_200);
        var cart = (await (await buyer.Client.Send(HttpMethod.Post, "/v1/carts")).Json()).Text("id");
        var path = $"/v1/carts/{cart}/lines/{SandboxStore.Standard}";
        (await buyer.Client.Send(HttpMethod.Put, path, new { seats = 1 })).EnsureSuccessStatusCode();
        var placed = await Task.WhenAll(
            Enumerable
                .Range(0, Orders)
                .Select(_ => SandboxStore.Send(buyer, new { cartId = cart, paymentMethod = "onAccount" }))
        );
        placed.Should().OnlyContain(p => p.StatusCode == HttpStatusCode.Created);
        var statuses = new List<(string Number, string Status)>();
        foreach (var answer in placed)
        {
            var order = await answer.Json();
            statuses.Add((order.Text("number"), order.Text("status")));
        }

        statuses.Count(s => s.Status == "onCreditHold").Should().Be(Orders - 1);
        var first = statuses.Single(s => s.Status != "onCreditHold");
        await store.Until(buyer, first.Number, "accepted");
        (await store.Line(buyer)).Should().Be((0, 13_200, 0, 0));
        var held = await store.Get(
            store.Operator,
            $"/v1/operator/orders?status=onCreditHold&accountId={buyer.AccountId}&sort=oldest&limit=100"
        );
        held.GetProperty("items").GetArrayLength().Should().Be(100);
        held.GetProperty("nextCursor").GetString().Should().NotBeNull();
    }
}
