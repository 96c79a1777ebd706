using NodaTime;
using Store.Domain.Payments;

namespace Store.Application.Payments;

/// <summary>
/// Net Protections (NP掛け払い), who screens buyers and orders on account, takes over the claim and bills it (NP-2,
/// NP-3, NP-7). Every call may be repeated: what is named by the same id happens once. An answer that got lost is a
/// value, because the effect may have happened; a request that the other side finds wrong is a
/// <see cref="NetProtectionsException"/>.
/// </summary>
public interface INetProtections
{
    /// <summary>
    /// Makes the account known, so that orders can name it. Repeated, it tells how the buyer stands now.
    /// </summary>
    Task<NpBuyerAnswer> RegisterBuyer(NpBuyer buyer, CancellationToken ct);

    /// <summary>Has an order screened. Repeated under the same id, it tells what became of the first request.</summary>
    Task<NpScreeningAnswer> RegisterTransaction(NpTransaction transaction, CancellationToken ct);

    /// <summary>What became of a screening.</summary>
    Task<NpScreeningAnswer> Find(string shopTransactionId, CancellationToken ct);

    /// <summary>請求確定依頼: the order is billed in the month of <paramref name="baseOn"/>.</summary>
    Task<NpRequestAnswer> RequestBilling(string npTransactionId, LocalDate baseOn, CancellationToken ct);

    /// <summary>取引キャンセル, of a whole transaction.</summary>
    Task<NpRequestAnswer> Cancel(string npTransactionId, CancellationToken ct);
}

/// <param name="ShopBuyerId">The account's id.</param>
public sealed record NpBuyer(
    string ShopBuyerId,
    string CompanyName,
    string ContactName,
    string PostalCode,
    string Address,
    string Phone,
    string Email
);

/// <param name="ShopTransactionId">Names this screening for ever; at most 40 characters.</param>
/// <param name="OrderedOn">In Asia/Tokyo.</param>
/// <param name="TotalYen">With tax.</param>
public sealed record NpTransaction(
    string NpBuyerId,
    string ShopTransactionId,
    LocalDate OrderedOn,
    long TotalYen,
    IReadOnlyList<NpDetail> Details,
    IReadOnlyList<NpRateTotal> RateTotals,
    NpBuyer DeliverTo
);

/// <param name="PriceYen">With tax; the details add up to the transaction's total.</param>
public sealed record NpDetail(string Text, long PriceYen, int Quantity, int TaxRatePercent);

/// <param name="TotalYen">With tax.</param>
public sealed record NpRateTotal(int RatePercent, long TotalYen);

public abstract record NpBuyerAnswer
{
    private NpBuyerAnswer() { }

    public sealed record Known(string NpBuyerId, NpBuyerStanding Standing) : NpBuyerAnswer;

    public sealed record Lost : NpBuyerAnswer;
}

/// <summary>How a buyer stands with Net Protections (購入企業審査).</summary>
public enum NpBuyerStanding
{
    Passed,
    Pending,
    Refused,
}

public abstract record NpScreeningAnswer
{
    private NpScreeningAnswer() { }

    public sealed record Ok(string NpTransactionId) : NpScreeningAnswer;

    public sealed record Ng(string NpTransactionId, NpNgReason Reason) : NpScreeningAnswer;

    /// <summary>Somebody at Net Protections is looking at it; ask again.</summary>
    public sealed record Pending(string NpTransactionId) : NpScreeningAnswer;

    /// <summary>The other side has never heard of it.</summary>
    public sealed record NotRegistered : NpScreeningAnswer;

    /// <summary>No answer came: whether it was registered is not known.</summary>
    public sealed record Lost : NpScreeningAnswer;
}

public abstract record NpRequestAnswer
{
    private NpRequestAnswer() { }

    public sealed record Done : NpRequestAnswer;

    /// <summary>The other side says no, with its own words for operators.</summary>
    public sealed record Refused(string Message) : NpRequestAnswer;

    public sealed record Lost : NpRequestAnswer;
}

/// <summary>
/// Net Protections answered with errors, in a status of 400 or more or in a body of 200: nothing was registered.
/// Only its codes and message are kept; what was sent holds personal data.
/// </summary>
public sealed class NetProtectionsException(IReadOnlyList<string> codes, string message)
    : Exception($"Net Protections: {message} ({string.Join(", ", codes)})")
{
    public IReadOnlyList<string> Codes { get; } = codes;
}
