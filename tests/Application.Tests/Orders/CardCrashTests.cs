using FluentAssertions;
using FluentAssertions.Execution;
using NodaTime;
using Store.Application.Payments;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using Xunit.Abstractions;

namespace Store.Application.Tests.Orders;

/// <summary>
/// R8: a process that ends at any call, before its effect or after it, under every fault of the other side. When it is
/// back, each order comes to one end, with one authorisation and one capture at most.
/// </summary>
public sealed class CardCrashTests(ITestOutputHelper output)
{
    private static readonly (string Operation, CardFault Fault)[] Faults =
    [
        ("authorize", CardFault.None),
        ("authorize", CardFault.Declined),
        ("authorize", CardFault.GatewayFailed),
        ("authorize", CardFault.SeenBefore),
        ("authorize", CardFault.LostBeforeEffect),
        ("authorize", CardFault.LostAfterEffect),
        ("commit", CardFault.LostBeforeEffect),
        ("commit", CardFault.LostAfterEffect),
        ("commit", CardFault.Refused),
        ("capture", CardFault.LostBeforeEffect),
        ("capture", CardFault.LostAfterEffect),
        ("capture", CardFault.Refused),
        ("inquire", CardFault.LostBeforeEffect),
    ];

    public static TheoryData<string> Lives =>
        ["by card", "held, then by card", "another brand", "cancelled afterwards"];

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task R8_A_crash_at_any_call_ends_in_one_state_with_one_authorisation_and_one_capture(string life)
    {
        var rounds = 0;
        foreach (var (operation, fault) in Faults)
        {
            foreach (var afterEffect in new[] { false, true })
            {
                // Until a crash lies behind the last call there is.
                for (var at = 0; await Live(life, operation, fault, new Fragile(at, afterEffect)) > at; at++)
                {
                    rounds++;
                }
            }
        }

        output.WriteLine($"{rounds} crashes");
        rounds.Should().BeGreaterThan(200);
    }

    /// <summary>One order's life; how many calls it took.</summary>
    private static async Task<int> Live(string life, string operation, CardFault fault, Fragile fragile)
    {
        var scenario = await OrderScenario.Open(limitYen: 0, fragile: fragile);
        scenario.Sbps.Brand = life == "another brand" ? CardBrand.Other : CardBrand.Jcb;
        // What makes a step unclear and cannot be asked about either.
        scenario.Sbps.Will(operation == "inquire" ? "commit" : operation, fault);
        scenario.Sbps.Will("inquire", operation == "inquire" ? fault : CardFault.None);
        var number = life == "held, then by card" ? await scenario.Order() : await scenario.OrderByCard();
        await scenario.Settle();
        if (life == "held, then by card")
        {
            await scenario.Shop.Done(scenario.Pay(number));
        }

        await scenario.Settle();
        if (life == "cancelled afterwards" && await scenario.StatusOf(number) == OrderStatus.Accepted)
        {
            await scenario.Shop.Done(scenario.Cancel(number));
        }

        await scenario.Settle();
        await scenario.Later(Duration.FromHours(2));
        await scenario.Later(Duration.FromHours(2));
        using var scope = new AssertionScope(
            $"{life}, {operation} {fault}, {fragile.Calls} calls: {string.Join(", ", await scenario.TypesOf(number))}"
        );
        await CheckWhatStands(scenario, number);
        if (await scenario.StatusOf(number) == OrderStatus.PaymentUnknown)
        {
            await Resolve(scenario, number);
        }

        // A hold whose card was declined waits for its last day.
        await scenario.Later(Duration.FromDays(9));
        await CheckWhatStands(scenario, number);
        await CheckEnd(scenario, number);
        return fragile.Calls;
    }

    /// <summary>At any time: one authorisation for an attempt, and no capture without an accepted order.</summary>
    private static async Task CheckWhatStands(OrderScenario scenario, string number)
    {
        var types = await scenario.TypesOf(number);
        types.Count(t => t == "order.authorization_sent").Should().BeLessThanOrEqualTo(1);
        types.Count(t => t == "order.accepted").Should().BeLessThanOrEqualTo(1);
        types.Count(t => t == "order.captured").Should().BeLessThanOrEqualTo(1);
        scenario.Sbps.Books.Count.Should().BeLessThanOrEqualTo(1);
        scenario.Sbps.Books.Values.Should().NotContain(p => p.Captures > 1);
        if (!types.Contains("order.accepted"))
        {
            scenario.Sbps.Books.Values.Should().NotContain(p => p.Captures > 0, "nothing is charged without an order");
        }

        await scenario.Line();
    }

    private static async Task Resolve(OrderScenario scenario, string number)
    {
        var standing = scenario.Sbps.Books.Values.SingleOrDefault();
        var outcome = standing is null ? PaymentResolution.Cancelled : PaymentResolution.Accepted;
        await scenario.Shop.Done(scenario.Resolve(number, outcome, standing?.Names));
        await scenario.Later(Duration.FromHours(2));
        await scenario.Later(Duration.FromHours(2));
    }

    /// <summary>The order's end and the other side's books say the same.</summary>
    private static async Task CheckEnd(OrderScenario scenario, string number)
    {
        var types = await scenario.TypesOf(number);
        var standing = scenario.Sbps.Books.Values.SingleOrDefault()?.State;
        switch (await scenario.StatusOf(number))
        {
            case OrderStatus.Accepted:
                standing.Should().Be(CardPaymentState.Captured);
                types.Should().Contain("order.captured");
                break;
            case OrderStatus.Cancelled:
                (standing is null or CardPaymentState.Cancelled or CardPaymentState.Refunded)
                    .Should()
                    .BeTrue($"{standing}");
                types.Contains("order.refunded").Should().Be(standing == CardPaymentState.Refunded);
                break;
            case var status:
                throw new InvalidOperationException($"{status} is no end.");
        }

        scenario.Tokens.Count.Should().Be(0);
    }
}
