using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Store.Application.Mail;
using Store.Infrastructure.Mail;
using Xunit;

namespace Store.Infrastructure.Tests.Mail;

public sealed class SmtpMailerTests
{
    private static readonly MailMessage Mail = new(
        "order_mails-1",
        "acc1",
        "buyer@example.jp",
        "【ITreviewオンラインストア】銀行振込（NP掛け払い）の審査結果について（O-202611-000042）",
        "平素よりお世話になっております。\n.\n..点から始まる行\n.quit\n" + new string('長', 5000) + "\n",
        "<p>平素より</p>\n.\n"
    );

    [Fact]
    public async Task A_mail_arrives_whole()
    {
        await using var server = new SmtpServer();

        (await MailerFor(server).Send(Mail, default)).Should().Be(Handover.Done);

        server.Faults.Should().BeEmpty();
        var taken = server.Mails.Should().ContainSingle().Subject;
        taken.From.Should().StartWith("MAIL FROM:<no-reply@store.example>");
        taken.To.Should().ContainSingle().Which.Should().StartWith("RCPT TO:<buyer@example.jp>");
        var read = MimeReading.Of(taken.Data);
        read["Subject"].Should().Be(Mail.Subject);
        read["From"].Should().Be("ITreviewオンラインストア <no-reply@store.example>");
        read["To"].Should().Be("buyer@example.jp");
        read["Auto-Submitted"].Should().Be("auto-generated");
        (read.Text, read.Html).Should().Be((Mail.Text, Mail.Html!));
    }

    [Fact]
    public async Task A_text_of_plain_letters_and_dots_arrives_whole_too()
    {
        await using var server = new SmtpServer();
        var mail = Mail with { Subject = "Plain", Text = ".\n.\r\n..\nend\n.", Html = "<p>.</p>" };

        await MailerFor(server).Send(mail, default);

        MimeReading.Of(server.Mails.Single().Data).Text.Should().Be(".\n.\n..\nend\n.");
    }

    [Fact]
    public async Task The_same_mail_has_the_same_id_and_another_one_another()
    {
        await using var server = new SmtpServer();
        var mailer = MailerFor(server);
        await mailer.Send(Mail, default);
        await mailer.Send(Mail, default);
        await mailer.Send(Mail with { Id = "order_mails-2" }, default);

        var ids = server.Mails.Select(m => MimeReading.Of(m.Data)["Message-ID"]).ToList();
        ids[0].Should().Be(ids[1]).And.NotBe(ids[2]).And.MatchRegex("^<[0-9a-f]{32}@store\\.example>$");
    }

    [Fact]
    public async Task A_line_break_makes_no_header()
    {
        await using var server = new SmtpServer();

        await MailerFor(server).Send(Mail with { Subject = "件名\r\nBcc: other@example.jp\r\n\r\n本文" }, default);

        var read = MimeReading.Of(server.Mails.Single().Data);
        read.Headers.Select(h => h.Name.ToUpperInvariant()).Should().NotContain("BCC").And.OnlyHaveUniqueItems();
        read["Subject"].Should().Be("件名  Bcc: other@example.jp    本文");
    }

    [Theory]
    [InlineData("buyer@example.jp\r\nBcc: other@example.jp")]
    [InlineData("buyer@example.jp, other@example.jp")]
    [InlineData("x <other@example.jp>")]
    [InlineData("buyer other@example.jp")]
    [InlineData("buyer")]
    [InlineData("")]
    public async Task What_is_no_bare_address_is_refused_without_asking_a_server(string address)
    {
        await using var server = new SmtpServer();

        var handover = await MailerFor(server).Send(Mail with { To = address }, default);

        handover.Should().BeOfType<Handover.Refused>();
        server.Conversations.Should().Be(0);
    }

    [Theory]
    [InlineData("550 5.1.1 <buyer@example.jp>: Recipient address rejected")]
    [InlineData("553 5.1.3 buyer@example.jp is not allowed")]
    public async Task A_recipient_that_is_refused_for_good_is_told_without_the_address(string answer)
    {
        await using var server = new SmtpServer();
        server.Recipients.Enqueue(answer);

        var handover = await MailerFor(server).Send(Mail, default);

        var reason = handover.Should().BeOfType<Handover.Refused>().Subject.Reason;
        reason.Should().Contain(answer[..3]).And.Contain("(address)").And.NotContain("buyer");
        server.Mails.Should().BeEmpty();
    }

    [Theory]
    [InlineData("450 4.2.1 <buyer@example.jp>: busy", null)]
    [InlineData("452 4.2.2 full", null)]
    [InlineData(null, "451 4.3.0 try again")]
    [InlineData(null, "552 5.3.4 too big today")]
    public async Task A_failure_that_may_pass_is_an_exception_without_the_address(string? recipient, string? ending)
    {
        await using var server = new SmtpServer();
        if (recipient is not null)
        {
            server.Recipients.Enqueue(recipient);
        }

        if (ending is not null)
        {
            server.Endings.Enqueue(ending);
        }

        var send = () => MailerFor(server).Send(Mail, default);

        var failed = (await send.Should().ThrowAsync<MailUndeliveredException>()).Which;
        failed.ToString().Should().Contain((recipient ?? ending)![..3]).And.NotContain("buyer@");
        (await MailerFor(server).Send(Mail, default)).Should().Be(Handover.Done, "the server takes it the next time");
        server.Mails.Should().ContainSingle();
    }

    [Fact]
    public async Task A_server_that_is_away_is_a_failure_that_may_pass()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var send = () => Mailer(port).Send(Mail, default);

        await send.Should().ThrowAsync<MailUndeliveredException>();
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("EHLO")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task A_silent_server_is_waited_for_no_longer_than_set(string verb)
    {
        await using var server = new SmtpServer { FallsSilentAt = verb };
        var started = Stopwatch.GetTimestamp();

        var send = () => Mailer(server.Port, seconds: 1).Send(Mail, default);

        await send.Should().ThrowAsync<MailUndeliveredException>().WithMessage("*within 1 seconds*");
        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_store_that_is_stopped_does_not_wait_for_the_server()
    {
        await using var server = new SmtpServer { FallsSilentAt = "CONNECT" };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var send = () => MailerFor(server).Send(Mail, stop.Token);

        await send.Should().ThrowAsync<OperationCanceledException>();
    }

    private static SmtpMailer MailerFor(SmtpServer server) => Mailer(server.Port);

    private static SmtpMailer Mailer(int port, int seconds = 20) =>
        new(
            new MailSettings
            {
                Host = "127.0.0.1",
                Port = port,
                UseTls = false,
                TimeoutSeconds = seconds,
            }
        );
}
