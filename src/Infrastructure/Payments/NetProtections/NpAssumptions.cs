namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>
/// What of NP掛け払い's interface no public page tells, and this store therefore decided. The official reference
/// replaces this file; everything else about the wire was seen in a public client.
/// </summary>
internal static class NpAssumptions
{
    /// <summary>Registers a buyer (購入企業登録); the same <c>shopBuyerId</c> again answers how that buyer stands.</summary>
    public const string Buyers = "v1/buyers";

    /// <summary>Takes <c>{shopTransactionIds}</c> and answers the results so far, as registration does.</summary>
    public const string FindTransactions = "v1/transactions/find";

    /// <summary>
    /// The error of a <c>shopTransactionId</c> that was registered before; it carries the first <c>npTransactionId</c>.
    /// </summary>
    public const string DuplicateTransaction = "E0100115";

    public const string Passed = "00";

    public const string Refused = "20";

    /// <summary>Pending, as in the sister product for consumers.</summary>
    public const string Pending = "10";

    /// <summary>Before review, as in the sister product.</summary>
    public const string BeforeReview = "40";

    /// <summary>How the tax of a detail is named: T10 was seen for 10 %, the others follow from it.</summary>
    public static string TaxKind(int ratePercent) => $"T{ratePercent:D2}";

    /// <summary>Longest text of a detail.</summary>
    public const int DetailLength = 100;
}
