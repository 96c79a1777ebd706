using FluentAssertions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
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
            await Register(first, AccountOf(account));
            for (var order = 0; order < OrdersEach; order++)
            {
                await Accept(first, AccountOf(account), $"O-{account}-{order}");
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

    private static async Task Register(PostgresStore store, string id)
    {
        var keys = store.Get<Store.Application.PersonalData.IPersonalKeys>();
        await keys.Create(id, default);
        PersonalText Personal(string text) => new(id, text);
        var information = new BasicInformation(
            "株式会社バイヤー",
            Personal("山田太郎"),
            Personal("yamada@example.jp"),
            Personal("03-0000-0000"),
            Personal("100-0001"),
            Personal("東京都千代田区千代田1-1"),
            null
        );
        await Record(
            store,
            StreamId.Of<Account>(id),
            desk =>
                desk.Record<Account>(
                    id,
                    a => a.Register(AccountKind.Corporation, information, false, "1", $"claim-{id}", "1")
                )
        );
    }

    private static Task Accept(PostgresStore store, string account, string number)
    {
        var line = new AgreedLine(
            "kanri.standard",
            "kanri",
            "管理クラウド",
            "スタンダード",
            "株式会社メーカー",
            1,
            1005,
            1,
            1005,
            10,
            true,
            Delivery.ByOperator,
            CancellationPolicy.OperatorDecides,
            1,
            new TerminationPolicy(false, false, null, null),
            ProrationPolicy.None,
            1
        );
        var placed = new OrderPlaced(
            account,
            "株式会社バイヤー",
            PaymentMethod.OnAccount,
            null,
            null,
            [line],
            1005,
            [],
            100,
            1105,
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "")
        );
        return Record(
            store,
            StreamId.Of<Order>(number),
            desk =>
                desk.Record<Order>(number, o => o.Place(placed, null))
                ?? desk.Record<Order>(number, o => o.PassScreening("NP-" + number, TokyoTime.DateOf(desk.Now)))
        );
    }

    private static async Task Record(PostgresStore store, StreamId stream, Func<IDesk, Refusal?> decide)
    {
        var outcome = await store.Log.Decide(
            new Intent("test", Actor.System, [stream], desk => decide(desk) is { } no ? no : Verdict.Done),
            default
        );
        outcome.Should().BeOfType<Outcome.Done>();
    }
}
