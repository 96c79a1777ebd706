using System.Net;
using System.Net.Mail;
using System.Text.RegularExpressions;
using Store.Application.Mail;
using MailMessage = Store.Application.Mail.MailMessage;

namespace Store.Infrastructure.Mail;

/// <summary>
/// Sends by SMTP. Sending the same mail again uses the same Message-ID, by which mail readers show the two as one.
/// </summary>
public sealed partial class SmtpMailer(MailSettings settings) : IMailer
{
    internal const string NoAddress = "The registered address is not one that mail can be sent to.";

    /// <exception cref="MailUndeliveredException">It was not taken this time.</exception>
    public async Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        using var mail = MimeMail.Of(message, settings.From);
        if (mail is null)
        {
            return new Handover.Refused(NoAddress);
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        // A client carries one mail at a time, and mails are few: each has its own.
        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.UseTls,
            Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
        };
        try
        {
            // The client looks at its token now and then only; we wait no longer than the bound all the same.
            await client.SendMailAsync(mail, bound.Token).WaitAsync(bound.Token);
            return Handover.Done;
        }
        catch (SmtpFailedRecipientException refused) when ((int)refused.StatusCode >= 500)
        {
            return new Handover.Refused(Told(refused));
        }
        catch (SmtpException failed)
        {
            throw new MailUndeliveredException(Told(failed));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MailUndeliveredException(
                $"The mail server did not take the mail within {settings.TimeoutSeconds} seconds."
            );
        }
    }

    /// <summary>What was sent is out of our hands, and nothing of it is kept here.</summary>
    public Task Forget(string accountId, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Servers like to repeat the address in their answer; it must not get into logs and tables so.</summary>
    private static string Told(SmtpException failed)
    {
        var words = (failed.InnerException ?? failed).GetBaseException().Message;
        var code = failed.StatusCode == SmtpStatusCode.GeneralFailure ? "" : $" ({(int)failed.StatusCode})";
        return $"The mail server did not take the mail{code}: {Address().Replace(words, "(address)")}";
    }

    [GeneratedRegex(@"[^\s<>""]+@[^\s<>""]+")]
    private static partial Regex Address();
}

/// <summary>A mail was not handed over; it may be another time. The message names no address.</summary>
public sealed class MailUndeliveredException(string message) : Exception(message);
