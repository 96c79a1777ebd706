using NodaTime;
using Store.Application.ReadModels;

namespace Store.Application.Mail;

/// <summary>The mails that Development keeps in place of sending them.</summary>
public interface ISandboxMailbox
{
    /// <summary>Newest first; one more than the page shows, where there is one.</summary>
    /// <param name="to">Only mails to this address, case aside.</param>
    Task<IReadOnlyList<KeptMail>> Newest(string? to, PageRequest page, CancellationToken ct);
}

/// <param name="Sequence">Counts the mails; the place in the list.</param>
/// <param name="SentAt">By the store's clock.</param>
public sealed record KeptMail(
    string Id,
    long Sequence,
    string To,
    string Subject,
    string Text,
    string? Html,
    Instant SentAt
);
