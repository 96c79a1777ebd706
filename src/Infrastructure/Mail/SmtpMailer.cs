using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Store.Application.Mail;
using MailMessage = Store.Application.Mail.MailMessage;

namespace Store.Infrastructure.Mail;

/// <summary>
/// Sends by SMTP, or into a pickup folder. Sending the same mail again uses the same Message-ID, by which mail
/// readers show the two as one.
/// </summary>
public sealed class SmtpMailer(MailSettings settings) : IMailer
{
    public async Task Send(MailMessage message, CancellationToken ct)
    {
        using var mail = new System.Net.Mail.MailMessage
        {
            From = new MailAddress(settings.From),
            Subject = message.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = message.Text,
            BodyEncoding = Encoding.UTF8,
        };
        mail.To.Add(new MailAddress(message.To));
        mail.Headers.Add("Message-ID", $"<{NameOf(message.Id)}@{mail.From.Host}>");
        if (message.Html is not null)
        {
            mail.AlternateViews.Add(
                AlternateView.CreateAlternateViewFromString(message.Html, Encoding.UTF8, MediaTypeNames.Text.Html)
            );
        }

        // A client carries one mail at a time, and mails are few: each has its own.
        using var client = Client();
        await client.SendMailAsync(mail, ct);
    }

    /// <summary>What was sent is out of our hands, and nothing of it is kept here.</summary>
    public Task Forget(string accountId, CancellationToken ct) => Task.CompletedTask;

    private SmtpClient Client() =>
        settings.Folder is { } folder
            ? new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = folder,
            }
            : new SmtpClient(settings.Host, settings.Port)
            {
                EnableSsl = settings.UseTls,
                Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
            };

    /// <summary>An id of ours may hold characters that a Message-ID may not.</summary>
    private static string NameOf(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
}
