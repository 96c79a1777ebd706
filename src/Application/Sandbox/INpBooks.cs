using NodaTime;

namespace Store.Application.Sandbox;

/// <summary>
/// What Development's Net Protections remembers. It outlives the process, as the real one would: a store that was
/// killed between a request and its answer finds the request here.
/// </summary>
public interface INpBooks
{
    /// <summary>Registers a buyer, or finds the one that has this id already.</summary>
    Task<NpBookedBuyer> Buyer(string shopBuyerId, NpVerdict verdict, CancellationToken ct);

    Task<bool> KnowsBuyer(string npBuyerId, CancellationToken ct);

    /// <summary>Registers a transaction; where the id is taken, the first one is found and not new.</summary>
    Task<(NpBookedTransaction Transaction, bool IsNew)> Register(
        string shopTransactionId,
        string npBuyerId,
        long totalYen,
        NpVerdict verdict,
        CancellationToken ct
    );

    /// <summary>Looks a transaction up; one that was pending has been decided by the next time.</summary>
    Task<NpBookedTransaction?> Ask(string shopTransactionId, CancellationToken ct);

    Task<NpBookedTransaction?> Find(string npTransactionId, CancellationToken ct);

    Task Bill(string npTransactionId, LocalDate baseOn, CancellationToken ct);

    Task Cancel(string npTransactionId, CancellationToken ct);
}

/// <summary>A result now, and the one that follows where it is pending: codes as they stand on the wire.</summary>
public sealed record NpVerdict(
    string Result,
    string? Reason = null,
    string? LaterResult = null,
    string? LaterReason = null
);

public sealed record NpBookedBuyer(string NpBuyerId, string Result);

/// <param name="BilledOn">The base date of the billing request; null where there was none.</param>
public sealed record NpBookedTransaction(
    string NpTransactionId,
    string ShopTransactionId,
    string Result,
    string? Reason,
    long TotalYen,
    LocalDate? BilledOn,
    bool Cancelled
);
