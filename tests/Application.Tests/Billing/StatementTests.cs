using FluentAssertions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Invoices;
using Xunit;

namespace Store.Application.Tests.Billing;

/// <summary>The statement of a closed month (ご利用明細書): no invoice, and made once.</summary>
public sealed class StatementTests
{
    private const string Buyer = ShopFixture.Buyer;
    private static readonly YearMonth November = new(2026, 11);

    private readonly MemoryFiles _files = new();
    private readonly CountingRenderer _renderer = new();

    [Fact]
    public async Task C1_Three_orders_of_1_005_yen_bear_301_yen_of_tax_on_the_statement()
    {
        var scenario = await Open();
        for (var i = 0; i < 3; i++)
        {
            await scenario.Accept(Buyer, lines: (1005, 10));
        }

        (await Statement(scenario)).Refused!.Code.Should().Be("statement.month_open");
        await scenario.MoveTo("2026-12-01T00:00:00");
        (await Statement(scenario)).Refused.Should().BeNull();

        var sheet = Drawn();
        (sheet.Number, sheet.IssuedOn, sheet.AddresseeCompany)
            .Should()
            .Be(("2026-11", new LocalDate(2026, 12, 1), "株式会社バイヤー"));
        sheet.TaxByRate.Should().Equal(new SheetTax(10, 3015, 301));
        (sheet.SubtotalYen, sheet.TotalYen).Should().Be((3015, 3316), "not three times 1,105");
        sheet.Lines.Should().HaveCount(3);
        sheet.Notes.Should().Contain(n => n.Contains("一度だけ端数処理"));
    }

    [Fact]
    public async Task C4_It_says_who_issues_the_invoice_whom_to_pay_until_when_and_whom_to_ask()
    {
        var scenario = await Open();
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2026-12-01T00:00:00");
        await Statement(scenario);

        var sheet = Drawn();
        sheet.Issuer.RegistrationNumber.Should().BeNull("nobody shall take it for a qualified invoice");
        sheet
            .Particulars.Should()
            .Contain([
                ("ご利用月", "2026年11月分"),
                ("締日", "2026年11月30日"),
                ("請求書発行日", "2026年12月3日"),
                ("お支払期限", "2026年12月31日"),
                ("最終振込日", "2027年1月4日（金融機関営業日）"),
                ("お支払方法", "銀行振込（NP掛け払い）"),
                ("請求書の発行", "株式会社ネットプロテクションズ"),
                ("債権の譲渡先", "株式会社ネットプロテクションズ"),
            ]);
        sheet.Notes[0].Should().Contain("代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます");
        sheet.Notes[^1].Should().StartWith("お支払い・請求書に関するお問い合わせ：").And.Contain("03-");
    }

    [Fact]
    public async Task It_shows_what_was_taken_back_and_the_debit_of_an_account_that_is_debited()
    {
        var scenario = await Open();
        var order = await scenario.Accept(Buyer, lines: [(1000, 10), (300, 8)]);
        await scenario.Debit(
            Buyer,
            [
                .. new[]
                {
                    DirectDebitStep.Requested,
                    DirectDebitStep.FormSent,
                    DirectDebitStep.FormReceived,
                    DirectDebitStep.BankScreening,
                }.Select(step => new DirectDebitMoved(step, new LocalDate(2026, 11, 16))),
                new DirectDebitMoved(DirectDebitStep.Active, new LocalDate(2026, 11, 16), November),
            ]
        );
        await scenario.Cancel(order);
        await scenario.MoveTo("2026-12-01T00:00:00");
        await Statement(scenario);

        var sheet = Drawn();
        sheet
            .Particulars.Should()
            .Contain([("お支払方法", "口座振替（NP掛け払い）"), ("口座振替日", "2026年12月28日")]);
        sheet.Lines.Select(l => l.AmountYen).Should().Equal(1000, 300, -1000, -300);
        sheet.Lines.Select(l => l.ReducedRate).Should().Equal(false, true, false, true);
        sheet.Lines[2].CorrectedOn.Should().Be(new LocalDate(2026, 11, 16));
        sheet.TotalYen.Should().Be(0);
    }

    [Fact]
    public async Task It_is_made_once_and_its_fact_says_what_an_auditor_looks_for()
    {
        var scenario = await Open();
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2026-12-01T00:00:00");
        await Rename(scenario);
        var first = await Statement(scenario);
        var again = await Statement(scenario);

        again.Body.ToArray().Should().Equal(first.Body.ToArray());
        _renderer.Drawn.Should().ContainSingle();
        Drawn().AddresseeCompany.Should().Be("株式会社バイヤー", "as it was called when the month closed");
        var filed = (await scenario.All()).Select(f => f.Fact).OfType<BillingDocumentFiled>().Should().ContainSingle();
        filed
            .Subject.Should()
            .Be(
                new BillingDocumentFiled(
                    "statement",
                    "2026-11",
                    Buyer,
                    "株式会社バイヤー",
                    new LocalDate(2026, 12, 1),
                    1_100,
                    first.Tag!,
                    1
                )
            );
    }

    [Theory]
    [InlineData(InvoiceIssuerMode.Agency)]
    [InlineData(InvoiceIssuerMode.Mediator)]
    public async Task C4_Whatever_rule_Net_Protections_issues_by_the_store_issues_no_second_invoice(
        InvoiceIssuerMode mode
    )
    {
        var scenario = await Open();
        scenario.Sheets = new(ShopFixture.Settings, new BillingSettings(mode), NationalHolidays.ByRule, Letters.Desks);
        var order = await scenario.Accept(Buyer, lines: (100_000, 10));
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.Cancel(order);
        await scenario.MoveTo("2026-12-01T00:00:00");
        await Statement(scenario);
        var invoicing = new Store.Application.Invoices.CardInvoicing(scenario.Log);
        foreach (var fact in (await scenario.All()).Where(invoicing.Concerns))
        {
            await invoicing.React(fact, default);
        }

        var facts = (await scenario.All()).Select(f => f.Fact).ToList();
        facts.OfType<BillingMonthClosed>().Should().ContainSingle(c => c.IssuerMode == mode);
        facts.OfType<QualifiedInvoiceFact>().Should().BeEmpty();
        facts.OfType<ReturnInvoiceFact>().Should().BeEmpty();
    }

    [Theory]
    [InlineData(2026, 11, false, "statement.month_open")]
    [InlineData(2026, 10, false, "invoice.not_found")]
    [InlineData(2027, 1, false, "invoice.not_found")]
    [InlineData(2026, 11, true, "account.not_found")]
    public async Task A_month_without_a_closing_has_no_statement(int year, int month, bool unknown, string code)
    {
        var scenario = await Open();
        var account = unknown ? "00000000000000000000000000000099" : Buyer;
        var result = await Handler(scenario)
            .Handle(new GetStatement(account, new YearMonth(year, month), ForOperators: unknown), default);
        result.Refused!.Code.Should().Be(code);
        _renderer.Drawn.Should().BeEmpty();
    }

    private static async Task<BillingScenario> Open()
    {
        var scenario = new BillingScenario();
        await scenario.Register(Buyer);
        return scenario;
    }

    private static Task Rename(BillingScenario scenario)
    {
        PersonalText Personal(string text) => new(Buyer, text);
        var information = new BasicInformation(
            "株式会社改名",
            Personal("山田太郎"),
            Personal("buyer@example.jp"),
            Personal("03-0000-0000"),
            Personal("100-0001"),
            Personal("東京都"),
            null
        );
        return scenario.Record(
            StreamId.Of<Account>(Buyer),
            session => session.Decide<Account>(Buyer, a => a.CorrectBasicInformation(information, "claim", null))
        );
    }

    private GetStatement.Handler Handler(BillingScenario scenario) =>
        new(
            scenario.Log,
            scenario.Reads,
            _files,
            _renderer,
            new StatementSheets(ShopFixture.Settings, ShopFixture.Settings.TaxRates, Letters.Desks),
            scenario.Clock
        );

    private Task<QueryResult> Statement(BillingScenario scenario) =>
        Handler(scenario).Handle(new GetStatement(Buyer, November), default);

    private StatementSheet Drawn() => (StatementSheet)_renderer.Drawn.Single();
}
