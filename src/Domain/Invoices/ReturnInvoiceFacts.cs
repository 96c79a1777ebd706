using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Domain.Invoices;

// The stored form of the store's return invoices (適格返還請求書). The stream's id is the return invoice's number.

public abstract record ReturnInvoiceFact : Fact;

/// <summary>
/// C3: what had been paid by card was given back, and was 10,000 yen or more with its tax. It takes back exactly what
/// its invoice says.
/// </summary>
/// <param name="Number"><c>RIN-yyyy-000001</c>, without gaps within the year of issue.</param>
/// <param name="InvoiceNumber">The invoice that it belongs to: the one that was valid on that day.</param>
/// <param name="OrderNumber">The order that was undone.</param>
/// <param name="CompanyName">To whom it is issued: as the invoice says.</param>
/// <param name="IssuedOn">The day of issue, in Asia/Tokyo.</param>
/// <param name="ReturnedOn">The day on which it was given back, in Asia/Tokyo.</param>
/// <param name="SuppliedOn">The date of the transaction that is taken back, as the invoice says.</param>
/// <param name="Lines">What is taken back, each line with its rate.</param>
/// <param name="SubtotalYen">What is given back, without tax; like all amounts here without a minus.</param>
/// <param name="TaxByRate">For each rate what is given back without tax, the rate and the tax.</param>
/// <param name="TotalYen">What is given back, with tax.</param>
/// <param name="Seller">Who issues it, with the registration number (登録番号).</param>
[StoredAs("return_invoice.issued", 1)]
public sealed record ReturnInvoiceIssued(
    string Number,
    string InvoiceNumber,
    string OrderNumber,
    string AccountId,
    string CompanyName,
    LocalDate IssuedOn,
    LocalDate ReturnedOn,
    LocalDate SuppliedOn,
    IReadOnlyList<AgreedLine> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    Seller Seller
) : ReturnInvoiceFact;

/// <summary>Its document was made and stored, once. The hash is SHA-256 of the stored bytes, lower-case hex.</summary>
[StoredAs("return_invoice.document_filed", 1)]
public sealed record ReturnInvoiceDocumentFiled(string Kind, string Sha256, int Bytes) : ReturnInvoiceFact;
