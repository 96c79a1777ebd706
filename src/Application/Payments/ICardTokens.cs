namespace Store.Application.Payments;

/// <summary>
/// Keeps card tokens from the moment a buyer sends one until it was used: outside the log, which keeps everything
/// for ever, and unreadable without the key that is not in the database.
/// </summary>
public interface ICardTokens
{
    /// <summary>Durable when it returns, before the order that names it is recorded.</summary>
    /// <param name="id">Unguessable, made by the caller.</param>
    Task Keep(string id, CardToken token, CancellationToken ct);

    /// <summary>Null where it was used, or was left lying longer than a token lives.</summary>
    Task<CardToken?> Find(string id, CancellationToken ct);

    /// <summary>Twice is once.</summary>
    Task Forget(string id, CancellationToken ct);
}
