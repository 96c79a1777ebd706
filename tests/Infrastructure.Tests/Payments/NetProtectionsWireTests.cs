using System.Net;
using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.Payments;
using Store.Domain.Payments;
using Store.Infrastructure.Payments.NetProtections;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>What goes over NP掛け払い's wire, byte for byte, and what is made of every answer.</summary>
public sealed class NetProtectionsWireTests
{
    private static readonly NpBuyer Buyer = new(
        "9f86d081884c7d65",
        "株式会社サンプル",
        "山田 太郎",
        "〒106-0032",
        "東京都港区六本木1-1",
        "０３-1234-5678",
        "yamada@example.jp"
    );

    private static readonly NpTransaction Transaction = new(
        "00000000042",
        "O-202604-000001",
        new LocalDate(2026, 4, 30),
        11_000,
        [new NpDetail("勤怠クラウド スタンダード", 11_000, 1, 10)],
        [new NpRateTotal(10, 11_000)],
        Buyer
    );

    [Fact]
    public async Task A_transaction_is_registered_with_strings_for_amounts_and_digits_for_codes()
    {
        using var np = new Wire(200, Screened("00"));
        var answer = await np.Client.RegisterTransaction(Transaction, default);
        answer.Should().Be(new NpScreeningAnswer.Ok("70000000001"));
        np.Path.Should().Be("/np/v1/transactions");
        np.Headers.Should()
            .Contain("Authorization", "Basic Y2JzMDAwMDE6c3AwMDAwMQ==")
            .And.Contain("X-NP-Terminal-Id", "1234567890")
            .And.Contain("X-HTTP-Method-Override", "POST")
            .And.Contain("Content-Type", "application/json");
        np.Body.Should()
            .Be(
                Joined(
                    """
                    {"request":{"npBuyerId":"00000000042","transactionInfoes":[{"requestId":"00000001",
                    "shopTransactionId":"O-202604-000001","shopOrderDate":"2026-04-30","totalAmount":"11000",
                    "transactionDetails":[{"detail":"勤怠クラウド スタンダード","price":"11000","quantity":"1",
                    "billedTaxKind":"T10"}],"taxRateSummaries":[{"taxRate":"10","totalAmount":"11000"}],
                    "deliveryInfo":{"companyName":"株式会社サンプル","department":"","customerName":"山田 太郎",
                    "zipCode":"1060032","address":"東京都港区六本木1-1","telNo":"0312345678"}}]}}
                    """
                )
            );
    }

    [Fact]
    public async Task A_buyer_is_registered_under_the_account_s_id()
    {
        using var np = new Wire(200, """{"result":{"buyer":{"npBuyerId":"00000000042","buyerAuthoriResult":"00"}}}""");
        var answer = await np.Client.RegisterBuyer(Buyer, default);
        answer.Should().Be(new NpBuyerAnswer.Known("00000000042", NpBuyerStanding.Passed));
        np.Path.Should().Be("/np/v1/buyers");
        np.Body.Should()
            .Be(
                Joined(
                    """
                    {"request":{"shopBuyerId":"9f86d081884c7d65","companyName":"株式会社サンプル","department":"",
                    "customerName":"山田 太郎","zipCode":"1060032","address":"東京都港区六本木1-1",
                    "telNo":"0312345678","email":"yamada@example.jp"}}
                    """
                )
            );
    }

    [Fact]
    public async Task Billing_names_the_base_date_and_cancelling_the_transaction()
    {
        using var billing = new Wire(200, """{"result":{}}""");
        (await billing.Client.RequestBilling("70000000001", new LocalDate(2026, 4, 30), default))
            .Should()
            .Be(new NpRequestAnswer.Done());
        billing.Path.Should().Be("/np/v1/bills/request");
        billing
            .Body.Should()
            .Be("""{"requests":[{"npTransactionId":"70000000001","billIssueBaseDate":"2026-04-30"}]}""");

        using var cancel = new Wire(200, """{"result":{}}""");
        (await cancel.Client.Cancel("70000000001", default)).Should().Be(new NpRequestAnswer.Done());
        cancel.Path.Should().Be("/np/v1/transactions/cancel");
        cancel.Body.Should().Be("""{"requests":["70000000001"]}""");
    }

    [Theory]
    [InlineData("21", NpNgReason.Unpaid)]
    [InlineData("22", NpNgReason.AmountOver)]
    [InlineData("24", NpNgReason.Overall)]
    public async Task NP_3_Each_reason_for_NG_is_told_apart(string code, NpNgReason reason)
    {
        using var np = new Wire(200, Screened("20", code));
        (await np.Client.RegisterTransaction(Transaction, default))
            .Should()
            .Be(new NpScreeningAnswer.Ng("70000000001", reason));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("40")]
    public async Task An_answer_that_is_not_there_yet_is_pending(string code)
    {
        using var np = new Wire(200, Screened(code));
        (await np.Client.RegisterTransaction(Transaction, default))
            .Should()
            .Be(new NpScreeningAnswer.Pending("70000000001"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Errors_count_in_whatever_status_they_come(int status)
    {
        using var np = new Wire(status, """{"errors":[{"codes":["E0100002"],"message":"項目が不正です"}]}""");
        var thrown = await np
            .Client.Awaiting(c => c.RegisterTransaction(Transaction, default))
            .Should()
            .ThrowAsync<NetProtectionsException>();
        thrown.Which.Codes.Should().Equal("E0100002");
        (await np.Client.Cancel("70000000001", default))
            .Should()
            .Be(new NpRequestAnswer.Refused("項目が不正です (E0100002)"));
    }

    [Fact]
    public async Task A_transaction_that_was_registered_before_is_looked_up_instead()
    {
        using var np = new Wire(
            (400, """{"errors":[{"codes":["E0100115"],"message":"登録済みです","npTransactionId":"70000000001"}]}"""),
            (200, """{"result":{"transactionInfoes":[""" + Info("20", "21") + "]}}")
        );
        (await np.Client.RegisterTransaction(Transaction, default))
            .Should()
            .Be(new NpScreeningAnswer.Ng("70000000001", NpNgReason.Unpaid));
        np.Path.Should().Be("/np/v1/transactions/find");
        np.Body.Should().Be("""{"shopTransactionIds":["O-202604-000001"]}""");
    }

    [Fact]
    public async Task A_transaction_that_nobody_has_heard_of_is_not_registered()
    {
        using var np = new Wire(200, """{"result":{"transactionInfoes":[]}}""");
        (await np.Client.Find("O-202604-000001", default)).Should().Be(new NpScreeningAnswer.NotRegistered());
    }

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "{}")]
    [InlineData(200, "")]
    public async Task An_answer_that_does_not_say_what_happened_is_lost(int status, string body)
    {
        using var np = new Wire(status, body);
        (await np.Client.RegisterTransaction(Transaction, default)).Should().Be(new NpScreeningAnswer.Lost());
    }

    [Fact]
    public async Task No_answer_in_time_is_lost()
    {
        using var np = new Wire(0, "");
        (await np.Client.RegisterTransaction(Transaction, default)).Should().Be(new NpScreeningAnswer.Lost());
        (await np.Client.RegisterBuyer(Buyer, default)).Should().Be(new NpBuyerAnswer.Lost());
        (await np.Client.RequestBilling("7", new LocalDate(2026, 4, 30), default))
            .Should()
            .Be(new NpRequestAnswer.Lost());
    }

    /// <summary>A body as it is sent, on one line.</summary>
    private static string Joined(string lines) => string.Concat(lines.Split('\n'));

    private static string Screened(string result, string? reason = null) =>
        """{"result":{"buyer":{"transactionInfoes":[""" + Info(result, reason) + "]}}}";

    private static string Info(string result, string? reason) =>
        """{"requestId":"00000001","shopTransactionId":"O-202604-000001","npTransactionId":"70000000001","status":{"""
        + $"\"transactionAuthoriInfo\":{{\"transactionAuthoriResult\":\"{result}\",\"transactionAuthoriNgReason\":"
        + (reason is null ? "null" : $"\"{reason}\"")
        + "}}}";

    /// <summary>The other end of the wire: keeps the last request, gives the answers in turn, or none at all.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        private readonly Queue<(int Status, string Body)> _answers;

        public Wire(int status, string body)
            : this((status, body), (status, body)) { }

        public Wire(params (int Status, string Body)[] answers)
        {
            _answers = new Queue<(int, string)>(answers);
            Client = new NetProtectionsClient(
                new NpSettings
                {
                    ShopCode = "cbs00001",
                    SpCode = "sp00001",
                    TerminalId = "1234567890",
                    TimeoutSeconds = 1,
                },
                () => new Uri("http://np.example/np"),
                this
            );
        }

        public NetProtectionsClient Client { get; }

        public string Path { get; private set; } = "";

        public string Body { get; private set; } = "";

        public Dictionary<string, string> Headers { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Path = request.RequestUri!.AbsolutePath;
            Body = Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(ct));
            foreach (var header in request.Headers.Concat(request.Content.Headers))
            {
                Headers[header.Key] = string.Join(",", header.Value);
            }

            if (!_answers.TryDequeue(out var answer) || answer.Status == 0)
            {
                await Task.Delay(Timeout.Infinite, ct);
            }

            return new HttpResponseMessage((HttpStatusCode)answer.Status)
            {
                Content = new StringContent(answer.Body, Encoding.UTF8, "application/json"),
            };
        }
    }
}
