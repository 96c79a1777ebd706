using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using MailMessage = Store.Application.Mail.MailMessage;

namespace Store.Infrastructure.Mail;

/// <summary>A mail in the form that travels (RFC 5322, RFC 2045): plain text, and HTML as its alternative.</summary>
internal static class MimeMail
{
    /// <summary>Null where the address cannot be written to.</summary>
    public static System.Net.Mail.MailMessage? Of(MailMessage message, string from)
    {
        // Only a bare address will do: what else parses may name somebody else.
        if (!MailAddress.TryCreate(message.To, out var to) || to.Address != message.To)
        {
            return null;
        }

        var mail = new System.Net.Mail.MailMessage
        {
            From = new MailAddress(from),
            Subject = string.Concat(message.Subject.Select(c => char.IsControl(c) ? ' ' : c)),
            SubjectEncoding = Encoding.UTF8,
            Body = Canonical(message.Text),
            BodyEncoding = Encoding.UTF8,
            // No line is too long this way, and none begins with a dot.
            BodyTransferEncoding = TransferEncoding.Base64,
        };
        mail.To.Add(to);
        mail.Headers.Add("Message-ID", $"<{NameOf(message.Id)}@{mail.From.Host}>");
        // RFC 3834: keeps absence notes and other machines from answering.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message.Html is not null)
        {
            var html = AlternateView.CreateAlternateViewFromString(
                Canonical(message.Html),
                Encoding.UTF8,
                MediaTypeNames.Text.Html
            );
            html.TransferEncoding = TransferEncoding.Base64;
            mail.AlternateViews.Add(html);
        }

        return mail;
    }

    /// <summary>An id of ours may hold characters that a Message-ID, or a file's name, may not.</summary>
    public static string NameOf(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));

    /// <summary>Lines of text in mails end so, whatever they are encoded as.</summary>
    private static string Canonical(string text) => text.ReplaceLineEndings("\r\n");
}
