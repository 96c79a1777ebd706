using System.Diagnostics;
using NodaTime;

namespace Store.Domain.ProviderFacts;

public abstract record NpPaymentFact : Fact;

/// <summary>
/// The buyer paid Net Protections (入金). The orders that it paid for say so themselves, in the same transaction.
/// </summary>
/// <param name="Month">The month whose unpaid orders it paid; null where the orders were named one by one.</param>
/// <param name="NpInvoiceNumber">Of the invoice that was paid, where it was reported with it.</param>
/// <param name="PaidOn">When Net Protections was paid, as it reports.</param>
/// <param name="Orders">What it paid for, by number.</param>
/// <param name="AmountYen">The sum of those orders' totals.</param>
[StoredAs("np_payment.received", 1)]
public sealed record NpPaymentReceived(
    string AccountId,
    YearMonth? Month,
    string? NpInvoiceNumber,
    LocalDate PaidOn,
    IReadOnlyList<PaidOrder> Orders,
    long AmountYen
) : NpPaymentFact;

/// <param name="AcceptedOn">The month of this date is the one that the order was billed in.</param>
/// <param name="AmountYen">The whole of the order's total, tax included.</param>
public sealed record PaidOrder(string OrderNumber, LocalDate AcceptedOn, long AmountYen);

/// <summary>
/// One payment that Net Protections reported. Its id is made from who paid what and when, so that the same report
/// comes to the same payment.
/// </summary>
/// <param name="Received">Null until it was reported.</param>
public sealed record NpPayment(NpPaymentReceived? Received) : IAggregate<NpPayment>
{
    /// <summary>A payment of more orders than this is reported in parts, since a fact has to stay small.</summary>
    public const int MostOrders = 500;

    public static string Category => "np-payment";

    public static int Schema => 1;

    public static NpPayment Initial { get; } = new((NpPaymentReceived?)null);

    /// <param name="statedYen">What Net Protections reports, where the operator says so: a check on the orders.</param>
    public Decision Receive(NpPaymentReceived payment, long? statedYen, LocalDate today) =>
        Received is not null ? Repeat(statedYen, payment.NpInvoiceNumber)
        : payment.PaidOn > today ? ProviderFactRefusals.InFuture
        : payment.Orders.Count == 0 ? ProviderFactRefusals.NothingOwed
        : payment.Orders.Count > MostOrders ? ProviderFactRefusals.TooManyOrders.With("mostOrders", MostOrders)
        : statedYen is { } stated && stated != payment.AmountYen
            ? ProviderFactRefusals.AmountDiffers.With("ordersYen", payment.AmountYen)
        : payment;

    /// <summary>The same payment once more: what it paid for then stays as it is.</summary>
    public Decision Repeat(long? statedYen, string? npInvoiceNumber) =>
        (statedYen is { } stated && stated != Received?.AmountYen) || npInvoiceNumber != Received?.NpInvoiceNumber
            ? ProviderFactRefusals.Contradicts
            : Decision.Nothing;

    public NpPayment Evolve(Fact fact) =>
        fact switch
        {
            NpPaymentReceived f => new NpPayment(f),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
