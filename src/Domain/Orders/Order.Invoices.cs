using Store.Domain.Invoices;
using Store.Domain.Payments;

namespace Store.Domain.Orders;

/// <summary>
/// The store's own invoices for an order (C1, C3, C4): one that is valid for what was charged to a card, none for what
/// was ordered on account, and one return invoice at most.
/// </summary>
public sealed partial record Order
{
    /// <summary>Charged to a card, whatever became of the order since, and nobody has issued an invoice.</summary>
    public bool LacksInvoice() => InvoiceNumber is null && RefuseInvoice() is null;

    /// <summary>Why the store issues no invoice for the order, or none yet; null where it does.</summary>
    public Refusal? RefuseInvoice() =>
        this switch
        {
            { Status: null } => OrderRefusals.NotFound,
            { Method: PaymentMethod.OnAccount } => InvoiceRefusals.IssuedByNetProtections,
            { Card.Captured: true } => null,
            _ => InvoiceRefusals.NotIssued,
        };

    /// <summary>The invoice stands in the place of the one that it corrects, or is the order's first.</summary>
    public Decision Invoice(string invoiceNumber, string? corrects = null) =>
        RefuseInvoice() is { } refused ? refused
        : InvoiceNumber == corrects ? new OrderInvoiced(invoiceNumber, corrects)
        : throw new InvalidOperationException("An order has one valid invoice.");

    /// <summary>
    /// C3: what its invoice says was given back, 10,000 yen or more with tax, and no return invoice was issued.
    /// </summary>
    public bool LacksReturnInvoice() =>
        this
            is {
                Status: OrderStatus.Cancelled,
                InvoiceNumber: not null,
                ReturnInvoiceNumber: null,
                Placed.TotalYen: >= Invoices.ReturnInvoice.LeastYen
            };

    public Decision ReturnInvoice(string returnInvoiceNumber) =>
        LacksReturnInvoice()
            ? new OrderReturnInvoiced(returnInvoiceNumber, InvoiceNumber!)
            : throw new InvalidOperationException("The order is owed no return invoice.");
}
