namespace Store.Application.Accounts;

/// <summary>
/// Passwords of whoever signs in (accounts, operators, auditors), hashed at rest and kept apart from the log.
/// </summary>
public interface ICredentials
{
    /// <summary>Keeps a password for a subject that has none yet, or in place of the one it has.</summary>
    Task Keep(string subject, string password, CancellationToken ct);

    /// <summary>Takes as long for a subject that is null or unknown as for a wrong password.</summary>
    Task<bool> Verify(string? subject, string password, CancellationToken ct);

    /// <summary>Removes everything kept for a subject about which no fact was recorded after all.</summary>
    Task Discard(string subject, CancellationToken ct);
}

/// <summary>Finds who uses an e-mail address without keeping the address anywhere.</summary>
public interface IEmailIndex
{
    /// <summary>
    /// The id of the <c>EmailClaim</c> that stands for an address, letter case aside: a hash under a secret key.
    /// </summary>
    string ClaimOf(string email);
}
