using FluentAssertions;
using NodaTime;
using Npgsql;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Domain.Audit;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Infrastructure.EventLog;
using Store.TestKit;

namespace Store.Drills.Billing;

/// <summary>What must hold of closed months, by books that are kept from the orders' facts alone.</summary>
internal static class ClosedMonths
{
    public static async Task<IReadOnlyList<RecordedFact>> Read(string connectionString)
    {
        var codec = new EnvelopeCodec(new InMemoryPersonalKeys());
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(
            "select position, envelope, leaf from store.facts order by position"
        );
        await using var row = await command.ExecuteReaderAsync();
        var facts = new List<RecordedFact>();
        while (await row.ReadAsync())
        {
            facts.Add(codec.Decode(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)));
        }

        return facts;
    }

    public static void Judge(IReadOnlyList<RecordedFact> facts, string because)
    {
        var range = new CompactRange();
        foreach (var fact in facts)
        {
            fact.Position.Should().Be(range.Size, because);
            MerkleHash.Leaf(fact.Envelope.Span).Should().Equal(fact.LeafHash.ToArray(), because);
            range.Append(fact.LeafHash.Span);
        }

        var closed = facts.Select(f => f.Fact).OfType<BillingMonthClosed>().ToList();
        var pages = facts.Select(f => f.Fact).OfType<BillingPageRecorded>().ToLookup(p => (p.AccountId, p.Month));
        var owed = Owed(facts);

        // One bill for each account and month that has a line, and no other.
        closed.Select(c => (c.AccountId, c.Month)).Should().OnlyHaveUniqueItems(because);
        closed.Select(c => (c.AccountId, c.Month)).Should().BeEquivalentTo(owed.Select(l => l.Key), because);
        foreach (var bill in closed)
        {
            var own = pages[(bill.AccountId, bill.Month)].ToList();
            bill.Pages.Should().Equal(own.Select(BillingPages.HashOf), because);
            var lines = own.SelectMany(p => p.Lines).ToList();
            lines.Select(Told).Order().Should().Equal(owed[(bill.AccountId, bill.Month)].Order(), because);
            bill.LineCount.Should().Be(lines.Count, because);
            var totals = DocumentTotals.Of(lines.Select(l => l.AsTaxable()), bill.TaxRounding);
            (bill.SubtotalYen, bill.TaxYen, bill.TotalYen)
                .Should()
                .Be((totals.SubtotalYen, totals.TaxYen, totals.TotalYen), because);
        }

        pages.Select(p => p.Key).Should().BeEquivalentTo(closed.Select(c => (c.AccountId, c.Month)), because);
        var runs = facts.Select(f => f.Fact).OfType<BillingRunCompleted>().ToList();
        runs.Select(r => r.Month).Should().BeEquivalentTo(owed.Select(l => l.Key.Month).Distinct(), because);
        foreach (var run in runs)
        {
            var bills = closed.Where(c => c.Month == run.Month).ToList();
            (run.Accounts, run.TotalYen).Should().Be((bills.Count, bills.Sum(b => b.TotalYen)), because);
        }
    }

    /// <summary>
    /// Every line of every accepted order in the month of its acceptance, and with a minus in that of its cancellation.
    /// </summary>
    public static ILookup<(string Account, YearMonth Month), string> Owed(IReadOnlyList<RecordedFact> facts)
    {
        var orders = facts
            .Where(f => f.Fact is OrderAccepted)
            .ToDictionary(f => f.Stream.Id, f => (OrderAccepted)f.Fact);
        return facts
            .Where(f => f.Fact is OrderAccepted or OrderCancelled && orders.ContainsKey(f.Stream.Id))
            .SelectMany(f =>
            {
                var order = orders[f.Stream.Id];
                var sign = f.Fact is OrderAccepted ? 1 : -1;
                return order.Lines.Select(l =>
                    (
                        Bill: (order.AccountId, TokyoTime.MonthOf(f.RecordedAt)),
                        Line: $"{f.Stream.Id} {sign * l.AmountYen} {l.TaxRatePercent}"
                    )
                );
            })
            .ToLookup(l => l.Bill, l => l.Line);
    }

    private static string Told(BilledLine line) => $"{line.OrderNumber} {line.AmountYen} {line.TaxRatePercent}";
}
