using FluentAssertions;
using NodaTime;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Application.ProviderFacts;
using Store.Application.Tests.Orders;
using Store.Domain.Payments;
using Store.TestKit;
using Xunit;

namespace Store.Application.Tests.Credit;

/// <summary>
/// Any sequence of what buyers, operators and Net Protections do leaves a line that adds up: at each read, and in the
/// log by books that are kept apart from the store's own.
/// </summary>
public sealed class CreditIdentityTests
{
    private const int Steps = 60;

    [Theory]
    [InlineData(20261116)]
    [InlineData(20261117)]
    [InlineData(20261118)]
    [InlineData(20261119)]
    [InlineData(20261120)]
    public async Task R5_Reserved_used_available_and_over_limit_add_up_whatever_happens(int seed)
    {
        var choices = new Random(seed);
        var scenario = await OrderScenario.Open(limitYen: 120_000);
        var numbers = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            var what = choices.Next(100);
            if (what < 30 || numbers.Count == 0)
            {
                numbers.Add(await scenario.Order(1 + choices.Next(4)));
            }
            else
            {
                var number = numbers[^(1 + choices.Next(Math.Min(8, numbers.Count)))];
                await (
                    what switch
                    {
                        < 40 => scenario.Release(number, choices.Next(2) == 0 ? choices.NextInt64(400_000) : null),
                        < 47 => scenario.Cancel(number),
                        < 52 => scenario.Deliver(number),
                        < 60 => SetLimit(scenario, choices.NextInt64(300_000)),
                        < 78 => Pay(scenario, number),
                        _ => Answer(scenario, choices),
                    }
                );
            }

            // Adds up, is not below zero, and is what the orders themselves hold.
            var line = await scenario.Line();
            new[] { line.Reserved, line.Used, line.Available, line.OverLimit }
                .Should()
                .OnlyContain(yen => yen >= 0, $"step {step}, seed {seed}");
        }

        await scenario.Later(Duration.FromDays(30));
        var (reserved, used, _, _) = await scenario.Line();
        var ledger = await CreditLedger.Of(scenario.Log);
        (ledger[OrderScenario.Buyer].Reserved, ledger[OrderScenario.Buyer].Used)
            .Should()
            .Be((reserved, used), $"seed {seed}");
        ledger.Orders.Values.Should().Contain(o => o.PaidOn != null, $"somebody paid, seed {seed}");
    }

    private static Task<CommandResult> SetLimit(OrderScenario scenario, long limitYen) =>
        new SetCreditLine.Handler(scenario.Log).Handle(
            new(Operator, OrderScenario.Buyer, new(limitYen, "見直し")),
            default
        );

    private static Task<CommandResult> Pay(OrderScenario scenario, string number)
    {
        var body = new ProviderFactRequest(
            ProviderFactKind.Paid,
            OrderScenario.Buyer,
            "入金確認",
            PaidOn: Domain.Calendar.TokyoTime.DateOf(scenario.Shop.Clock.Now),
            OrderNumbers: [number]
        );
        return new RecordPayment.Handler(scenario.Log, scenario.Shop.Reads).Handle(new(Operator, body), default);
    }

    /// <summary>Net Protections answers what waits, as it likes.</summary>
    private static async Task Answer(OrderScenario scenario, Random choices)
    {
        for (var i = 0; i < 6; i++)
        {
            scenario.Np.Screenings.Enqueue(
                choices.Next(6) switch
                {
                    0 => new NpScreeningAnswer.Ng("NP-x", NpNgReason.AmountOver),
                    1 => new NpScreeningAnswer.Ng("NP-x", NpNgReason.Overall),
                    2 => new NpScreeningAnswer.Pending("NP-p"),
                    3 => new NpScreeningAnswer.Lost(),
                    var other => new NpScreeningAnswer.Ok($"NP-{choices.Next()}-{other}"),
                }
            );
            scenario.Np.Cancellations.Enqueue(
                choices.Next(3) switch
                {
                    0 => new NpRequestAnswer.Refused("入金済み"),
                    1 => new NpRequestAnswer.Lost(),
                    _ => new NpRequestAnswer.Done(),
                }
            );
        }

        await scenario.Later(Duration.FromMinutes(choices.Next(1, 60)));
        scenario.Np.Screenings.Clear();
        scenario.Np.Cancellations.Clear();
    }

    private static CommandContext Operator => new(new Actor(ActorKind.Operator, "op"), null, "test");
}
