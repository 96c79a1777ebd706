using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;

namespace Store.Infrastructure.Tests.Billing;

/// <summary>Accounts and accepted orders on account, as facts: what a month is closed over.</summary>
internal static class BilledOrders
{
    public static async Task Register(PostgresStore store, string id)
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
            session =>
                session.Decide<Account>(
                    id,
                    a => a.Register(AccountKind.Corporation, information, false, "1", $"claim-{id}", "1")
                )
        );
    }

    public static Task Accept(PostgresStore store, string account, string number)
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
            session =>
                session.Decide<Order>(number, o => o.Place(placed, null))
                ?? session.Decide<Order>(number, o => o.PassScreening("NP-" + number, TokyoTime.DateOf(session.Now)))
        );
    }

    private static async Task Record(PostgresStore store, StreamId stream, Func<IDecisionSession, Refusal?> decide)
    {
        var result = await store.Log.Decide(
            new DecisionRequest(
                "test",
                Actor.System,
                [stream],
                session => decide(session) is { } no ? no : DecisionResult.Done
            ),
            default
        );
        result.Should().BeOfType<CommandResult.Done>();
    }
}
