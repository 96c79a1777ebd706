using System.Collections.Concurrent;
using FluentAssertions;
using NodaTime;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Orders;
using Store.Application.ProviderFacts;
using Store.Domain;
using Store.Domain.Calendar;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Credit;

/// <summary>
/// R5, the bank test: many writers place, release, cancel, deliver, raise, lower and pay on a few accounts, while Net
/// Protections answers as it likes. At every read, and again from the log alone, the line adds up.
/// </summary>
public sealed class BankDrill(ITestOutputHelper output)
{
    private const int Writers = 16;
    private const int Readers = 4;

    private readonly ConcurrentDictionary<string, int> _ended = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _numbers = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _carts = [];

    [Fact]
    public async Task R5_Reserved_used_available_and_over_limit_add_up_at_every_read_and_from_the_log_alone()
    {
        var drill = new Drill("R5", output);
        var clock = new RunningClock(TestClock.Monday.Now, times: 600);
        await using var scenario = await ShopScenario.Open(
            "bank",
            new CapriciousNetProtections(drill.Choices(0)),
            clock
        );
        foreach (var limit in new[] { 100_000, 400_000, 2_000_000 })
        {
            var (account, carts) = await scenario.Buyer(limit, 1, 2, 5);
            (_carts[account], _numbers[account]) = (carts, []);
        }

        using var over = new CancellationTokenSource(drill.Of(TimeSpan.FromSeconds(6), TimeSpan.FromMinutes(2)));
        var reads = Enumerable.Range(0, Readers).Select(_ => Task.Run(() => Read(scenario, over.Token))).ToList();
        await Task.WhenAll(
            Enumerable
                .Range(1, Writers)
                .Select(w => Task.Run(() => Write(scenario, clock, drill.Choices(w), over.Token)))
        );
        var looked = (await Task.WhenAll(reads)).Sum();
        // Or an answer that Net Protections gives later moves an order between the log's reading and the read's.
        clock.Stop();
        await scenario.Settle();

        drill.Say($"{looked} reads; {string.Join(", ", _ended.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}"))}");
        var ledger = await CreditLedger.Of(scenario.Log);
        ledger.Orders.Values.Select(o => o.Status).Distinct().Should().HaveCountGreaterThan(3, "much has happened");
        ledger.Orders.Values.Should().Contain(o => o.PaidOn != null, $"somebody was paid, seed {drill.Seed}");
        foreach (var account in _carts.Keys)
        {
            var line = await scenario.Line(account);
            (line.LimitYen, line.ReservedYen, line.UsedYen)
                .Should()
                .Be(ledger[account], $"the read shows what the log says, seed {drill.Seed}");
        }
    }

    /// <summary>Looks at every account in turn, in each place that shows its line.</summary>
    private async Task<int> Read(ShopScenario scenario, CancellationToken over)
    {
        var count = 0;
        while (!over.IsCancellationRequested)
        {
            foreach (var account in _carts.Keys)
            {
                AddsUp(await scenario.Line(account));
                var result = await new GetAccount.Handler(scenario.Reads).Handle(new(account, true), default);
                if (result.Refused is null)
                {
                    AddsUp(StoreJson.Read<AccountAnswer>(result.Body).CreditLine!);
                }

                count += 2;
            }
        }

        return count;
    }

    private static void AddsUp(CreditLineDocument line)
    {
        (line.ReservedYen + line.UsedYen + line.AvailableYen - line.OverLimitYen).Should().Be(line.LimitYen);
        new[] { line.LimitYen, line.ReservedYen, line.UsedYen, line.AvailableYen, line.OverLimitYen }
            .Should()
            .OnlyContain(yen => yen >= 0);
        (line.AvailableYen == 0 || line.OverLimitYen == 0).Should().BeTrue("a line is not both free and overdrawn");
    }

    private async Task Write(ShopScenario scenario, RunningClock clock, Random choices, CancellationToken over)
    {
        var accounts = _carts.Keys.Order().ToList();
        while (!over.IsCancellationRequested)
        {
            var account = accounts[choices.Next(accounts.Count)];
            var result = await Once(scenario, clock, choices, account);
            var name = result is CommandResult.Refused { Refusal: var why } ? why.Code : "done";
            _ended.AddOrUpdate(name, 1, (_, n) => n + 1);
            result
                .Should()
                .Match(
                    (CommandResult o) => o is CommandResult.Done || IsOrdinary(((CommandResult.Refused)o).Refusal),
                    "nobody breaks anything"
                );
        }
    }

    private static bool IsOrdinary(Refusal refusal) =>
        refusal.Kind is RefusalKind.Conflict or RefusalKind.NotFound && refusal != LogRefusals.KeyInProgress;

    private async Task<CommandResult> Once(ShopScenario scenario, RunningClock clock, Random choices, string account)
    {
        var (carts, numbers) = (_carts[account], _numbers[account]);
        var what = choices.Next(100);
        if (what < 40 || numbers.IsEmpty)
        {
            var cart = carts[choices.Next(carts.Count)];
            var placed = await scenario.Place(account, cart, UnguessableId.Create());
            if (placed is CommandResult.Done done)
            {
                numbers.Enqueue(ShopScenario.Text(done, "number"));
            }

            return placed;
        }

        // Of the newest ones, where something still happens.
        var known = numbers.ToArray();
        var number = known[Math.Max(0, known.Length - 1 - choices.Next(40))];
        var today = TokyoTime.DateOf(clock.Now);
        ProviderFactRequest Paid(YearMonth? month, IReadOnlyList<string>? orders) =>
            new(ProviderFactKind.Paid, account, "入金確認", month, PaidOn: today, OrderNumbers: orders);
        return await scenario.Send(
            what switch
            {
                < 55 => new ReleaseOrder(
                    ShopScenario.Operator,
                    number,
                    new("見直し", choices.Next(3) == 0 ? choices.NextInt64(3_000_000) : null)
                ),
                < 70 => new CancelOrder(ShopScenario.Operator, number, new("誤発注")),
                < 75 => new DeliverOrder(ShopScenario.Operator, number, new("納品確認")),
                < 85 => new SetCreditLine(ShopScenario.Operator, account, new(choices.NextInt64(2_500_000), "見直し")),
                < 97 => new RecordPayment(ShopScenario.Operator, Paid(null, [number])),
                _ => new RecordPayment(ShopScenario.Operator, Paid(today.ToYearMonth(), null)),
            }
        );
    }
}
