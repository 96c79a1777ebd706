using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Application.Invoices;
using Store.Application.Reactors;
using Store.Domain;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Invoices;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Invoices;

public sealed class InvoiceNumbersTests
{
    private const int Orders = 200;
    private const string Account = "00000000000000000000000000000001";

    [Fact]
    public async Task Two_processes_that_race_over_200_captures_number_the_invoices_without_a_gap()
    {
        await using var first = await PostgresStore.Start("invoices");
        await using var second = await PostgresStore.Over(first.ConnectionString, first.Clock);
        PostgresStore[] both = [first, second];
        await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => Capture(both[i % 2], $"O-202611-{i:000000}")));
        var captures = (await All(first)).Where(f => f.Fact is OrderCaptured).ToList();
        captures.Should().HaveCount(Orders);

        // Beside the runner that holds the lease, both act on every capture, as after a lost lease.
        await Task.WhenAll(
            both.SelectMany(store =>
                captures.Select(fact =>
                    Task.Run(async () =>
                    {
                        var invoicing = store.Get<IEnumerable<IReactor>>().OfType<CardInvoicing>().Single();
                        (await Persistently(() => invoicing.React(fact, default))).Should().Be(Reaction.Done);
                    })
                )
            )
        );

        var facts = await All(first);
        var issued = facts.Select(f => f.Fact).OfType<QualifiedInvoiceIssued>().ToList();
        issued.Select(i => i.OrderNumber).Should().OnlyHaveUniqueItems().And.HaveCount(Orders);
        issued.Select(i => i.Number).Should().Equal(Enumerable.Range(1, Orders).Select(n => $"INV-2026-{n:000000}"));
        facts
            .Where(f => f.Fact is OrderInvoiced)
            .Select(f => (f.Stream.Id, ((OrderInvoiced)f.Fact).InvoiceNumber))
            .Should()
            .Equal(issued.Select(i => (i.OrderNumber, i.Number)), "an order knows its own");
    }

    /// <summary>What the log could not take at the moment is tried again, as the runner would.</summary>
    private static async Task<Reaction> Persistently(Func<Task<Reaction>> react)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await react();
            }
            catch (Exception e) when (e.Message.StartsWith("The log took nothing") && tries < 100)
            {
                await Task.Delay(20);
            }
        }
    }

    private static async Task<List<RecordedFact>> All(PostgresStore store)
    {
        var facts = new List<RecordedFact>();
        await foreach (var fact in store.Log.ReadAll(-1, default))
        {
            facts.Add(fact);
        }

        return facts;
    }

    private static async Task Capture(PostgresStore store, string number)
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
            Account,
            "株式会社バイヤー",
            PaymentMethod.Card,
            null,
            null,
            [line],
            1005,
            [new TaxOfRate(10, 1005, 100)],
            100,
            1105,
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", "")
        );
        var payment = new CardReference("sps", number);
        var result = await store.Log.Decide(
            new DecisionRequest(
                "test",
                Actor.System,
                [StreamId.Of<Order>(number)],
                session => Paid(session) is { } no ? no : DecisionResult.Done
            ),
            default
        );
        result.Should().BeOfType<CommandResult.Done>();

        // Nothing is asked of SBPS: all of it stands in one decision.
        Refusal? Paid(IDecisionSession session)
        {
            var today = TokyoTime.DateOf(session.Now);
            return session.Decide<Order>(number, o => o.PlaceByCard(placed, number, "token"))
                ?? session.Decide<Order>(number, o => o.SendAuthorization(number))
                ?? session.Decide<Order>(number, o => o.ApproveCard(number, payment, CardBrand.Visa, today))
                ?? session.Decide<Order>(number, o => o.AcceptCard(payment, today))
                ?? session.Decide<Order>(number, o => o.CaptureCard(payment));
        }
    }
}
