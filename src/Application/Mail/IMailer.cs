using Store.Application.Reactors;

namespace Store.Application.Mail;

/// <summary>
/// A mail to one person, in plain text; <paramref name="Html"/> is the same for people who prefer it.
/// </summary>
/// <param name="Id">
/// Derived from the fact that causes the mail and its purpose, never random: sending the same mail twice is then seen
/// as once by the mailbox, and as one message by mail readers.
/// </param>
/// <param name="AccountId">Whose personal data the mail holds, so that erasing the account finds it; null for none.</param>
/// <param name="Subject">The line that people see (件名).</param>
public sealed record MailMessage(
    string Id,
    string? AccountId,
    string To,
    string Subject,
    string Text,
    string? Html = null
)
{
    /// <summary>Keeps the address and the text out of logs.</summary>
    public override string ToString() => $"MailMessage {Id}";
}

/// <summary>How handing a mail over ended.</summary>
public abstract record Handover
{
    private Handover() { }

    public static readonly Handover Done = new Taken();

    /// <summary>How a reactor ends that had this to send: what is refused for good waits for an operator.</summary>
    public Reaction AsReaction() => this is Refused { Reason: var reason } ? Reaction.Park(reason) : Reaction.Done;

    public sealed record Taken : Handover;

    /// <param name="Reason">For operators: the other side's words, without the address.</param>
    public sealed record Refused(string Reason) : Handover;
}

/// <summary>Hands mails over to whoever delivers them.</summary>
public interface IMailer
{
    /// <summary>
    /// Returns when the mail is handed over, or when the other side says that it will never take it. An exception is
    /// a failure that may pass. The same id again changes nothing, or is seen as one.
    /// </summary>
    Task<Handover> Send(MailMessage message, CancellationToken ct);

    /// <summary>Removes what the mailer itself keeps of an account's mails. Twice is once.</summary>
    Task Forget(string accountId, CancellationToken ct);
}
