namespace Store.Infrastructure.Security;

/// <summary>Lifetimes under <c>Store:Sessions</c>; all of them count the machine's time.</summary>
public sealed record SecuritySettings
{
    /// <summary>An access token is short-lived, because third parties verify it without asking the store.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>From the sign-in on; refreshing does not prolong it.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan PasswordResetLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary><c>aud</c> of access tokens.</summary>
    public string Audience { get; init; } = "store";

    /// <summary>
    /// Where the store is reached, from <c>Store:PublicUrl</c>: <c>iss</c> of access tokens, and the beginning of
    /// links in mails.
    /// </summary>
    public string PublicUrl { get; init; } = LocalUrl;

    /// <summary>Where <c>./run</c> serves; of use on one machine only.</summary>
    internal const string LocalUrl = "http://127.0.0.1:5080";
}
