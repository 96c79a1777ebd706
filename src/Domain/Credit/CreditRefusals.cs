namespace Store.Domain.Credit;

public static class CreditRefusals
{
    public static readonly Refusal LineNotFound = new(
        "credit_line.not_found",
        RefusalKind.NotFound,
        "与信枠が見つかりません。",
        "There is no such credit line."
    );

    /// <summary>An operator wants to release an order that the line does not hold (ORD-6).</summary>
    public static readonly Refusal Insufficient = new(
        "credit.insufficient",
        RefusalKind.Conflict,
        "与信枠の残りが注文の金額に足りません。limitYen を指定すると、与信枠の引き上げと同時に保留を解除できます。",
        "The credit line does not hold this order. Give limitYen to raise the line in the same request."
    );
}
