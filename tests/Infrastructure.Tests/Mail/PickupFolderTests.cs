using System.Diagnostics;
using FluentAssertions;
using Store.Application.Mail;
using Store.Infrastructure.Mail;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Mail;

public sealed class PickupFolderTests(ITestOutputHelper output) : IDisposable
{
    private static readonly MailMessage Mail = new(
        "order_mails-1",
        "acc1",
        "buyer@example.jp",
        "【ITreviewオンラインストア】ご注文を受け付けました（O-202611-000042）",
        "株式会社見本\n見本 花子 様\n\n.\n",
        "<!DOCTYPE html>\n<p>株式会社見本 &amp; 𠮷</p>\n"
    );

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"mails-{Path.GetRandomFileName()}");

    private PickupFolder Folder => new(_folder, new MailSettings().From);

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_mail_is_one_file_however_often_it_is_sent()
    {
        await Folder.Send(Mail, default);
        await Folder.Send(Mail, default);
        await Folder.Send(Mail with { Id = "order_mails-2" }, default);

        Directory.GetFileSystemEntries(_folder).Should().HaveCount(2).And.OnlyContain(f => f.EndsWith(".eml"));
        var read = MimeReading.Of(await File.ReadAllTextAsync(Directory.GetFiles(_folder)[0]));
        read["Subject"].Should().Be(Mail.Subject);
        (read.Text, read.Html).Should().Be((Mail.Text, Mail.Html!));
    }

    [Fact]
    public async Task An_erased_accounts_mails_go_and_no_others()
    {
        await Folder.Forget("acc1", default);
        await Folder.Send(Mail, default);
        await Folder.Send(Mail with { Id = "order_mails-2", AccountId = "acc2" }, default);
        await Folder.Send(Mail with { Id = "password-reset-1", AccountId = null }, default);

        await Folder.Forget("acc1", default);

        Directory.GetFiles(_folder).Should().HaveCount(2);
    }

    [Fact]
    public async Task An_id_cannot_lead_out_of_the_folder()
    {
        await Folder.Send(Mail with { Id = "../../x", AccountId = "../y" }, default);

        Directory.GetFiles(_folder).Should().ContainSingle();
    }

    /// <summary>A parser that others wrote and many use, where the machine has it.</summary>
    [Fact]
    public async Task Another_parser_reads_the_same()
    {
        await Folder.Send(Mail, default);
        const string Script = """
            import email, email.policy, sys
            mail = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
            parts = list(mail.walk())
            assert [p.get_content_type() for p in parts] == ["multipart/alternative", "text/plain", "text/html"]
            assert not any(p.defects for p in parts), [p.defects for p in parts]
            assert not any(p[h].defects for p in parts for h in p.keys() if h != "Date")
            sys.stdout.buffer.write("\x00".join([mail["subject"], mail["to"].addresses[0].addr_spec,
                mail["from"].addresses[0].display_name, parts[1].get_content(), parts[2].get_content()]).encode())
            """;
        var start = new ProcessStartInfo("python3", ["-c", Script, Directory.GetFiles(_folder).Single()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            output.WriteLine("No python3 here: only our own reading of the mail was checked.");
            return;
        }

        using (process)
        {
            var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            (await wrong).Should().BeEmpty();
            // Some versions of it put a space between two encoded words of a name.
            (await said)
                .Replace("オンライン ストア", "オンラインストア")
                .Replace("\r\n", "\n")
                .Split('\0')
                .Should()
                .Equal(Mail.Subject, Mail.To, "ITreviewオンラインストア", Mail.Text, Mail.Html);
        }
    }
}
