using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application.Mail;
using Store.Application.ReadModels;
using Store.Infrastructure.Mail;
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
        var connectionString = await TestPostgres.CreateStore(nameof(MailerTests));
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

        (await mailbox.Newest(null, new PageRequest(20), default))
            .Select(m => m.Id)
            .Should()
            .Equal("fact-2/accepted", Received.Id);
        var mine = await mailbox.Newest("buyer@EXAMPLE.jp", new PageRequest(20), default);
        mine.Should().ContainSingle().Which.Subject.Should().Be(Received.Subject);

        await mailbox.Forget("acc1", default);
        await mailbox.Forget("acc1", default);
        (await mailbox.Newest(null, new PageRequest(20), default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Development_may_have_each_mail_as_a_file_too_until_its_account_is_erased()
    {
        var connectionString = await TestPostgres.CreateStore(nameof(MailerTests));
        await using var database = NpgsqlDataSource.Create(connectionString);
        var folder = Path.Combine(Path.GetTempPath(), $"mails-{Path.GetRandomFileName()}");
        try
        {
            var mailbox = new SandboxMailbox(database, TestClock.Monday, new PickupFolder(folder, "a@store.example"));
            await mailbox.Send(Received with { Html = "<p>本文</p>" }, default);
            Directory.GetFiles(folder).Should().ContainSingle();
            (await mailbox.Newest(null, new PageRequest(20), default)).Should().ContainSingle();

            await mailbox.Forget("acc1", default);
            Directory.GetFiles(folder).Should().BeEmpty();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("sandbox", false)]
    [InlineData("sandbox", true, "not/absolute")]
    [InlineData("smtp", true)]
    [InlineData("folder", true)]
    [InlineData("folder", true, "not/absolute")]
    [InlineData("pigeon", true)]
    public void A_store_that_could_send_no_mail_does_not_start(
        string? transport,
        bool development,
        string? folder = null
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Store:Mail:Transport"] = transport, ["Store:Mail:Folder"] = folder }
            )
            .Build();

        var add = () => new ServiceCollection().AddMailTransport(configuration, development);

        add.Should().Throw<InvalidOperationException>();
    }
}
