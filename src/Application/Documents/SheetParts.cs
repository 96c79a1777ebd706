namespace Store.Application.Documents;

/// <summary>Who issues a document: the seller of every plan (ORD-7).</summary>
/// <param name="Address">With its postal code.</param>
/// <param name="Contact">A desk, a telephone number, an e-mail address: one line each.</param>
/// <param name="RegistrationNumber">
/// 適格請求書発行事業者登録番号: T and 13 digits (C2); null on what must not be taken for a qualified invoice.
/// </param>
public sealed record SheetIssuer(
    string Name,
    string Address,
    IReadOnlyList<string> Contact,
    string? RegistrationNumber
);

/// <summary>One line of a document. Amounts exclude tax.</summary>
/// <param name="Seats">数量.</param>
/// <param name="Unit">単位, such as ユーザー.</param>
/// <param name="UnitPriceYen">For one seat and one month.</param>
/// <param name="Months">Null on a prorated line, whose <paramref name="ProrationNote"/> says for what it is.</param>
/// <param name="ReducedRate">Marked ※, as the law asks of items at the reduced rate (軽減税率, C1).</param>
/// <param name="ProrationNote">In Japanese, such as "2026年6月15日〜2027年3月31日(290/365日)".</param>
public sealed record SheetLine(
    string ProductName,
    string PlanName,
    int Seats,
    string Unit,
    long UnitPriceYen,
    int? Months,
    long AmountYen,
    int TaxRatePercent,
    bool ReducedRate = false,
    string? ProrationNote = null
);

/// <summary>The tax of one rate: rounded once per document and rate (C1), before it comes here.</summary>
/// <param name="BaseYen">対象額, without tax.</param>
/// <param name="TaxYen">消費税額.</param>
public sealed record SheetTax(int RatePercent, long BaseYen, long TaxYen);
