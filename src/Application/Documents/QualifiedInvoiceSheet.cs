using NodaTime;

namespace Store.Application.Documents;

/// <summary>What a qualified invoice (適格請求書, C1) shows, and nothing else.</summary>
/// <param name="IssuedOn">The day of issue, in Asia/Tokyo.</param>
/// <param name="AddresseeCompany">The company, shown with 御中.</param>
/// <param name="SuppliedOn">取引年月日.</param>
/// <param name="ChargedOn">The day on which the card was charged.</param>
/// <param name="TotalYen">With tax.</param>
/// <param name="OrderNumber">ご注文番号.</param>
/// <param name="PurchaseOrderNumber">The buyer's own number (貴社注文番号).</param>
/// <param name="Corrects">The invoice in whose place this one stands.</param>
/// <param name="Notes">備考, printed after the sentence on the payment.</param>
public sealed record QualifiedInvoiceSheet(
    string Number,
    LocalDate IssuedOn,
    string AddresseeCompany,
    SheetIssuer Issuer,
    LocalDate SuppliedOn,
    LocalDate ChargedOn,
    IReadOnlyList<SheetLine> Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen,
    string OrderNumber,
    string? PurchaseOrderNumber,
    string? Corrects,
    IReadOnlyList<string> Notes
);
