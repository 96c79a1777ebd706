using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Application.Payments;
using Store.Domain.Payments;
using Store.Infrastructure.Payments.SbPayment;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>What goes over SBPS's wire, and what is made of every answer and of none.</summary>
public sealed class SbPaymentWireTests
{
    private static readonly CardPayment Payment = new("B10001001ST010013110100000000001", "00000000000001");

    private static readonly CardAuthorization Authorization = new(
        "O-202611-000001",
        "9f86d081884c7d65",
        "O-202611-000001",
        "勤怠クラウド①",
        1_200,
        13_200,
        new CardToken("A1B2C3", "D4E5F6")
    );

    [Fact]
    public async Task CARD_3_An_authorisation_asks_for_a_lump_sum_on_a_token()
    {
        using var sbps = new SbpsOtherEnd(Approved());
        var answer = await sbps.Client.Authorize(Authorization, default);
        answer.Should().Be(new CardAuthorizationAnswer.Approved(Payment, CardBrand.Visa));
        sbps.Address.Should().Be("http://sbps.example/sandbox/sbps/api/xmlapi.do");
        sbps.Headers.Should()
            .Contain("Authorization", "Basic MTAwMDEwMDE6c2FuZGJveC1wYXNzd29yZA==")
            .And.Contain("Content-Type", "text/xml");
        sbps.Sent.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith(
                OnOneLine(
                    """
                    <?xml version="1.0" encoding="Shift_JIS"?><sps-api-request id="ST01-00131-101">
                    <merchant_id>10001</merchant_id><service_id>001</service_id>
                    <cust_code>9f86d081884c7d65</cust_code><order_id>O-202611-000001</order_id>
                    <item_id>O-202611-000001</item_id><item_name>i86R04NOg4mDRYNogaw=</item_name>
                    <tax>1200</tax><amount>13200</amount><sps_cust_info_return_flg>0</sps_cust_info_return_flg>
                    <pay_method_info><dealings_type>10</dealings_type></pay_method_info>
                    <pay_option_manage><token>A1B2C3</token><token_key>D4E5F6</token_key>
                    <cust_manage_flg>0</cust_manage_flg><cardbrand_return_flg>1</cardbrand_return_flg>
                    </pay_option_manage><encrypted_flg>0</encrypted_flg>
                    <request_date>20260401090000</request_date><sps_hashcode>
                    """
                )
            );
    }

    [Theory]
    [InlineData("V", CardBrand.Visa)]
    [InlineData("M", CardBrand.Mastercard)]
    [InlineData("J", CardBrand.Jcb)]
    [InlineData("A", CardBrand.Amex)]
    [InlineData("D", CardBrand.Diners)]
    [InlineData("X", CardBrand.Other)]
    [InlineData("", CardBrand.Other)]
    [InlineData("?", CardBrand.Other)]
    public async Task CARD_2_The_brand_is_told_and_one_that_cannot_be_told_is_none_of_the_five(
        string code,
        CardBrand brand
    )
    {
        using var sbps = new SbpsOtherEnd(Approved(code));
        var answer = await sbps.Client.Authorize(Authorization, default);
        answer.Should().Be(new CardAuthorizationAnswer.Approved(Payment, brand));
    }

    [Fact]
    public async Task With_encryption_on_what_is_about_the_card_travels_encrypted()
    {
        var settings = Settings();
        settings.Encryption = true;
        // Enciphered by another program, with the key and the vector of the settings' defaults: 10, V, and 1 twice.
        using var sbps = new SbpsOtherEnd(settings, Approved("T9cj3z51pzE="), Standing("O4yp/ghuwKk=", "O4yp/ghuwKk="));
        var answer = await sbps.Client.Authorize(Authorization, default);
        answer.Should().Be(new CardAuthorizationAnswer.Approved(Payment, CardBrand.Visa));
        sbps.Sent[0].Should().Contain("<encrypted_flg>1</encrypted_flg>");
        sbps.Sent[0].Should().Contain("<dealings_type>6e4cjVbRi6o=</dealings_type>");
        (await sbps.Client.Inquire(Payment, default))
            .Should()
            .Be(new CardInquiryAnswer.Found(CardCommitState.Committed, CardPaymentState.Authorised));
    }

    [Theory]
    [InlineData("V")]
    [InlineData("not Base64")]
    [InlineData("AAAA")]
    public async Task With_encryption_on_what_cannot_be_deciphered_is_no_known_brand(string sent)
    {
        var settings = Settings();
        settings.Encryption = true;
        using var sbps = new SbpsOtherEnd(settings, Approved(sent), Standing(sent, "O4yp/ghuwKk="));
        var answer = await sbps.Client.Authorize(Authorization, default);
        answer.Should().Be(new CardAuthorizationAnswer.Approved(Payment, CardBrand.Other));
        (await sbps.Client.Inquire(Payment, default)).Should().Be(new CardInquiryAnswer.Lost());
    }

    [Theory]
    [InlineData("0", "1", CardCommitState.Unprocessed, CardPaymentState.Authorised)]
    [InlineData("1", "2", CardCommitState.Committed, CardPaymentState.Captured)]
    [InlineData("2", "3", CardCommitState.CancelledAfterCommit, CardPaymentState.Cancelled)]
    [InlineData("3", "4", CardCommitState.CancelledUncommitted, CardPaymentState.Refunded)]
    public async Task An_inquiry_tells_how_the_payment_stands(
        string commit,
        string status,
        CardCommitState committed,
        CardPaymentState paid
    )
    {
        using var sbps = new SbpsOtherEnd(Standing(commit, status));
        (await sbps.Client.Inquire(Payment, default)).Should().Be(new CardInquiryAnswer.Found(committed, paid));
        sbps.Sent[0].Should().Contain("<sps-api-request id=\"MG01-00101-101\">");
    }

    [Theory]
    [InlineData("9", "1", "0")]
    [InlineData("0", "", "0")]
    [InlineData("0", "1", "1")]
    public async Task A_state_that_is_in_no_list_is_no_answer(string commit, string status, string resStatus)
    {
        using var sbps = new SbpsOtherEnd(Standing(commit, status, resStatus));
        (await sbps.Client.Inquire(Payment, default)).Should().Be(new CardInquiryAnswer.Lost());
    }

    [Fact]
    public async Task A_request_that_came_too_late_is_sent_once_more_with_a_new_date()
    {
        using var sbps = new SbpsOtherEnd(No("10110023"), Approved());
        (await sbps.Client.Authorize(Authorization, default)).Should().BeOfType<CardAuthorizationAnswer.Approved>();
        sbps.Sent.Should().HaveCount(2);
        sbps.Sent[0].Should().Contain("<request_date>20260401090000</request_date>");
        sbps.Sent[1].Should().Contain("<request_date>20260401090001</request_date>");

        using var twice = new SbpsOtherEnd(No("10110023"), No("10110023"), Approved());
        (await twice.Client.Authorize(Authorization, default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Request, "10110023"));
        twice.Sent.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("10186999")]
    [InlineData("10196999")]
    [InlineData("10122999")]
    [InlineData("10109025")]
    public async Task Nothing_else_is_ever_sent_twice(string code)
    {
        using var sbps = new SbpsOtherEnd(No(code), Approved());
        await sbps.Client.Authorize(Authorization, default);
        sbps.Sent.Should().ContainSingle();
    }

    public static TheoryData<int, string> Unreadable =>
        new()
        {
            { 0, "" },
            { 500, Ok("ST01-00131-101", "") },
            { 502, "<html>Bad gateway</html>" },
            { 302, "" },
            { 200, "" },
            { 200, "OK" },
            { 200, "<sps-api-response id=\"ST01-00131-101\"><res_result>OK</res_result>" },
            { 200, Ok("ST01-00131-101", "") },
            { 200, Ok("ST02-00101-101", "<res_tracking_id>1</res_tracking_id>") },
            { 200, "<other id=\"ST01-00131-101\"><res_result>OK</res_result></other>" },
            { 200, "<sps-api-response><res_result>NG</res_result></sps-api-response>" },
            { 200, No("101\n2299").Body },
            { 200, Ok("ST01-00131-101", "<res_sps_transaction_id>B1</res_sps_transaction_id>") },
            { 200, Approved().Body.Replace(Payment.TrackingId, "<a/>1 2") },
            { 200, "<sps-api-response><res_result>MAYBE</res_result></sps-api-response>" },
            { 200, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>" + Approved().Body },
            { 200, Approved().Body + new string(' ', 70_000) },
        };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task An_answer_that_got_lost_leaves_everything_open(int status, string body)
    {
        using var sbps = new SbpsOtherEnd((status, body), (status, body), (status, body));
        (await sbps.Client.Authorize(Authorization, default)).Should().Be(new CardAuthorizationAnswer.Unknown(null));
        sbps.Sent.Should().ContainSingle();
        (await sbps.Client.Inquire(Payment, default)).Should().Be(new CardInquiryAnswer.Lost());
        if (body != Ok("ST02-00101-101", "<res_tracking_id>1</res_tracking_id>"))
        {
            (await sbps.Client.Commit(Payment, default)).Should().Be(new CardStepAnswer.Unclear(null));
        }
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task What_was_not_let_in_was_not_done(int status)
    {
        using var sbps = new SbpsOtherEnd((status, ""), (status, ""), (status, ""));
        (await sbps.Client.Authorize(Authorization, default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Request, $"HTTP {status}"));
        await sbps.Client.Awaiting(c => c.Capture(Payment, default)).Should().ThrowAsync<SbPaymentException>();
        await sbps.Client.Awaiting(c => c.Inquire(Payment, default)).Should().ThrowAsync<SbPaymentException>();
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_was_sent_and_it_may_be_sent_once_more()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = Client(new Uri($"http://127.0.0.1:{port}"));
        (await client.Authorize(Authorization, default)).Should().Be(new CardAuthorizationAnswer.GatewayFailed(""));
        (await client.Capture(Payment, default)).Should().Be(new CardStepAnswer.Unclear(null));
        (await client.Inquire(Payment, default)).Should().Be(new CardInquiryAnswer.Lost());
        using var nowhere = Client(new Uri("http://sbps.invalid"));
        (await nowhere.Authorize(Authorization, default)).Should().Be(new CardAuthorizationAnswer.GatewayFailed(""));
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_request_leaves_the_outcome_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = Client(new Uri($"http://127.0.0.1:{port}"));
        var asking = client.Authorize(Authorization, default);
        using (var connection = await listener.AcceptTcpClientAsync())
        {
            await connection.GetStream().ReadAtLeastAsync(new byte[500], 500);
        }

        (await asking).Should().Be(new CardAuthorizationAnswer.Unknown(null));
        listener.Pending().Should().BeFalse("it is not sent again");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blanks")]
    [InlineData("トークン")]
    [InlineData("line\nbreak")]
    public async Task What_cannot_be_a_token_is_declined_unsent(string token)
    {
        using var sbps = new SbpsOtherEnd(Approved());
        var authorization = Authorization with { Token = new CardToken(token, "D4E5F6") };
        (await sbps.Client.Authorize(authorization, default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Token, ""));
        sbps.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_000_000)]
    public async Task An_amount_that_the_wire_cannot_say_is_never_sent(long yen)
    {
        using var sbps = new SbpsOtherEnd(Approved());
        await sbps
            .Client.Awaiting(c => c.Authorize(Authorization with { AmountYen = yen }, default))
            .Should()
            .ThrowAsync<ArgumentOutOfRangeException>();
        await sbps
            .Client.Awaiting(c => c.Refund(Payment, yen, default))
            .Should()
            .ThrowAsync<ArgumentOutOfRangeException>();
        sbps.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Markup_in_a_value_stays_a_value()
    {
        using var sbps = new SbpsOtherEnd(Approved());
        await sbps.Client.Authorize(Authorization with { CustomerCode = "<a>&\"b\"" }, default);
        sbps.Sent[0].Should().Contain("<cust_code>&lt;a&gt;&amp;\"b\"</cust_code>");
    }

    [Theory]
    [InlineData("MerchantId", "1")]
    [InlineData("ServiceId", "x01")]
    [InlineData("HashKey", "")]
    [InlineData("EncryptionKey", "short")]
    [InlineData("EncryptionKey", "aaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("EncryptionIv", "longer-than-8")]
    public void A_setting_that_SBPS_would_not_have_given_is_named_at_once(string name, string value)
    {
        var settings = Settings();
        typeof(SbpsSettings).GetProperty(name)!.SetValue(settings, value);
        var checking = () => settings.Checked();
        checking.Should().Throw<InvalidOperationException>().WithMessage($"Store:SbPayment:{name}*");
    }

    [Fact]
    public async Task No_log_line_carries_a_token_or_a_key()
    {
        var lines = new StringBuilder();
        using var factory = LoggerFactory.Create(l => l.AddProvider(new Lines(lines)).SetMinimumLevel(LogLevel.Trace));
        using var sbps = new SbpsOtherEnd(factory, No("10109025"), (502, ""));
        await sbps.Client.Authorize(Authorization, default);
        await sbps.Client.Capture(Payment, default);
        lines.ToString().Should().Contain("10109025").And.Contain("ST02-00201-101").And.NotContain("A1B2C3");
        Authorization.Token.ToString().Should().NotContain("A1B2C3");
    }

    private static SbpsSettings Settings() =>
        new() { BaseUrl = "http://sbps.example/sandbox/sbps", TimeoutSeconds = 1 };

    private static SbPaymentClient Client(Uri address) =>
        new(Settings(), () => address, TimeProvider.System, NullLogger<SbPaymentClient>.Instance);

    private static (int Status, string Body) Approved(string brand = "V") =>
        (
            200,
            Ok(
                "ST01-00131-101",
                $"""
                <res_sps_transaction_id>{Payment.SpsTransactionId}</res_sps_transaction_id>
                <res_tracking_id>{Payment.TrackingId}</res_tracking_id>
                <res_pay_method_info><cardbrand_code>{brand}</cardbrand_code></res_pay_method_info>
                """
            )
        );

    private static (int Status, string Body) Standing(string commit, string status, string resStatus = "0") =>
        (
            200,
            Ok(
                "MG01-00101-101",
                $"""
                <res_status>{resStatus}</res_status><res_pay_method_info><commit_status>{commit}</commit_status>
                <payment_status>{status}</payment_status></res_pay_method_info>
                """
            )
        );

    private static (int Status, string Body) No(string code) =>
        (200, $"<sps-api-response><res_result>NG</res_result><res_err_code>{code}</res_err_code></sps-api-response>");

    private static string Ok(string function, string fields) =>
        $"<sps-api-response id=\"{function}\"><res_result>OK</res_result>{fields}</sps-api-response>";

    private static string OnOneLine(string lines) => string.Concat(lines.Split('\n'));
}
