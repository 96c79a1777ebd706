using System.Text.RegularExpressions;
using NodaTime;
using Store.Api.Http;
using Store.Application.Mail;
using Store.Application.ReadModels;

namespace Store.Api.Sandbox;

/// <summary>Development's mailbox: every mail that the store would have sent.</summary>
public static partial class MailEndpoints
{
    public static void MapSandboxMail(this IEndpointRouteBuilder app) =>
        app.MapGet("/sandbox/mail", List).ForAnyone().ExcludeFromDescription();

    private static async Task List(EndpointContext endpoint, ISandboxMailbox mailbox)
    {
        var (to, page) = (endpoint.Text("to"), endpoint.Page);
        if (endpoint.RefusedParameters is { } refused)
        {
            await endpoint.Refuse(refused);
            return;
        }

        var mails = await mailbox.Newest(to, page, endpoint.Aborted);
        var shown = mails.Take(page.Limit).Select(Show).ToList();
        var next =
            mails.Count > page.Limit
                ? Cursor.Write(new(mails[page.Limit - 1].Sequence, mails[page.Limit - 1].Id))
                : null;
        await endpoint.Answer(200, new MailPage(shown, next));
    }

    private static MailAnswer Show(KeptMail mail) =>
        new(
            mail.Id,
            mail.To,
            mail.Subject,
            mail.Text,
            mail.Html,
            [.. Link().Matches(mail.Text).Select(m => m.Value).Distinct()],
            mail.SentAt
        );

    /// <summary>A link ends before white space, quotes and the punctuation of Japanese and English sentences.</summary>
    [GeneratedRegex("""https?://[^\s<>"'「」『』（）、。]*[^\s<>"'「」『』（）、。.,;:!?)]""")]
    private static partial Regex Link();

    public sealed record MailPage(IReadOnlyList<MailAnswer> Items, string? NextCursor);

    public sealed record MailAnswer(
        string Id,
        string To,
        string Subject,
        string Text,
        string? Html,
        IReadOnlyList<string> Links,
        Instant SentAt
    );
}
