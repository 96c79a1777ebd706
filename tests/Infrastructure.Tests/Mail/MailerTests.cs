using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Application.Mail;
using Store.Application.ReadModels;
using Store.Infrastructure.Mail;
using Store.Infrastructure.Postgres;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Mail;

public sealed class MailerTests
{
    private static readonly MailMessage Received = new(
        "fact-1/order-received",
        "acc1",
        "Buyer@example.jp",
        "ご注文を承りました",
        "本文 https://store.example/orders/1。\n"
    );

    [Fact]
    public async Task The_sandbox_keeps_a_mail_once_and_forgets_an_accounts_mails()
    {
        var connectionString = await TestPostgres.CreateDatabase(nameof(MailerTests));
        await new SchemaMigration(connectionString, NullLogger.Instance).Run(CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(connectionString);
        var mailbox = new SandboxMailbox(database, TestClock.Monday);

        await mailbox.Send(Received, default);
        await mailbox.Send(Received with { Subject = "again" }, default);
        await mailbox.Send(
            Received with
            {
                Id = "fact-2/accepted",
                AccountId = "acc2",
                To = "other@example.jp",
            },
            default
        );

        (await mailbox.Newest(null, new Page(20), default))
            .Select(m => m.Id)
            .Should()
            .Equal("fact-2/accepted", Received.Id);
        var mine = await mailbox.Newest("buyer@EXAMPLE.jp", new Page(20), default);
        mine.Should().ContainSingle().Which.Subject.Should().Be(Received.Subject);

        await mailbox.Forget("acc1", default);
        await mailbox.Forget("acc1", default);
        (await mailbox.Newest(null, new Page(20), default)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_pickup_folder_gets_one_file_a_mail_with_an_id_that_repeats()
    {
        var folder = Directory.CreateTempSubdirectory("mail").FullName;
        try
        {
            var mailer = new SmtpMailer(new MailSettings { Folder = folder });
            await mailer.Send(Received with { Html = "<p>本文</p>" }, default);
            await mailer.Send(Received, default);

            var files = Directory.GetFiles(folder).Select(File.ReadAllText).ToList();
            files.Should().HaveCount(2);
            string IdOf(string text) =>
                text.Split('\n').Single(l => l.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase));
            IdOf(files[0]).Should().Be(IdOf(files[1])).And.MatchRegex("<[0-9a-f]{32}@store\\.example>");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("sandbox", false)]
    [InlineData("smtp", true)]
    [InlineData("folder", true)]
    [InlineData("pigeon", true)]
    public void A_store_that_could_send_no_mail_does_not_start(string? transport, bool development)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Store:Mail:Transport"] = transport })
            .Build();

        var add = () => new ServiceCollection().AddMailTransport(configuration, development);

        add.Should().Throw<InvalidOperationException>();
    }
}
