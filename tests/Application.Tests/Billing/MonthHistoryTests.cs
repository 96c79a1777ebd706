using FluentAssertions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using Xunit.Abstractions;

namespace Store.Application.Tests.Billing;

/// <summary>
/// Any history of orders, cancellations and passing months leaves bills that add up to the orders, each line in
/// exactly one month; and closing again, at once or cut off in the middle, changes nothing.
/// </summary>
public sealed class MonthHistoryTests(ITestOutputHelper output)
{
    private static readonly string[] Accounts =
    [
        .. Enumerable.Range(1, 4).Select(n => $"{n:00000000000000000000000000000000}"),
    ];

    [Theory]
    [InlineData(20261101)]
    [InlineData(20261102)]
    [InlineData(20261103)]
    [InlineData(20261104)]
    public async Task Bills_come_to_the_orders_minus_their_corrections_and_every_line_is_in_one_month(int seed)
    {
        output.WriteLine($"seed {seed}");
        var scenario = await History(seed);
        var facts = await scenario.All();
        var closed = facts.Select(f => f.Fact).OfType<BillingMonthClosed>().ToList();
        var pages = facts.Select(f => f.Fact).OfType<BillingPageRecorded>().ToList();

        // By books of the test's own: what was accepted on account, less what was undone of it.
        var accepted = facts.Where(f => f.Fact is OrderAccepted { PaymentMethod: PaymentMethod.OnAccount }).ToList();
        var orders = accepted.ToDictionary(f => f.Stream.Id, f => (OrderAccepted)f.Fact);
        var undone = facts
            .Where(f => f.Fact is OrderCancelled && orders.ContainsKey(f.Stream.Id))
            .Select(f => f.Stream.Id)
            .ToList();
        foreach (var account in Accounts)
        {
            var ordered = orders.Where(o => o.Value.AccountId == account).ToList();
            var expected =
                ordered.Sum(o => o.Value.Lines.Sum(l => l.AmountYen))
                - ordered.Where(o => undone.Contains(o.Key)).Sum(o => o.Value.Lines.Sum(l => l.AmountYen));
            closed.Where(c => c.AccountId == account).Sum(c => c.SubtotalYen).Should().Be(expected, $"seed {seed}");
        }

        var lines = pages.SelectMany(p => p.Lines.Select(l => (p.Month, Line: l))).ToList();
        lines
            .Should()
            .HaveCount(
                accepted
                    .Concat(facts.Where(f => undone.Contains(f.Stream.Id) && f.Fact is OrderCancelled))
                    .Sum(f => orders[f.Stream.Id].Lines.Count)
            );
        foreach (var order in lines.GroupBy(l => (l.Line.OrderNumber, Corrects: l.Line.CorrectedOn is not null)))
        {
            order.Select(l => l.Month).Distinct().Should().ContainSingle("seed {0}", seed);
            order.Should().HaveCount(orders[order.Key.OrderNumber].Lines.Count);
            var (month, line) = order.First();
            month.Should().Be((line.CorrectedOn ?? line.AcceptedOn).ToYearMonth());
        }

        closed.Select(c => (c.AccountId, c.Month)).Should().OnlyHaveUniqueItems();
        foreach (var bill in closed)
        {
            var own = pages.Where(p => (p.AccountId, p.Month) == (bill.AccountId, bill.Month)).ToList();
            bill.Pages.Should().Equal(own.Select(BillingPages.HashOf));
            var totals = DocumentTotals.Of(own.SelectMany(p => p.Lines).Select(l => l.AsTaxable()), bill.TaxRounding);
            (bill.SubtotalYen, bill.TaxYen, bill.TotalYen)
                .Should()
                .Be((totals.SubtotalYen, totals.TaxYen, totals.TotalYen), $"seed {seed}");
            bill.TaxByRate.Should().Equal(totals.TaxByRate);
        }

        var runs = facts.Select(f => f.Fact).OfType<BillingRunCompleted>().ToList();
        runs.Select(r => r.Month).Should().Equal(closed.Select(c => c.Month).Distinct());
        runs.Should().OnlyContain(r => r.TotalYen == closed.Where(c => c.Month == r.Month).Sum(c => c.TotalYen));
    }

    [Theory]
    [InlineData(20261111)]
    [InlineData(20261112)]
    public async Task Replaying_all_reactions_from_the_start_records_nothing(int seed)
    {
        output.WriteLine($"seed {seed}");
        var scenario = await History(seed);
        var before = await scenario.All();
        var another = scenario.Closing();
        foreach (var fact in before.Where(another.Concerns))
        {
            (await another.React(fact, default)).Should().Be(Reaction.Done);
        }

        (await scenario.All()).Should().HaveCount(before.Count, "seed {0}", seed);
    }

    [Fact]
    public async Task Two_processes_that_close_at_the_same_instant_close_once()
    {
        var scenario = await Unclosed(orders: 30);
        var start = (await scenario.All()).Single(f => f.Fact is BillingRunOpened);
        scenario.Clock.Now = BillingScenario.Tokyo("2026-12-01T00:00:00");
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => scenario.Closing().React(start, default)))
        );
        var started = (await scenario.All()).Where(f => f.Fact is BillingRunStarted).Should().ContainSingle().Subject;
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => scenario.Closing().React(started, default)))
        );

        var facts = (await scenario.All()).Select(f => f.Fact).ToList();
        facts.OfType<BillingMonthClosed>().Should().HaveCount(Accounts.Length);
        facts.OfType<BillingRunCompleted>().Should().ContainSingle();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_process_that_ends_in_the_middle_is_followed_by_one_that_closes_the_rest(int decisions)
    {
        var scenario = await Unclosed(orders: 30);
        var whole = await Unclosed(orders: 30);
        foreach (var one in new[] { scenario, whole })
        {
            one.Clock.Now = BillingScenario.Tokyo("2026-12-01T00:00:00");
        }

        await whole.Settle();
        var crash = () => scenario.Settle(scenario.Closing(new EndingLog(scenario.Log, decisions)));
        await crash.Should().ThrowAsync<Exception>();
        await scenario.Restart();

        static IEnumerable<BillingMonthClosed> Bills(IEnumerable<RecordedFact> facts) =>
            facts.Select(f => f.Fact).OfType<BillingMonthClosed>().OrderBy(c => c.AccountId, StringComparer.Ordinal);
        var json = Bills(await scenario.All()).Select(Store.Application.Json.StoreJson.Write).ToList();
        json.Select(Convert.ToHexString)
            .Should()
            .Equal(
                Bills(await whole.All()).Select(c => Convert.ToHexString(Store.Application.Json.StoreJson.Write(c)))
            );
        (await scenario.All()).Count(f => f.Fact is BillingRunCompleted).Should().Be(1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public async Task Accounts_close_piece_by_piece_and_others_have_their_turn_in_between(int atATime, int aPiece)
    {
        var scenario = await Unclosed(orders: 30);
        scenario.Clock.Now = BillingScenario.Tokyo("2026-12-01T00:00:00");
        var opened = (await scenario.All()).Single(f => f.Fact is BillingRunOpened);
        await scenario.Closing().React(opened, default);
        var started = (await scenario.All()).Single(f => f.Fact is BillingRunStarted);
        var closing = scenario.Closing(atATime: atATime, aPiece: aPiece);
        var turns = 1;
        while (await closing.React(started, default) is Reaction.Later later)
        {
            later.At.Should().Be(scenario.Clock.Now);
            turns++;
        }

        turns.Should().Be((Accounts.Length / aPiece) + 1);
        var facts = (await scenario.All()).Select(f => f.Fact).ToList();
        facts.OfType<BillingMonthClosed>().Should().HaveCount(Accounts.Length);
        var run = facts.OfType<BillingRunCompleted>().Single();
        (run.Accounts, run.TotalYen).Should().Be((4, facts.OfType<BillingMonthClosed>().Sum(c => c.TotalYen)));
    }

    [Fact]
    public async Task An_account_that_cannot_be_closed_keeps_no_other_one_open_and_the_run_waits_for_it()
    {
        var scenario = await Unclosed(orders: 30);
        scenario.Clock.Now = BillingScenario.Tokyo("2026-12-01T00:00:00");
        var refused = new EndingLog(
            scenario.Log,
            int.MaxValue,
            request => request.Streams[0].Id.StartsWith(Accounts[1])
        );
        var opened = (await scenario.All()).Single(f => f.Fact is BillingRunOpened);
        await scenario.Closing().React(opened, default);
        var started = (await scenario.All()).Single(f => f.Fact is BillingRunStarted);
        var closing = scenario.Closing(refused);
        for (var round = 0; round < 2; round++)
        {
            (await closing.React(started, default)).Should().BeOfType<Reaction.Later>();
        }

        var parked = (await closing.React(started, default)).Should().BeOfType<Reaction.Parked>().Subject;
        parked.Reason.Should().StartWith("1 bills of").And.Contain(Accounts[1]);
        var facts = (await scenario.All()).Select(f => f.Fact).ToList();
        facts
            .OfType<BillingMonthClosed>()
            .Select(c => c.AccountId)
            .Should()
            .BeEquivalentTo(Accounts.Except([Accounts[1]]));
        facts.OfType<BillingRunCompleted>().Should().BeEmpty();
        await scenario.Restart();

        var run = (await scenario.All()).Select(f => f.Fact).OfType<BillingRunCompleted>().Single();
        run.Accounts.Should().Be(Accounts.Length);
    }

    private static async Task<BillingScenario> Unclosed(int orders)
    {
        var scenario = new BillingScenario();
        foreach (var account in Accounts)
        {
            await scenario.Register(account);
        }

        for (var i = 0; i < orders; i++)
        {
            await scenario.Accept(Accounts[i % Accounts.Length], lines: (1005 + i, 10));
        }

        await scenario.Settle();
        return scenario;
    }

    private static async Task<BillingScenario> History(int seed)
    {
        var choices = new Random(seed);
        var scenario = new BillingScenario();
        foreach (var account in Accounts)
        {
            await scenario.Register(account);
        }

        var open = new List<string>();
        for (var step = 0; step < 80; step++)
        {
            switch (choices.Next(10))
            {
                case < 5:
                    var rates = choices.Next(3) == 0 ? [10, 8] : new[] { 10 };
                    open.Add(
                        await scenario.Accept(
                            Accounts[choices.Next(Accounts.Length)],
                            choices.Next(6) == 0 ? PaymentMethod.Card : PaymentMethod.OnAccount,
                            [
                                .. Enumerable
                                    .Range(0, 1 + choices.Next(4))
                                    .Select(i => (choices.NextInt64(1, 5000), rates[i % rates.Length])),
                            ]
                        )
                    );
                    break;
                case < 8 when open.Count > 0:
                    var number = open[choices.Next(open.Count)];
                    open.Remove(number);
                    await scenario.Cancel(number);
                    break;
                case 8:
                    // To the last instant of a month, or the first of the next.
                    var end = TokyoTime.EndOf(TokyoTime.MonthOf(scenario.Clock.Now));
                    scenario.Clock.Now = end - (choices.Next(2) == 0 ? Duration.FromMilliseconds(1) : Duration.Zero);
                    break;
                default:
                    scenario.Clock.Now += Duration.FromHours(choices.Next(1, 400));
                    break;
            }

            if (choices.Next(3) == 0)
            {
                await scenario.Settle();
            }
        }

        scenario.Clock.Now += Duration.FromDays(40);
        await scenario.Settle();
        return scenario;
    }

    /// <summary>A log whose process ends after so many decisions, or at one of a kind.</summary>
    private sealed class EndingLog(IEventLog log, int decisions, Func<DecisionRequest, bool>? fails = null) : IEventLog
    {
        private int _left = decisions;

        public Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct) => log.Read(stream, ct);

        public Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, RecordedFact through, CancellationToken ct) =>
            log.Recall(stream, through, ct);

        public IAsyncEnumerable<RecordedFact> ReadAll(long after, CancellationToken ct) => log.ReadAll(after, ct);

        public Task<CommandResult> Decide(DecisionRequest request, CancellationToken ct) =>
            Interlocked.Decrement(ref _left) < 0 ? throw new OperationCanceledException("the process ended")
            : fails?.Invoke(request) == true ? throw new InvalidOperationException("this one fails")
            : log.Decide(request, ct);
    }
}
