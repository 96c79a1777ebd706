namespace Store.Application.Accounts;

/// <summary>Sessions of signed-in callers. Their times are the machine's, never the store's clock.</summary>
public interface ISessions
{
    Task<SessionTokens> Start(string subject, Role role, CancellationToken ct);

    /// <summary>
    /// New tokens for a refresh token, which is good for one use. Null where it is unknown, has expired or its session
    /// ended; a token that was used before ends the session, because two parties hold it.
    /// </summary>
    Task<SessionTokens?> Refresh(string refreshToken, CancellationToken ct);

    /// <summary>From here on the session's access tokens are refused, in every process. Twice is once.</summary>
    Task End(string sessionId, CancellationToken ct);

    Task EndAllOf(string subject, CancellationToken ct);
}

/// <summary>What a caller gets for a sign-in.</summary>
/// <param name="AccessToken">A signed JWT (ES256), to be verified with <c>/.well-known/jwks.json</c>.</param>
/// <param name="RefreshToken">Opaque; good for one use.</param>
public sealed record SessionTokens(string AccessToken, string TokenType, int ExpiresInSeconds, string RefreshToken);
