using System.Text.RegularExpressions;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Orders;
using Store.Application.Tests.Orders;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.TestKit;
using Xunit;

namespace Store.Application.Tests.Mail;

/// <summary>Every letter of the table of states, word for word; and what no letter may do.</summary>
public sealed partial class OrderLetterTests
{
    private const string Account = "00000000000000000000000000000001";
    private const string Number = "O-202611-000042";
    private static readonly LocalDate AnswerByOn = new(2026, 11, 23);

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static readonly Dictionary<string, (PaymentMethod Method, OrderFact[] Then)> Cases = new()
    {
        ["order-received-on-account"] = (PaymentMethod.OnAccount, []),
        ["order-received-card"] = (PaymentMethod.Card, []),
        ["order-held-store-line"] = (PaymentMethod.OnAccount, [new OrderCreditHeld(HoldCause.StoreLine, AnswerByOn)]),
        ["order-held-net-protections"] = (
            PaymentMethod.OnAccount,
            [new OrderCreditHeld(HoldCause.NetProtections, AnswerByOn)]
        ),
        ["order-refused"] = (
            PaymentMethod.OnAccount,
            [new OrderScreeningRefused(NpNgReason.Unpaid, "NP1", AnswerByOn)]
        ),
        ["order-accepted-on-account"] = (PaymentMethod.OnAccount, [Accepted(PaymentMethod.OnAccount)]),
        ["order-accepted-card"] = (PaymentMethod.Card, [Accepted(PaymentMethod.Card)]),
        ["order-accepted-card-after-hold"] = (
            PaymentMethod.OnAccount,
            [new OrderCreditHeld(HoldCause.StoreLine, AnswerByOn), Chosen, Accepted(PaymentMethod.Card)]
        ),
        ["order-payment-declined"] = (
            PaymentMethod.OnAccount,
            [new OrderCreditHeld(HoldCause.StoreLine, AnswerByOn), Chosen, Declined(CardDecline.CardCompany, Back)]
        ),
        ["order-cancelled-unanswered"] = (PaymentMethod.OnAccount, [new OrderCancelled(CancellationCause.Unanswered)]),
        ["order-cancelled-declined-too-late"] = (
            PaymentMethod.OnAccount,
            [
                new OrderCreditHeld(HoldCause.StoreLine, AnswerByOn),
                Chosen,
                Declined(CardDecline.CardData, Back),
                new OrderCancelled(CancellationCause.Unanswered),
            ]
        ),
        ["order-cancelled-operator"] = (PaymentMethod.OnAccount, [new OrderCancelled(CancellationCause.Operator)]),
        ["order-cancelled-refunded"] = (
            PaymentMethod.Card,
            [
                Chosen,
                Accepted(PaymentMethod.Card),
                new OrderRefunded("00000616307347", 163_680),
                new OrderCancelled(CancellationCause.Operator),
            ]
        ),
        ["order-cancelled-card-company"] = NotCharged(CardDecline.CardCompany),
        ["order-cancelled-card-data"] = NotCharged(CardDecline.CardData),
        ["order-cancelled-card-token"] = NotCharged(CardDecline.Token),
        ["order-cancelled-card-brand"] = NotCharged(CardDecline.Brand),
        ["order-cancelled-card-request"] = NotCharged(CardDecline.Request),
        ["order-cancelled-card-resolved"] = (
            PaymentMethod.Card,
            [
                Chosen,
                new OrderPaymentResolved(PaymentResolution.Cancelled, "portal", null, null),
                new OrderCancelled(CancellationCause.CardNotCharged),
            ]
        ),
    };

    private static OrderCardChosen Chosen => new(Number, "token");

    private static AnswerAwaited Back => new(OrderStatus.OnCreditHold, HoldCause.StoreLine, AnswerByOn, null);

    private static OrderPaymentDeclined Declined(CardDecline reason, AnswerAwaited? back) =>
        new(Number, reason, "10166000", back);

    private static (PaymentMethod, OrderFact[]) NotCharged(CardDecline reason) =>
        (PaymentMethod.Card, [Chosen, Declined(reason, null), new OrderCancelled(CancellationCause.CardNotCharged)]);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_letter_reads_as_agreed(string name)
    {
        var mail = await MailOf(Cases[name].Method, Cases[name].Then);

        mail.Subject.Should().StartWith("【ITreviewオンラインストア】").And.EndWith($"（{Number}）");
        mail.ShouldBeGolden(name);
    }

    [Fact]
    public void Every_cause_has_a_letter()
    {
        Cases
            .Values.SelectMany(c => c.Then.OfType<OrderCancelled>())
            .Select(c => c.Cause)
            .Should()
            .Contain(Enum.GetValues<CancellationCause>());
        Cases
            .Values.SelectMany(c => c.Then.OfType<OrderCreditHeld>())
            .Select(c => c.Cause)
            .Should()
            .Contain(Enum.GetValues<HoldCause>());
        Cases
            .Values.SelectMany(c => c.Then.OfType<OrderPaymentDeclined>())
            .Select(c => c.Reason)
            .Should()
            .Contain(Enum.GetValues<CardDecline>());
    }

    [Fact]
    public async Task CARD_4_A_decline_by_the_card_company_sends_the_buyer_there_and_shows_no_code()
    {
        var mail = await MailOf(
            Cases["order-cancelled-card-company"].Method,
            Cases["order-cancelled-card-company"].Then
        );

        mail.Text.Should().Contain("ご利用のクレジットカード会社にお問い合わせください").And.NotContain("10166000");
    }

    /// <summary>One charge of a card goes up to 9,999,999 yen.</summary>
    [Theory]
    [InlineData("order-held-store-line", 9_999_999, true)]
    [InlineData("order-held-store-line", 10_000_000, false)]
    [InlineData("order-refused", 9_999_999, true)]
    [InlineData("order-refused", 10_000_000, false)]
    public async Task A_card_is_offered_where_it_can_pay_the_amount(string name, long totalYen, bool offered)
    {
        var mail = await MailOf(Cases[name].Method, Cases[name].Then, totalYen: totalYen);

        mail.Text.Contains("クレジットカード").Should().Be(offered);
        mail.Text.Contains("お支払い方法の変更").Should().Be(offered);
        if (!offered)
        {
            mail.ShouldBeGolden($"{name}-beyond-cards");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_text_and_the_HTML_say_the_same(string name)
    {
        var mail = await MailOf(Cases[name].Method, Cases[name].Then);

        var shown = Tag().Replace(mail.Html![mail.Html!.IndexOf("<body", StringComparison.Ordinal)..], "\n");
        string Words(string text) => string.Concat(System.Net.WebUtility.HtmlDecode(text).Where(char.IsLetterOrDigit));
        Words(shown)
            .Replace("ITreviewオンラインストア", "")
            .Should()
            .Be(Words(mail.Text).Replace("ITreviewオンラインストア", ""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_letter_fetches_nothing_from_outside(string name)
    {
        var html = (await MailOf(Cases[name].Method, Cases[name].Then)).Html!;

        html.Should().StartWith("<!DOCTYPE html>").And.Contain("<html lang=\"ja\">");
        html.Should().NotContainAny("<img", "<script", "<link", "<style", "src=", "url(", "@import");
    }

    [Fact]
    public async Task Names_from_outside_are_shown_as_they_are_and_change_nothing()
    {
        var mail = await MailOf(
            PaymentMethod.OnAccount,
            [],
            company: "<b>A&B</b> \"商事\"\r\nBcc: other@example.jp",
            contact: "見本\u2028花子' onclick='x",
            product: "<script>alert(1)</script>"
        );

        mail.Text.Should().StartWith("<b>A&B</b> \"商事\"  Bcc: other@example.jp\n見本 花子' onclick='x 様\n");
        mail.Html.Should().Contain("&lt;b&gt;A&amp;B&lt;/b&gt; &quot;商事&quot;  Bcc: other@example.jp<br>");
        mail.Html.Should()
            .Contain("見本 花子&#39; onclick=&#39;x 様")
            .And.Contain("&lt;script&gt;alert(1)&lt;/script&gt;");
        mail.Html.Should().NotContain("<b>").And.NotContain("<script>");
        mail.Subject.Should().NotContainAny("\r", "\n");
    }

    private static OrderAccepted Accepted(PaymentMethod method) =>
        new(Account, method, new LocalDate(2026, 11, 16), new LocalDate(2026, 12, 1), [], 163_680);

    private static AgreedLine Line(string product, string plan, int seats, int months, long amountYen) =>
        new(
            "kanri.standard",
            "kanri",
            product,
            plan,
            "株式会社メーカー",
            seats,
            amountYen / seats / months,
            months,
            amountYen,
            10,
            true,
            Delivery.Immediately,
            CancellationPolicy.OperatorDecides,
            months,
            new TerminationPolicy(true, false, 30, null),
            ProrationPolicy.Daily,
            1
        );

    /// <summary>Records the placing and what came then, and lets the reactor meet the last of it, twice.</summary>
    private static async Task<MailMessage> MailOf(
        PaymentMethod method,
        OrderFact[] then,
        string company = "株式会社見本",
        string contact = "見本 花子",
        string product = "管理クラウド",
        long totalYen = 163_680
    )
    {
        var keys = new InMemoryPersonalKeys();
        await keys.Create(Account, default);
        var log = new InMemoryEventLog(new Aggregates(StoreModel.Aggregates), TestClock.Monday, keys);
        PersonalText Personal(string text) => new(Account, text);
        var information = new BasicInformation(
            company,
            Personal(contact),
            Personal("buyer@example.jp"),
            Personal("03-1234-5678"),
            Personal("100-0001"),
            Personal("東京都"),
            null
        );
        var placed = new OrderPlaced(
            Account,
            company,
            method,
            "quote",
            "Q-202611-000007",
            [Line(product, "スタンダード", 12, 12, 144_000), Line("電子契約", "ライト", 8, 1, 4_800)],
            148_800,
            [new TaxOfRate(10, 148_800, 14_880)],
            14_880,
            totalYen,
            new Seller("アイティクラウド株式会社", "T7123456789012", "100-0001", "東京都", "", ""),
            PurchaseOrderNumber: "PO-2026-1123"
        );
        await Record<Account>(
            log,
            Account,
            new AccountRegistered(AccountKind.Corporation, information, false, "1", "claim")
        );
        var about = await Record<Order>(log, Number, placed);
        foreach (var fact in then)
        {
            about = await Record<Order>(log, Number, fact);
        }

        var mails = new KeptMails();
        var reactor = new OrderMails(log, mails, new BuyerDirectory(log), Letters.Head);
        await reactor.React(about, default);
        await reactor.React(about, default);
        return mails.All.Single();
    }

    private static async Task<RecordedFact> Record<T>(InMemoryEventLog log, string id, Fact fact)
        where T : class, IAggregate<T>
    {
        var result = await log.Decide(
            new DecisionRequest(
                "Record",
                Actor.System,
                [StreamId.Of<T>(id)],
                session => session.Decide<T>(id, _ => fact) is { } refused ? refused : DecisionResult.Done
            ),
            default
        );
        return result.Should().BeOfType<CommandResult.Done>().Subject.Facts.Single();
    }

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();
}
