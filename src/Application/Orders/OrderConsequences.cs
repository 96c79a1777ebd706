using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Calendar;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.Quotes;

namespace Store.Application.Orders;

/// <summary>
/// What follows from a decision about an order, in the same transaction: the account's credit line moves with what
/// the order holds of it, and a cancelled order frees its quote while that is valid. Every use case about orders
/// records through here, so that the sums cannot part from the orders.
/// </summary>
internal static class OrderConsequences
{
    /// <summary>Every stream that a decision about an existing order may touch; the order's own comes first.</summary>
    public static async Task<IReadOnlyList<StreamId>> StreamsOfOrder(
        this IEventLog log,
        string number,
        CancellationToken ct
    )
    {
        var order = StreamId.Of<Order>(number);
        return (await log.Read(order, ct)) is [{ Fact: OrderPlaced placed }, ..] ? Streams(order, placed) : [order];
    }

    public static IReadOnlyList<StreamId> Streams(StreamId order, OrderPlaced placed) =>
        placed.QuoteId is { } quote
            ? [order, StreamId.Of<CreditLine>(placed.AccountId), StreamId.Of<Quote>(quote)]
            : [order, StreamId.Of<CreditLine>(placed.AccountId)];

    public static Refusal? RecordOrder(this IDesk desk, string number, Func<Order, Decision> decide)
    {
        var before = desk.State<Order>(number);
        if (desk.Record(number, decide) is { } refused)
        {
            return refused;
        }

        var after = desk.State<Order>(number);
        return ReferenceEquals(before, after)
            ? null
            : MoveCredit(desk, number, before, after) ?? FreeQuote(desk, number, before, after);
    }

    private static Refusal? MoveCredit(IDesk desk, string number, Order before, Order after)
    {
        var (account, amount) = (after.Placed!.AccountId, after.Placed.TotalYen);
        return (before.Credit, after.Credit) switch
        {
            var (held, holds) when held == holds => null,
            (null, CreditShare.Reserved) => desk.Record<CreditLine>(account, l => l.Reserve(number, amount)),
            (CreditShare.Reserved, CreditShare.Used) => desk.Record<CreditLine>(account, l => l.Use(number, amount)),
            ({ } held, null) => desk.Record<CreditLine>(account, l => l.Release(number, amount, held)),
            var (held, holds) => throw new UnreachableException($"An order's credit went from {held} to {holds}."),
        };
    }

    private static Refusal? FreeQuote(IDesk desk, string number, Order before, Order after) =>
        after.Status == OrderStatus.Cancelled
        && before.Status != OrderStatus.Cancelled
        && after.Placed!.QuoteId is { } quote
        && TokyoTime.DateOf(desk.Now) <= desk.State<Quote>(quote).Issued?.ValidUntilOn
            ? desk.Record<Quote>(quote, q => q.Free(number))
            : null;
}
