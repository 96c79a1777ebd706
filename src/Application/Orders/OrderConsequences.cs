using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Calendar;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Credit;
using Store.Domain.Orders;
using Store.Domain.Quotes;

namespace Store.Application.Orders;

/// <summary>
/// What follows from a decision about an order, in the same transaction: the account's credit line moves with what
/// the order holds of it, an accepted order starts or continues its contracts, and a cancelled one takes back what it
/// brought them and frees its quote while that is valid. Every use case about orders
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

    public static IReadOnlyList<StreamId> Streams(StreamId order, OrderPlaced placed)
    {
        var contracts = Contracts(order.Id, placed).Select(StreamId.Of<Contract>);
        return placed.QuoteId is { } quote
            ? [order, StreamId.Of<CreditLine>(placed.AccountId), StreamId.Of<Quote>(quote), .. contracts]
            : [order, StreamId.Of<CreditLine>(placed.AccountId), .. contracts];
    }

    public static Refusal? DecideOrder(this IDecisionSession session, string number, Func<Order, Decision> decide)
    {
        var before = session.State<Order>(number);
        if (session.Decide(number, decide) is { } refused)
        {
            return refused;
        }

        var after = session.State<Order>(number);
        return ReferenceEquals(before, after)
            ? null
            : MoveCredit(session, number, before, after)
                ?? MoveContracts(session, number, before, after)
                ?? FreeQuote(session, number, before, after);
    }

    /// <summary>The contract that the order continues, or one for each of its lines.</summary>
    private static IEnumerable<string> Contracts(string number, OrderPlaced placed) =>
        placed.ContractId is { } continued ? [continued] : placed.Lines.Select((_, i) => ContractNumber.Of(number, i));

    private static Refusal? MoveContracts(IDecisionSession session, string number, Order before, Order after)
    {
        var placed = after.Placed!;
        for (var i = 0; i < placed.Lines.Count; i++)
        {
            var id = placed.ContractId ?? ContractNumber.Of(number, i);
            if (MoveContract(session, id, number, placed.Lines[i], before, after) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private static Refusal? MoveContract(
        IDecisionSession session,
        string id,
        string number,
        AgreedLine line,
        Order before,
        Order after
    ) =>
        (before.AcceptedOn, before.Status, after.Status) switch
        {
            (null, _, OrderStatus.Accepted) => session.Decide<Contract>(
                id,
                c =>
                    after.Placed!.ContractId is null
                        ? c.Start(after.Placed.AccountId, number, line, after.StartsOn!.Value)
                        : c.Take(number, line, after.AcceptedOn!.Value)
            ),
            // Said when the cancellation is asked for, not when a provider has carried it out.
            (not null, OrderStatus.Accepted, OrderStatus.Cancelling) => session.State<Contract>(id).RefuseUndo(number),
            (not null, not OrderStatus.Cancelled, OrderStatus.Cancelled) => session.Decide<Contract>(
                id,
                c => c.Undo(number)
            ),
            _ => null,
        };

    private static Refusal? MoveCredit(IDecisionSession session, string number, Order before, Order after)
    {
        var (account, amount) = (after.Placed!.AccountId, after.Placed.TotalYen);
        return (before.Credit, after.Credit) switch
        {
            var (held, holds) when held == holds => null,
            (null, CreditShare.Reserved) => session.Decide<CreditLine>(account, l => l.Reserve(number, amount)),
            (CreditShare.Reserved, CreditShare.Used) => session.Decide<CreditLine>(account, l => l.Use(number, amount)),
            ({ } held, null) => session.Decide<CreditLine>(account, l => l.Release(number, amount, held)),
            var (held, holds) => throw new UnreachableException($"An order's credit went from {held} to {holds}."),
        };
    }

    private static Refusal? FreeQuote(IDecisionSession session, string number, Order before, Order after) =>
        after.Status == OrderStatus.Cancelled
        && before.Status != OrderStatus.Cancelled
        && after.Placed!.QuoteId is { } quote
        && TokyoTime.DateOf(session.Now) <= session.State<Quote>(quote).Issued?.ValidUntilOn
            ? session.Decide<Quote>(quote, q => q.Free(number))
            : null;
}
