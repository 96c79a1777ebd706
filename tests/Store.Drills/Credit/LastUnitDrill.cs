using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Domain.Orders;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Credit;

/// <summary>R6: the last unit of a credit line goes to exactly one of any number of orders.</summary>
public sealed class LastUnitDrill(ITestOutputHelper output)
{
    private const long OneOrderYen = 13_200;
    private const int Orders = 200;

    [Fact]
    public async Task R6_One_last_unit_of_credit_and_200_parallel_orders_from_two_processes()
    {
        var drill = new Drill("R6", output);
        var np = new CapriciousNetProtections(drill.Choices(0), alwaysPasses: true);
        await using var scenario = await ShopScenario.Open("lastunit", np, TestClock.Monday);
        await using var other = await scenario.Another();
        for (var round = 1; round <= drill.Of(inShort: 1, inLong: 25); round++)
        {
            // Less than two orders, more than one: what is left over must not add up to a second.
            var limit = OneOrderYen + drill.Choices(round).NextInt64(OneOrderYen);
            var (account, carts) = await scenario.Buyer(limit, 1);
            var placed = await Task.WhenAll(
                Enumerable.Range(0, Orders).Select(i => Place(i % 2 == 0 ? scenario : other, account, carts[0], $"{i}"))
            );
            placed.Count(s => s == "screening").Should().Be(1, $"of {Orders} orders, seed {drill.Seed}");
            placed.Count(s => s == "onCreditHold").Should().Be(Orders - 1, $"the others, seed {drill.Seed}");
            var line = await scenario.Line(account);
            (line.ReservedYen + line.UsedYen, line.AvailableYen).Should().Be((OneOrderYen, limit - OneOrderYen));
        }

        await scenario.Settle();
        var ledger = await CreditLedger.Of(scenario.Log);
        foreach (var account in ledger.Accounts)
        {
            var (_, reserved, used) = ledger[account];
            (reserved, used).Should().Be((0, OneOrderYen), $"exactly one was accepted, seed {drill.Seed}");
            ledger
                .Orders.Values.Count(o => o.Placed!.AccountId == account && o.Status == OrderStatus.Accepted)
                .Should()
                .Be(1);
        }
    }

    /// <summary>The status that an order is answered with, retried where another process was first.</summary>
    private static async Task<string> Place(ShopScenario scenario, string account, string cart, string key)
    {
        while (true)
        {
            await Task.Yield();
            switch (await scenario.Place(account, cart, key))
            {
                case CommandResult.Done done:
                    return ShopScenario.Text(done, "status");
                case CommandResult.Refused { Refusal: var why }:
                    why.Should().Be(LogRefusals.Retry, "an order over the line is received, never refused");
                    break;
            }
        }
    }
}
