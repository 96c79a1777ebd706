using NodaTime;

namespace Store.Application.Documents;

/// <summary>What a return invoice (適格返還請求書, C3) shows, and nothing else. Amounts have no minus.</summary>
/// <param name="InvoiceNumber">The invoice that it belongs to.</param>
/// <param name="AddresseeCompany">The company, shown with 御中.</param>
/// <param name="ReturnedOn">売上げに係る対価の返還等を行った年月日.</param>
/// <param name="SuppliedOn">The date of the transaction that is taken back (元の取引年月日).</param>
/// <param name="TotalYen">What is given back, with tax.</param>
public sealed record ReturnInvoiceSheet(
    string Number,
    string InvoiceNumber,
    string OrderNumber,
    LocalDate IssuedOn,
    string AddresseeCompany,
    SheetIssuer Issuer,
    LocalDate ReturnedOn,
    LocalDate SuppliedOn,
    IReadOnlyList<SheetLine> Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen
);
