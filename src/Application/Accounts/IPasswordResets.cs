namespace Store.Application.Accounts;

/// <summary>Password reset by mail (BASIC-2, パスワード再発行).</summary>
public interface IPasswordResets
{
    /// <summary>
    /// Returns at once, whoever the address belongs to: looking it up and sending the mail is done in the background,
    /// so that neither answer nor time tells an unknown address from a registered one.
    /// </summary>
    void Request(string email);

    /// <summary>
    /// Sets the password of the token's subject and ends every session of it, together or not at all. False where the
    /// token is unknown, was used, or is older than 30 minutes.
    /// </summary>
    Task<bool> Confirm(string token, string newPassword, CancellationToken ct);
}
