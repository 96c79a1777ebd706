using NodaTime;

namespace Store.Application.Documents;

/// <summary>What the statement of a closed month (ご利用明細書) shows, and nothing else. It is no invoice.</summary>
/// <param name="Number">The month as <c>2026-11</c>.</param>
/// <param name="IssuedOn">The day on which the month was closed, in Asia/Tokyo.</param>
/// <param name="AddresseeCompany">The company, shown with 御中.</param>
/// <param name="Particulars">Label and value, in Japanese: dates, collection, who issues the invoice.</param>
/// <param name="TotalYen">With tax; below zero where more was taken back than bought.</param>
/// <param name="Notes">備考: the claim's assignment, rounding, whom to ask.</param>
public sealed record StatementSheet(
    string Number,
    LocalDate IssuedOn,
    string AddresseeCompany,
    SheetIssuer Issuer,
    IReadOnlyList<(string Label, string Value)> Particulars,
    IReadOnlyList<StatementLine> Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen,
    IReadOnlyList<string> Notes
);

/// <summary>One line of a month.</summary>
/// <param name="AcceptedOn">ご注文の承諾日.</param>
/// <param name="Description">内容, in Japanese.</param>
/// <param name="CorrectedOn">The day on which it was taken back; null for what was bought.</param>
/// <param name="AmountYen">Without tax; with a minus where it is taken back.</param>
/// <param name="ReducedRate">Marked ※ (軽減税率, C1).</param>
public sealed record StatementLine(
    LocalDate AcceptedOn,
    string OrderNumber,
    string Description,
    LocalDate? CorrectedOn,
    long AmountYen,
    int TaxRatePercent,
    bool ReducedRate = false
);
