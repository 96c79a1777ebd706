using FluentAssertions;
using Store.Application.EventSourcing;
using Store.Domain.Credit;
using Store.Domain.Orders;

namespace Store.TestKit;

/// <summary>
/// Keeps the books of every credit line from the log alone, order by order, with none of the production's sums: what
/// an order gives back it must hold, once, and whoever was paid or cancelled holds nothing.
/// </summary>
public sealed class CreditLedger
{
    private readonly Dictionary<string, Line> _lines = [];
    private readonly Dictionary<string, Order> _orders = [];

    public static async Task<CreditLedger> Of(IEventLog log)
    {
        var ledger = new CreditLedger();
        await foreach (var fact in log.ReadAll(-1, CancellationToken.None))
        {
            ledger.Enter(fact);
        }

        foreach (var (number, order) in ledger._orders)
        {
            ledger.Agree(order.Placed!.AccountId, number, "the end of the log");
        }

        return ledger;
    }

    public IReadOnlyCollection<string> Accounts => _lines.Keys;

    public IReadOnlyDictionary<string, Order> Orders => _orders;

    public (long Limit, long Reserved, long Used) this[string account] =>
        (_lines[account].Limit, _lines[account].Of(CreditShare.Reserved), _lines[account].Of(CreditShare.Used));

    public void Enter(RecordedFact fact)
    {
        var at = $"position {fact.Position} ({fact.Stream}, {fact.Type})";
        switch (fact.Fact)
        {
            case OrderFact order:
                _orders[fact.Stream.Id] = _orders.GetValueOrDefault(fact.Stream.Id, Order.Initial).Evolve(order);
                break;
            case CreditLineOpened opened:
                _lines.Should().NotContainKey(fact.Stream.Id, at);
                _lines[fact.Stream.Id] = new Line { Limit = opened.LimitYen };
                break;
            case CreditLineLimitSet set:
                _lines[fact.Stream.Id].Limit = set.LimitYen;
                break;
            case CreditReserved reserved:
                var before = _lines[fact.Stream.Id];
                before.Held.Should().NotContainKey(reserved.OrderNumber, $"an order reserves once, at {at}");
                before.Held[reserved.OrderNumber] = (CreditShare.Reserved, reserved.AmountYen);
                before.Sum.Should().BeLessThanOrEqualTo(before.Limit, $"a line lends no more than it has, at {at}");
                Agree(fact.Stream.Id, reserved.OrderNumber, at);
                break;
            case CreditUsed used:
                Give(fact, used.OrderNumber, CreditShare.Reserved, used.AmountYen, at);
                _lines[fact.Stream.Id].Held[used.OrderNumber] = (CreditShare.Used, used.AmountYen);
                Agree(fact.Stream.Id, used.OrderNumber, at);
                break;
            case CreditReleased released:
                Give(fact, released.OrderNumber, released.From, released.AmountYen, at);
                Agree(fact.Stream.Id, released.OrderNumber, at);
                break;
        }
    }

    private void Give(RecordedFact fact, string order, CreditShare from, long amountYen, string at)
    {
        var held = _lines[fact.Stream.Id].Held;
        held.Should().ContainKey(order, $"what is given back is held, at {at}");
        held[order].Should().Be((from, amountYen), at);
        held.Remove(order);
    }

    /// <summary>An order holds on the line what its own facts say.</summary>
    private void Agree(string account, string number, string at)
    {
        var order = _orders[number];
        order.Placed!.AccountId.Should().Be(account, at);
        CreditShare? share = _lines[account].Held.TryGetValue(number, out var held) ? held.Share : null;
        order.Credit.Should().Be(share, $"{number} says so itself, at {at}");
        (share is null || held.AmountYen == order.Placed.TotalYen).Should().BeTrue($"it holds its total, at {at}");
    }

    private sealed class Line
    {
        public long Limit { get; set; }

        public Dictionary<string, (CreditShare Share, long AmountYen)> Held { get; } = [];

        public long Sum => Held.Values.Sum(h => h.AmountYen);

        public long Of(CreditShare share) => Held.Values.Where(h => h.Share == share).Sum(h => h.AmountYen);
    }
}
