using FluentAssertions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Billing;

public sealed class MonthClosingProcessesTests
{
    private const int Accounts = 12;
    private const int OrdersEach = 3;

    [Fact]
    public async Task Two_processes_over_one_database_close_every_account_once()
    {
        await using var first = await PostgresStore.Start("billing");
        await using var second = await PostgresStore.Over(first.ConnectionString, first.Clock);
        for (var account = 0; account < Accounts; account++)
        {
            await BilledOrders.Register(first, AccountOf(account));
            for (var order = 0; order < OrdersEach; order++)
            {
                await BilledOrders.Accept(first, AccountOf(account), $"O-{account}-{order}");
            }
        }

        var opened = await Eventually<BillingRunOpened>(first, 1);
        first.Clock.Now = TokyoTime.EndOf(new YearMonth(2026, 11));
        // Beside the runner that holds the lease, both act on the same facts, as after a lost lease.
        await Everywhere(opened[0]);
        var started = await Eventually<BillingRunStarted>(first, 1);
        await Everywhere(started[0]);

        await Eventually<BillingRunCompleted>(first, 1);
        var closed = await Eventually<BillingMonthClosed>(first, Accounts);
        closed.Select(f => ((BillingMonthClosed)f.Fact).AccountId).Should().OnlyHaveUniqueItems();
        closed.Should().OnlyContain(f => ((BillingMonthClosed)f.Fact).TotalYen == 3316, "three times 1,005 yen");
        closed.Should().OnlyContain(f => f.Version == 2, "a page and the closing, in one transaction");

        Task Everywhere(RecordedFact fact) =>
            Task.WhenAll(
                new[] { first, second, first, second }.Select(store =>
                    Task.Run(() =>
                        store.Get<IEnumerable<IReactor>>().OfType<MonthClosing>().Single().React(fact, default)
                    )
                )
            );
    }

    private static string AccountOf(int number) => $"{number:00000000000000000000000000000000}";

    private static async Task<List<RecordedFact>> Eventually<T>(PostgresStore store, int count)
    {
        for (var i = 0; ; i++)
        {
            var facts = new List<RecordedFact>();
            await foreach (var fact in store.Log.ReadAll(-1, default))
            {
                if (fact.Fact is T)
                {
                    facts.Add(fact);
                }
            }

            if (facts.Count >= count || i == 600)
            {
                facts.Should().HaveCount(count);
                return facts;
            }

            await Task.Delay(50);
        }
    }
}
