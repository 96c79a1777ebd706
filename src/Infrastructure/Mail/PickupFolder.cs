using System.Net.Mail;
using Store.Application.Mail;
using MailMessage = Store.Application.Mail.MailMessage;

namespace Store.Infrastructure.Mail;

/// <summary>
/// Writes each mail as an <c>.eml</c> file, for another program to pick up or for people to open. A file appears
/// whole, and the same mail again is the same file. A file's name says, as hashes, whose mail it is and which.
/// </summary>
/// <param name="folder">An absolute path; made where it is missing, for this user alone.</param>
public sealed class PickupFolder(string folder, string from) : IMailer
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public async Task<Handover> Send(MailMessage message, CancellationToken ct)
    {
        using var mail = MimeMail.Of(message, from);
        if (mail is null)
        {
            return new Handover.Refused(SmtpMailer.NoAddress);
        }

        // The framework's client picks a random name: it writes beside, and the file is then moved to its own name.
        var beside = Path.Combine(folder, $".{MimeMail.NameOf(message.Id)}-{Path.GetRandomFileName()}");
        Make(folder);
        Make(beside);
        try
        {
            using var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = beside,
            };
            await client.SendMailAsync(mail, ct);
            var name = $"{OwnerOf(message.AccountId)}-{MimeMail.NameOf(message.Id)}.eml";
            File.Move(Directory.GetFiles(beside).Single(), Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            Directory.Delete(beside, recursive: true);
        }

        return Handover.Done;
    }

    /// <summary>Removes what was not picked up yet.</summary>
    public Task Forget(string accountId, CancellationToken ct)
    {
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, $"{OwnerOf(accountId)}-*.eml"))
            {
                File.Delete(file);
            }
        }

        return Task.CompletedTask;
    }

    private static string OwnerOf(string? accountId) => accountId is null ? "store" : MimeMail.NameOf(accountId);

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
