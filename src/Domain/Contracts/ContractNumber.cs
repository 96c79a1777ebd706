namespace Store.Domain.Contracts;

/// <summary>
/// How contracts and the offers for them are named: a contract after the order line that began it
/// (<c>C-202611-000001-1</c>), an offer's quote after its contract.
/// </summary>
public static class ContractNumber
{
    private const int SecretLength = 32;

    /// <param name="line">The line's place in the order, from 0.</param>
    public static string Of(string orderNumber, int line) => $"C{orderNumber[1..]}-{line + 1}";

    /// <param name="secret">32 characters that nobody guesses.</param>
    public static string OfferId(string contractId, string secret) => $"{contractId}-{secret}";

    /// <summary>The contract that an offer is for; null for the id of any other quote.</summary>
    public static string? OfOffer(string quoteId) =>
        quoteId.StartsWith("C-", StringComparison.Ordinal) && quoteId.Length > SecretLength + 1
            ? quoteId[..^(SecretLength + 1)]
            : null;
}
