namespace Store.Domain.Payments;

/// <summary>
/// To whom the claim for an order's price is assigned, and what the buyer was told of it before ordering (NP-2).
/// </summary>
public sealed record ClaimAssignment(string AssignedTo, string Notice)
{
    /// <summary>
    /// Orders on account: Net Protections bills for the store and takes the claim for it (NP-2, NP-7, NP-8).
    /// </summary>
    public static readonly ClaimAssignment NetProtections = new(
        "株式会社ネットプロテクションズ",
        "代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます。"
            + "同社が発行する請求書に記載の銀行口座へお支払いください。"
    );
}
