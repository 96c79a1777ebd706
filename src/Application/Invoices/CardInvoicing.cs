using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Domain;
using Store.Domain.Calendar;
using Store.Domain.Invoices;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Invoices;

/// <summary>
/// Issues the store's own invoices (ADR-0015): a qualified invoice once a card was charged, and a return invoice once
/// such an order was undone and its money given back. The order's own stream says whether it has them, so that acting
/// twice on a fact issues nothing twice, and a number is drawn in the very decision that uses it.
/// </summary>
public sealed class CardInvoicing(IEventLog log) : IReactor
{
    public const string ReactorName = "card_invoicing";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    /// <summary>
    /// A cancellation in place of a refund: where SBPS would not refund, an operator has given the money back by
    /// another way, and the return is the same for the tax.
    /// </summary>
    public bool Concerns(RecordedFact fact) => fact.Fact is OrderCaptured or OrderCancelled { Undone: not null };

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var number = fact.Stream.Id;
        var facts = await log.Recall(fact.Stream, fact, ct);
        if (facts.FirstOrDefault(f => f.Fact is OrderCaptured) is not { } captured)
        {
            return Reaction.Done;
        }

        var chargedOn = TokyoTime.DateOf(captured.RecordedAt);
        var returnedOn = facts.FirstOrDefault(f => f.Fact is OrderCancelled) is { } undone
            ? TokyoTime.DateOf(undone.RecordedAt)
            : (LocalDate?)null;
        await log.DecideInResponseTo(
            fact,
            Name,
            [fact.Stream, .. InvoiceOf(facts)],
            session =>
                Issue(session, number, chargedOn) ?? (returnedOn is { } day ? IssueReturn(session, number, day) : null),
            ct
        );
        return Reaction.Done;
    }

    /// <summary>Null where it was issued, or is not to be.</summary>
    private static Refusal? Issue(IDecisionSession session, string orderNumber, LocalDate chargedOn)
    {
        var order = session.State<Order>(orderNumber);
        if (!order.LacksInvoice())
        {
            return null;
        }

        var placed = order.Placed!;
        var issued = new QualifiedInvoiceIssued(
            session.NextNumber(NumberSeries.Invoice),
            orderNumber,
            placed.AccountId,
            placed.CompanyName,
            TokyoTime.DateOf(session.Now),
            order.AcceptedOn!.Value,
            PaymentMethod.Card,
            chargedOn,
            placed.Lines,
            placed.SubtotalYen,
            placed.TaxByRate,
            placed.TaxYen,
            placed.TotalYen,
            placed.Seller,
            placed.PurchaseOrderNumber
        );
        return session.Decide<QualifiedInvoice>(issued.Number, invoice => invoice.Issue(issued))
            ?? session.Decide<Order>(orderNumber, o => o.Invoice(issued.Number));
    }

    private static Refusal? IssueReturn(IDecisionSession session, string orderNumber, LocalDate returnedOn)
    {
        var order = session.State<Order>(orderNumber);
        if (!order.LacksReturnInvoice())
        {
            return null;
        }

        var invoice = session.State<QualifiedInvoice>(order.InvoiceNumber!).Issued!;
        var issued = new ReturnInvoiceIssued(
            session.NextNumber(NumberSeries.ReturnInvoice),
            invoice.Number,
            orderNumber,
            invoice.AccountId,
            invoice.CompanyName,
            TokyoTime.DateOf(session.Now),
            returnedOn,
            invoice.SuppliedOn,
            invoice.Lines,
            invoice.SubtotalYen,
            invoice.TaxByRate,
            invoice.TaxYen,
            invoice.TotalYen,
            invoice.Seller
        );
        return session.Decide<ReturnInvoice>(issued.Number, returned => returned.Issue(issued))
            ?? session.Decide<Order>(orderNumber, o => o.ReturnInvoice(issued.Number));
    }

    /// <summary>The valid invoice, where one was issued before; one that is issued here need not be named.</summary>
    private static IEnumerable<StreamId> InvoiceOf(IReadOnlyList<RecordedFact> order) =>
        order.Select(f => f.Fact).OfType<OrderInvoiced>().Select(f => StreamId.Of<QualifiedInvoice>(f.InvoiceNumber));
}
