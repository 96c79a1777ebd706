using System.Collections.Concurrent;
using Store.Application.Mail;

namespace Store.TestKit;

/// <summary>A mailer that keeps what it was given, the same id once.</summary>
public sealed class TestMailbox : IMailer
{
    private readonly ConcurrentDictionary<string, MailMessage> _mails = [];

    public IReadOnlyList<MailMessage> To(string address) => [.. _mails.Values.Where(m => m.To == address)];

    public Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        _mails[message.Id] = message;
        return Task.FromResult(Handover.Done);
    }

    public Task Forget(string accountId, CancellationToken ct)
    {
        foreach (var mail in _mails.Values.Where(m => m.AccountId == accountId))
        {
            _mails.TryRemove(mail.Id, out _);
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits for the first mail to an address; mails come from the background.</summary>
    public async Task<MailMessage> Arrival(string address, TimeSpan? within = null)
    {
        using var end = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            if (To(address) is [var mail, ..])
            {
                return mail;
            }

            await Task.Delay(20, end.Token);
        }
    }
}
