using NodaTime;

namespace Store.Application.Documents;

/// <summary>What a quote (御見積書) shows, and nothing else: amounts and wordings are decided by the caller.</summary>
/// <param name="IssuedOn">The day of issue, in Asia/Tokyo.</param>
/// <param name="ValidUntilOn">The last day on which it can be ordered from, that day included (QUO-3).</param>
/// <param name="AddresseeCompany">The company, shown with 御中; null on an anonymous quote (QUO-2).</param>
/// <param name="Subject">件名, such as the product's name.</param>
/// <param name="TotalYen">With tax.</param>
/// <param name="PaymentTerms">お支払条件, in Japanese, as the buyer will read it.</param>
/// <param name="ContractTerm">契約期間, in Japanese, such as "ご利用開始日から12か月".</param>
/// <param name="StartsOn">The first day of use; null where it is the day of acceptance.</param>
/// <param name="SupersedesNumber">The quote that this one replaces (QUO-4).</param>
/// <param name="ClaimAssignment">What the buyer must know of the claim's assignment before ordering (NP-2).</param>
/// <param name="Notes">備考. The sentence on how the contract is formed (E1) is printed with or without them.</param>
public sealed record QuoteSheet(
    string Number,
    LocalDate IssuedOn,
    LocalDate ValidUntilOn,
    string? AddresseeCompany,
    string Subject,
    SheetIssuer Issuer,
    IReadOnlyList<SheetLine> Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen,
    string PaymentTerms,
    string ContractTerm,
    LocalDate? StartsOn,
    string? SupersedesNumber,
    string? ClaimAssignment,
    IReadOnlyList<string> Notes
);
