using System.Text;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Api.Tests.Http;
using Store.Application.Accounts;
using Store.Application.Payments;
using Store.Domain.Payments;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Sandbox;

/// <summary>The store's card payments against the sandbox's SBPS, over real HTTP: two programs written apart.</summary>
public abstract class SbpsTests(SbpsSandbox sandbox)
{
    private static int _orders;

    private readonly TestTime _time = sandbox.Time;
    private readonly HttpClient _client = sandbox.Client;

    private ISbPayment Sbps => sandbox.Sbps;

    [Theory]
    [InlineData("visa", CardBrand.Visa)]
    [InlineData("mastercard", CardBrand.Mastercard)]
    [InlineData("jcb", CardBrand.Jcb)]
    [InlineData("amex", CardBrand.Amex)]
    [InlineData("diners", CardBrand.Diners)]
    [InlineData("other", CardBrand.Other)]
    public async Task A_card_is_authorised_committed_and_captured_once(string brand, CardBrand told)
    {
        var order = NewOrder();
        var answer = await Sbps.Authorize(Authorization(order, await Token(brand)), default);
        var payment = answer.Should().BeOfType<CardAuthorizationAnswer.Approved>().Which.Payment;
        answer.Should().Be(new CardAuthorizationAnswer.Approved(payment, told));
        (await Standing(payment)).Should().Be((CardCommitState.Unprocessed, CardPaymentState.Authorised));
        (await Sbps.Commit(payment, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(payment)).Should().Be((CardCommitState.Committed, CardPaymentState.Authorised));
        (await Sbps.Capture(payment, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(payment)).Should().Be((CardCommitState.Committed, CardPaymentState.Captured));

        (await Sbps.Commit(payment, default)).Should().Be(new CardStepAnswer.Unclear("10160999"));
        (await Sbps.Capture(payment, default)).Should().Be(new CardStepAnswer.Unclear("10141999"));
        (await Sbps.Authorize(Authorization(order, await Token()), default))
            .Should()
            .Be(new CardAuthorizationAnswer.Unknown("10196999"));
        var booked = await Book(order);
        booked.GetProperty("authorizations").GetInt32().Should().Be(1);
        booked.GetProperty("captures").GetInt32().Should().Be(1);
        booked.GetProperty("payment").GetProperty("capturedYen").GetInt64().Should().Be(13_200);
    }

    [Fact]
    public async Task CARD_6_The_name_on_the_statement_is_a_setting_of_the_store()
    {
        var result = await sandbox.Ask(new GetPaymentMethods());
        var card = JsonDocument.Parse(result.Body).RootElement.GetProperty("items")[1];
        card.GetProperty("statementName").GetString().Should().Be(SbpsSandbox.StatementName);
    }

    [Fact]
    public async Task Before_the_capture_a_payment_is_cancelled_and_after_it_given_back()
    {
        var uncommitted = await Authorize();
        (await Sbps.Capture(uncommitted, default)).Should().Be(new CardStepAnswer.Unclear("10139999"));
        (await Sbps.Refund(uncommitted, 1, default)).Should().Be(new CardStepAnswer.Refused("101K0999"));
        (await Sbps.Cancel(uncommitted, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(uncommitted)).Should().Be((CardCommitState.CancelledUncommitted, CardPaymentState.Cancelled));
        (await Sbps.Cancel(uncommitted, default)).Should().Be(new CardStepAnswer.Unclear("10145999"));
        (await Sbps.Capture(uncommitted, default)).Should().Be(new CardStepAnswer.Unclear("10140999"));
        (await Sbps.Commit(uncommitted, default)).Should().Be(new CardStepAnswer.Unclear("10160999"));

        var captured = await Capture();
        (await Sbps.Refund(captured, 3_200, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(captured)).Item2.Should().Be(CardPaymentState.Captured);
        (await Sbps.Refund(captured, 10_001, default)).Should().Be(new CardStepAnswer.Refused("101K1999"));
        (await Sbps.Refund(captured, 10_000, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(captured)).Item2.Should().Be(CardPaymentState.Refunded);
        (await Sbps.Cancel(captured, default)).Should().Be(new CardStepAnswer.Unclear("10146999"));

        var whole = await Capture();
        (await Sbps.Cancel(whole, default)).Should().Be(new CardStepAnswer.Done());
        (await Standing(whole)).Item2.Should().Be(CardPaymentState.Refunded);
    }

    [Fact]
    public async Task After_the_third_month_nothing_is_captured_or_given_back()
    {
        var (committed, captured) = (await Authorize(), await Capture());
        await Sbps.Commit(committed, default);
        var now = Instant.FromDateTimeOffset(_time.GetUtcNow());
        var later = now.Plus(Duration.FromDays(130));
        var moved = await Post("/sandbox/clock", $$"""{"advanceTo":"{{later}}"}""");
        moved.Status.Should().Be(200, moved.Body);

        (await Sbps.Capture(committed, default)).Should().Be(new CardStepAnswer.Refused("10142999"));
        (await Sbps.Cancel(captured, default)).Should().Be(new CardStepAnswer.Refused("10156999"));
        (await Sbps.Refund(captured, 1, default)).Should().Be(new CardStepAnswer.Refused("10156999"));
    }

    [Fact]
    public async Task What_SBPS_has_no_payment_for_is_told_by_its_ids()
    {
        var payment = await Authorize();
        var unknown = payment with
        {
            TrackingId = "00000099999999",
            SpsTransactionId = payment.SpsTransactionId[..^9] + "099999999",
        };
        (await Sbps.Capture(unknown, default)).Should().Be(new CardStepAnswer.Refused("10112027"));
        (await Sbps.Inquire(unknown, default)).Should().Be(new CardInquiryAnswer.NotFound("10112027"));
        var mixed = payment with { SpsTransactionId = unknown.SpsTransactionId };
        (await Sbps.Inquire(mixed, default)).Should().Be(new CardInquiryAnswer.NotFound("10111026"));
    }

    [Theory]
    [InlineData("declined", CardDecline.CardCompany, "10123999")]
    [InlineData("cardData", CardDecline.CardData, "10127999")]
    [InlineData("expiredToken", CardDecline.Token, "101T2999")]
    public async Task CARD_5_A_token_can_be_made_that_is_declined(string outcome, CardDecline reason, string code)
    {
        var order = NewOrder();
        (await Sbps.Authorize(Authorization(order, await Token(outcome: outcome)), default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(reason, code));
        (await Book(order)).GetProperty("authorizations").GetInt32().Should().Be(0);
    }

    [Theory]
    [InlineData("gatewayFailure", "GatewayFailed { Code = 10186999 }", 0)]
    [InlineData("http200WithErrors", "GatewayFailed { Code = 10190999 }", 0)]
    [InlineData("duplicate", "Unknown { Code = 10196999 }", 0)]
    [InlineData("timeoutBeforeEffect", "Unknown { Code =  }", 0)]
    [InlineData("timeoutAfterEffect", "Unknown { Code =  }", 1)]
    [InlineData("connectionCut", "Unknown { Code =  }", 1)]
    public async Task R8_A_token_can_be_made_that_leaves_the_outcome_open(string outcome, string answer, int booked)
    {
        var order = NewOrder();
        var authorization = Authorization(order, await Token(outcome: outcome));
        (await Sbps.Authorize(authorization, default)).ToString().Should().Be(answer);
        var book = await Sent.By(_client, new(HttpMethod.Get, $"/sandbox/sbps/payments/{order}"));
        (book.Status == 404 ? 0 : book.Json.GetProperty("authorizations").GetInt32()).Should().Be(booked);
    }

    [Fact]
    public async Task R8_Every_step_can_be_told_to_fail_before_and_after_its_effect()
    {
        var steps = new (string Operation, Func<CardPayment, Task<CardStepAnswer>> Do, CardPaymentState After)[]
        {
            ("commit", p => Sbps.Commit(p, default), CardPaymentState.Authorised),
            ("capture", p => Sbps.Capture(p, default), CardPaymentState.Captured),
            ("refund", p => Sbps.Refund(p, 100, default), CardPaymentState.Captured),
            ("cancel", p => Sbps.Cancel(p, default), CardPaymentState.Refunded),
        };
        var payment = await Authorize();
        foreach (var (operation, step, after) in steps)
        {
            var before = await Standing(payment);
            await Fault("timeoutBeforeEffect", operation);
            await Fault("gatewayFailure", operation);
            await Fault("declined", operation);
            await Fault("connectionCut", operation);
            (await step(payment)).Should().Be(new CardStepAnswer.Unclear(null), operation);
            (await step(payment)).Should().Be(new CardStepAnswer.Unclear("10186999"), operation);
            (await step(payment)).Should().BeOfType<CardStepAnswer.Refused>(operation);
            (await Standing(payment)).Should().Be(before, operation);
            (await step(payment)).Should().Be(new CardStepAnswer.Unclear(null), operation);
            (await Standing(payment)).Item2.Should().Be(after, operation);
        }

        await Fault("timeoutBeforeEffect", "inquiry");
        (await Sbps.Inquire(payment, default)).Should().Be(new CardInquiryAnswer.Lost());
    }

    [Fact]
    public async Task Any_error_of_the_table_can_be_had()
    {
        foreach (var (code, thrown) in new[] { ("10105008", true), ("10109025", true), ("10178999", false) })
        {
            await Fault("http200WithErrors", "capture", code);
            var capturing = () =>
                Sbps.Capture(new CardPayment("B10001001ST010013110100000000001", "00000000000001"), default);
            if (thrown)
            {
                await capturing.Should().ThrowAsync<SbPaymentException>().WithMessage($"*{code}");
            }
            else
            {
                (await capturing()).Should().Be(new CardStepAnswer.Unclear(code));
            }
        }
    }

    [Fact]
    public async Task A_token_is_good_once_and_for_an_hour()
    {
        var token = await Token();
        await Sbps.Authorize(Authorization(NewOrder(), token), default);
        (await Sbps.Authorize(Authorization(NewOrder(), token), default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Token, "101T1999"));
        (await Sbps.Authorize(Authorization(NewOrder(), new CardToken("ABC", "DEF")), default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Token, "101T1999"));
        var late = await Token();
        _time.Ahead = TimeSpan.FromMinutes(61);
        (await Sbps.Authorize(Authorization(NewOrder(), late), default))
            .Should()
            .Be(new CardAuthorizationAnswer.Declined(CardDecline.Token, "101T2999"));
        _time.Ahead = TimeSpan.Zero;
    }

    [Fact]
    public async Task Two_at_once_with_one_id_authorise_one()
    {
        var order = NewOrder();
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Token()));
        var answers = await Task.WhenAll(tokens.Select(t => Sbps.Authorize(Authorization(order, t), default)));
        answers.Should().ContainSingle(a => a is CardAuthorizationAnswer.Approved);
        answers.Count(a => a == new CardAuthorizationAnswer.Unknown("10196999")).Should().Be(7);
    }

    [Theory]
    [InlineData("商品①", 9_999_999)]
    [InlineData("", 1)]
    [InlineData("とても長い名前の製品とても長い名前の製品とても長い名前の製品", 2)]
    [InlineData("<b>&amp;𠮷😀髙</b>", 100)]
    public async Task Whatever_the_product_is_called_the_hash_holds(string name, long yen)
    {
        var authorization = Authorization(NewOrder(), await Token()) with { ItemName = name, AmountYen = yen };
        (await Sbps.Authorize(authorization, default)).Should().BeOfType<CardAuthorizationAnswer.Approved>();
    }

    private static string NewOrder() => $"O-202611-{Interlocked.Increment(ref _orders):D6}";

    private static CardAuthorization Authorization(string order, CardToken token) =>
        new(order, "9f86d081884c7d65", order, "勤怠クラウド スタンダード", 1_200, 13_200, token);

    private async Task<CardPayment> Authorize()
    {
        var answer = await Sbps.Authorize(Authorization(NewOrder(), await Token()), default);
        return answer.Should().BeOfType<CardAuthorizationAnswer.Approved>().Which.Payment;
    }

    private async Task<CardPayment> Capture()
    {
        var payment = await Authorize();
        (await Sbps.Commit(payment, default)).Should().Be(new CardStepAnswer.Done());
        (await Sbps.Capture(payment, default)).Should().Be(new CardStepAnswer.Done());
        return payment;
    }

    private async Task<(CardCommitState, CardPaymentState)> Standing(CardPayment payment)
    {
        var answer = await Sbps.Inquire(payment, default);
        var found = answer.Should().BeOfType<CardInquiryAnswer.Found>().Which;
        return (found.Commit, found.Payment);
    }

    private async Task<CardToken> Token(string brand = "visa", string outcome = "ok")
    {
        var made = await Post("/sandbox/card-tokens", $$"""{"brand":"{{brand}}","outcome":"{{outcome}}"}""");
        made.Status.Should().Be(200, made.Body);
        return new(made.Json.GetProperty("token").GetString()!, made.Json.GetProperty("tokenKey").GetString()!);
    }

    private async Task Fault(string scenario, string operation, string? code = null)
    {
        var body = JsonSerializer.Serialize(
            new
            {
                provider = "sbps",
                scenario,
                operation,
                code,
            }
        );
        (await Post("/sandbox/faults", body)).Status.Should().Be(204);
    }

    private async Task<JsonElement> Book(string order) =>
        (await Sent.By(_client, new(HttpMethod.Get, $"/sandbox/sbps/payments/{order}"))).Json;

    private Task<Sent> Post(string path, string body) =>
        Sent.By(
            _client,
            new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") }
        );
}

/// <summary>Where nothing is encrypted but the connection.</summary>
public sealed class SbpsPlainTests(SbpsPlain sandbox) : SbpsTests(sandbox), IClassFixture<SbpsPlain>;

/// <summary>With 3DES on.</summary>
public sealed class SbpsEncryptedTests(SbpsEncrypted sandbox) : SbpsTests(sandbox), IClassFixture<SbpsEncrypted>;
