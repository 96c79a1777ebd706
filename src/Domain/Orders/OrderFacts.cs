using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Domain.Orders;

// The stored form of every fact about an order (注文). The stream's id is the order's number.

public abstract record OrderFact : Fact;

/// <summary>
/// Everything that was agreed when the buyer ordered. An order on account within the credit line is in screening from
/// here on; the credit it reserved stands in the same transaction.
/// </summary>
/// <param name="CompanyName">The counterparty, as documents name it.</param>
/// <param name="QuoteId">Null where it was ordered from a cart.</param>
/// <param name="ContractId">The contract that this order extends or enlarges; null for a new one.</param>
/// <param name="StartsOn">As wished by the buyer; null for the day of acceptance.</param>
/// <param name="Claim">NP-2; null where the claim stays with the store.</param>
[StoredAs("order.placed", 1)]
public sealed record OrderPlaced(
    string AccountId,
    string CompanyName,
    PaymentMethod PaymentMethod,
    string? QuoteId,
    string? QuoteNumber,
    IReadOnlyList<AgreedLine> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    Seller Seller,
    string? PurchaseOrderNumber = null,
    LocalDate? StartsOn = null,
    ClaimAssignment? Claim = null,
    string? ContractId = null
) : OrderFact;

/// <summary>ORD-6: over a limit. The order waits for an operator or a card, through the last day given here.</summary>
[StoredAs("order.credit_held", 1)]
public sealed record OrderCreditHeld(HoldCause Cause, LocalDate AnswerByOn) : OrderFact;

/// <summary>Net Protections has the order and has not decided yet; it is asked again until it has.</summary>
[StoredAs("order.screening_pending", 1)]
public sealed record OrderScreeningPending(string NpTransactionId) : OrderFact;

/// <summary>NP-3. The buyer may pay by card through the last day given here.</summary>
[StoredAs("order.screening_refused", 1)]
public sealed record OrderScreeningRefused(NpNgReason Reason, string? NpTransactionId, LocalDate AnswerByOn)
    : OrderFact;

/// <summary>An operator lifted the hold: a new screening begins, under an id of its own.</summary>
[StoredAs("order.released", 1)]
public sealed record OrderReleased(string ShopTransactionId) : OrderFact;

/// <summary>
/// The acceptance, which forms the contract. Its instant decides the month that the order is billed in; it repeats
/// what bills and contracts are made of, because each of those is a fold of its own.
/// </summary>
/// <param name="AcceptedOn">The same instant's date in Asia/Tokyo.</param>
/// <param name="StartsOn">The contract's first day: the buyer's wish, or the day of acceptance where that is later.</param>
[StoredAs("order.accepted", 1)]
public sealed record OrderAccepted(
    string AccountId,
    PaymentMethod PaymentMethod,
    LocalDate AcceptedOn,
    LocalDate StartsOn,
    IReadOnlyList<AgreedLine> Lines,
    long TotalYen,
    string? NpTransactionId = null,
    string? ContractId = null
) : OrderFact;

/// <summary>What was ordered has reached the buyer (納品).</summary>
/// <param name="By">Recorded at the acceptance, or by an operator.</param>
[StoredAs("order.delivered", 1)]
public sealed record OrderDelivered(Delivery By) : OrderFact;

/// <summary>Net Protections was asked to bill the order (請求確定依頼) in the month of <paramref name="BaseOn"/>.</summary>
[StoredAs("order.billing_requested", 1)]
public sealed record OrderBillingRequested(string NpTransactionId, LocalDate BaseOn) : OrderFact;

/// <summary>The cancellation of an accepted order was decided; its provider has to confirm it.</summary>
[StoredAs("order.cancellation_requested", 1)]
public sealed record OrderCancellationRequested(CancellationCause Cause) : OrderFact;

/// <summary>The provider would not cancel; the order stays as it is until an operator resolves it.</summary>
[StoredAs("order.cancellation_refused", 1)]
public sealed record OrderCancellationRefused(string ProviderMessage) : OrderFact;

/// <summary>
/// Net Protections has the buyer's money: the order on account holds no credit any more. It repeats what an account's
/// bills are made of, because those are folds of their own.
/// </summary>
/// <param name="PaymentId">The payment that it belongs to, which may have paid other orders too.</param>
/// <param name="PaidOn">When Net Protections was paid, as it reports.</param>
/// <param name="AcceptedOn">The month of this date is the one that the order was billed in.</param>
/// <param name="AmountYen">The whole of the order's total, tax included.</param>
[StoredAs("order.paid", 1)]
public sealed record OrderPaid(
    string AccountId,
    string PaymentId,
    LocalDate PaidOn,
    LocalDate AcceptedOn,
    long AmountYen
) : OrderFact;

/// <summary>The order came to nothing, or was undone; nothing more is owed for it. Its quote is free again.</summary>
/// <param name="Undone">The acceptance that it takes back; null where the order was never accepted.</param>
[StoredAs("order.cancelled", 1)]
public sealed record OrderCancelled(CancellationCause Cause, UndoneAcceptance? Undone = null) : OrderFact;

/// <summary>What a cancelled order had been accepted with, repeated because bills are folds of their own.</summary>
/// <param name="AcceptedOn">The month of this date is the one that the order was billed in.</param>
public sealed record UndoneAcceptance(
    string AccountId,
    PaymentMethod PaymentMethod,
    LocalDate AcceptedOn,
    IReadOnlyList<AgreedLine> Lines,
    long TotalYen
);

/// <summary>A document was made and stored, once. The hash is SHA-256 of the stored bytes, lower-case hex.</summary>
[StoredAs("order.document_filed", 1)]
public sealed record OrderDocumentFiled(string Kind, string Sha256, int Bytes) : OrderFact;

/// <summary>
/// C4: the store issued its own invoice for what was paid by card, for the first time or in the place of another. The
/// order's valid invoice is the last.
/// </summary>
/// <param name="InvoiceNumber">The store's own invoice (適格請求書).</param>
/// <param name="Corrects">The number of the invoice in whose place it stands; null for the first.</param>
[StoredAs("order.invoiced", 1)]
public sealed record OrderInvoiced(string InvoiceNumber, string? Corrects = null) : OrderFact;

/// <summary>C3: the store issued a return invoice (適格返還請求書) for what was given back.</summary>
/// <param name="ReturnInvoiceNumber">The return invoice.</param>
/// <param name="InvoiceNumber">The invoice that it belongs to.</param>
[StoredAs("order.return_invoiced", 1)]
public sealed record OrderReturnInvoiced(string ReturnInvoiceNumber, string InvoiceNumber) : OrderFact;

/// <summary>Whose limit an order exceeded.</summary>
public enum HoldCause
{
    /// <summary>The account's credit line in this store.</summary>
    StoreLine,

    /// <summary>The limit that Net Protections gives the buyer (NG 22).</summary>
    NetProtections,
}

public enum CancellationCause
{
    /// <summary>Nobody answered a hold or a refused screening in time.</summary>
    Unanswered,

    /// <summary>ORD-2: an operator's decision; the envelope's actor has the reason.</summary>
    Operator,

    /// <summary>CARD-5: the card was not charged.</summary>
    CardNotCharged,
}
