using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Domain.Invoices;

// The stored form of the store's own qualified invoices (適格請求書), which it issues for what was paid by card. The
// stream's id is the invoice's number.

public abstract record QualifiedInvoiceFact : Fact;

/// <summary>
/// C1: a qualified invoice was issued, with all that the law asks of one. It never changes: what was wrong in it is
/// set right by another invoice, which names it.
/// </summary>
/// <param name="Number"><c>INV-yyyy-000001</c>, without gaps within the year of issue.</param>
/// <param name="OrderNumber">The order that was paid.</param>
/// <param name="CompanyName">To whom it is issued.</param>
/// <param name="IssuedOn">The day of issue, in Asia/Tokyo.</param>
/// <param name="SuppliedOn">The date of the transaction (取引年月日): the order's acceptance.</param>
/// <param name="ChargedOn">The day on which the card was charged, in Asia/Tokyo.</param>
/// <param name="Lines">The content of the transaction: what was ordered, each line with its rate.</param>
/// <param name="TaxByRate">For each rate its total without tax, the rate and the tax, rounded once.</param>
/// <param name="Seller">Who issues it, with the registration number (登録番号).</param>
/// <param name="Corrects">The number of the invoice in whose place it stands; null for an order's first.</param>
/// <param name="Note">Printed on it, as an operator wrote it; it names no person.</param>
[StoredAs("qualified_invoice.issued", 1)]
public sealed record QualifiedInvoiceIssued(
    string Number,
    string OrderNumber,
    string AccountId,
    string CompanyName,
    LocalDate IssuedOn,
    LocalDate SuppliedOn,
    PaymentMethod PaymentMethod,
    LocalDate ChargedOn,
    IReadOnlyList<AgreedLine> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    Seller Seller,
    string? PurchaseOrderNumber = null,
    string? Corrects = null,
    string? Note = null
) : QualifiedInvoiceFact;

/// <summary>Another invoice was issued in its place; what was issued and printed of this one stays as it is.</summary>
/// <param name="ByNumber">The number of the invoice that stands in its place.</param>
[StoredAs("qualified_invoice.corrected", 1)]
public sealed record QualifiedInvoiceCorrected(string ByNumber) : QualifiedInvoiceFact;

/// <summary>Its document was made and stored, once. The hash is SHA-256 of the stored bytes, lower-case hex.</summary>
[StoredAs("qualified_invoice.document_filed", 1)]
public sealed record QualifiedInvoiceDocumentFiled(string Kind, string Sha256, int Bytes) : QualifiedInvoiceFact;
