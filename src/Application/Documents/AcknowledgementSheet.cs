using NodaTime;

namespace Store.Application.Documents;

/// <summary>What the acknowledgement of an order (注文請書) shows, and nothing else.</summary>
/// <param name="Number">The order's number; an acknowledgement has no number of its own.</param>
/// <param name="OrderedOn">The day the order was placed, in Asia/Tokyo.</param>
/// <param name="AcceptedOn">The day of acceptance and of issue: never before <paramref name="OrderedOn"/> (E2).</param>
/// <param name="AddresseeCompany">The company, shown with 御中.</param>
/// <param name="QuoteNumber">The quote it was ordered from.</param>
/// <param name="PurchaseOrderNumber">The buyer's own number (貴社注文番号).</param>
/// <param name="TotalYen">With tax.</param>
/// <param name="StartsOn">The first day of the contract.</param>
/// <param name="EndsOn">The last day of the contract, that day included.</param>
/// <param name="ClaimAssignment">To whom the claim was assigned (NP-2); null where it was not.</param>
/// <param name="Notes">備考, printed after the sentence on how the contract is formed.</param>
public sealed record AcknowledgementSheet(
    string Number,
    LocalDate OrderedOn,
    LocalDate AcceptedOn,
    string AddresseeCompany,
    string Subject,
    SheetIssuer Issuer,
    IReadOnlyList<SheetLine> Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen,
    string PaymentTerms,
    LocalDate StartsOn,
    LocalDate EndsOn,
    string? QuoteNumber,
    string? PurchaseOrderNumber,
    string? ClaimAssignment,
    IReadOnlyList<string> Notes
);
