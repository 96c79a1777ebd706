using NodaTime;
using Store.Application.Payments;

namespace Store.Application.Sandbox;

/// <summary>
/// What Development's SBPS remembers. It outlives the process, as the real one would: a store that was killed between a
/// request and its answer finds what the request did here.
/// </summary>
public interface ISbpsBooks
{
    /// <summary>
    /// Keeps a token that a browser would have been given; not the token itself, only how to know it again.
    /// </summary>
    Task KeepToken(CardToken token, SbpsBookedToken kept, CancellationToken ct);

    Task<SbpsBookedToken?> Token(CardToken token, CancellationToken ct);

    Task<bool> Knows(string orderId, CancellationToken ct);

    /// <summary>
    /// Books an authorisation and uses its token up, both or neither. Null where the order's id or the token was used
    /// before.
    /// </summary>
    Task<SbpsBookedPayment?> Authorize(SbpsNewPayment payment, CardToken token, CancellationToken ct);

    /// <summary>Changes a payment, alone with it. Null where no payment has this tracking id.</summary>
    /// <param name="decide">The payment as it stands then, or null for no change, and the code of the answer.</param>
    Task<string?> Change(
        string trackingId,
        string operation,
        Func<SbpsBookedPayment, (SbpsBookedPayment? After, string Code)> decide,
        CancellationToken ct
    );

    /// <summary>Notes a request that changed nothing.</summary>
    Task Note(string orderId, string operation, string code, CancellationToken ct);

    /// <summary>Null where no request ever named the order.</summary>
    Task<SbpsBookedOrder?> Order(string orderId, CancellationToken ct);
}

/// <param name="Outcome">What shall become of an authorisation with it.</param>
public sealed record SbpsBookedToken(string Brand, string Outcome, Instant MadeAt, bool Used = false);

public sealed record SbpsNewPayment(
    string OrderId,
    string CustomerCode,
    string Brand,
    long AmountYen,
    Instant AuthorizedAt
);

/// <param name="TrackingId">Fourteen digits.</param>
/// <param name="CommitStatus">0 unprocessed, 1 committed, 3 cancelled uncommitted, as on the wire.</param>
/// <param name="Status">1 authorised, 2 captured, 3 cancelled, 4 refunded, as on the wire.</param>
public sealed record SbpsBookedPayment(
    string OrderId,
    string TrackingId,
    string Brand,
    long AmountYen,
    Instant AuthorizedAt,
    string CommitStatus,
    string Status,
    long CapturedYen,
    long RefundedYen
);

/// <summary>All that one order's id brought about.</summary>
/// <param name="Payment">Null where nothing was ever authorised.</param>
/// <param name="Authorizations">How often a card was authorised.</param>
/// <param name="Captures">How often it was charged.</param>
/// <param name="Requests">In the order of their effects, with the code of each answer; "OK" where it was one.</param>
public sealed record SbpsBookedOrder(
    string OrderId,
    SbpsBookedPayment? Payment,
    int Authorizations,
    int Captures,
    IReadOnlyList<SbpsBookedRequest> Requests
);

public sealed record SbpsBookedRequest(string Operation, string Code);
