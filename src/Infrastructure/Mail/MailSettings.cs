namespace Store.Infrastructure.Mail;

/// <summary>The settings <c>Store:Mail</c>.</summary>
public sealed record MailSettings
{
    /// <summary>
    /// <c>sandbox</c> keeps mails in the database, where <c>GET /sandbox/mail</c> shows them; <c>smtp</c> sends them;
    /// <c>folder</c> writes each as a file for another program to pick up. Development's default is the sandbox;
    /// elsewhere there is none.
    /// </summary>
    public string? Transport { get; init; }

    /// <summary>The sender people see.</summary>
    public string From { get; init; } = "ITreviewオンラインストア <no-reply@store.example>";

    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    public string? User { get; init; }

    public string? Password { get; init; }

    public bool UseTls { get; init; } = true;

    /// <summary>A server that has not taken a mail by then is asked again later.</summary>
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>
    /// An absolute path, for <c>folder</c>. With <c>sandbox</c>, where each mail is written to as well, so that a mail
    /// reader can open it; nowhere without it.
    /// </summary>
    public string? Folder { get; init; }
}
