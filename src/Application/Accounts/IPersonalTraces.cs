namespace Store.Application.Accounts;

/// <summary>
/// What stands about a person outside the log and the read documents: the key and the password, sessions, answers
/// kept under idempotency keys, mails.
/// </summary>
public interface IPersonalTraces
{
    /// <summary>Removes all of it, for good. Safe to stop between and to repeat.</summary>
    Task Remove(string accountId, CancellationToken ct);
}
