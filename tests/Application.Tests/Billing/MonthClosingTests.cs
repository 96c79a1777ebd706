using FluentAssertions;
using NodaTime;
using Store.Application.Billing;
using Store.Application.EventSourcing;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Quotes;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Payments;
using Store.Domain.ProviderFacts;
using Xunit;

namespace Store.Application.Tests.Billing;

public sealed class MonthClosingTests
{
    private const string Buyer = ShopFixture.Buyer;
    private static readonly YearMonth November = new(2026, 11);
    private static readonly YearMonth December = new(2026, 12);

    [Fact]
    public async Task C1_Tax_is_rounded_once_for_the_month_and_may_differ_from_the_orders()
    {
        var scenario = await Open();
        for (var i = 0; i < 3; i++)
        {
            await scenario.Accept(Buyer, lines: (1005, 10));
        }

        var open = await scenario.Invoice(Buyer, November);
        (Text(open, "status"), Yen(open, "subtotalYen"), Yen(open, "taxYen"), Yen(open, "totalYen"))
            .Should()
            .Be(("open", 3015, 301, 3316));
        Yen(open, "ordersTaxYen").Should().Be(300);
        Text(open, "taxNotice").Should().Contain("一度だけ端数処理");

        await scenario.MoveTo("2026-12-01T00:00:00");
        var closed = await scenario.Invoice(Buyer, November);
        (Text(closed, "status"), Yen(closed, "taxYen"), Yen(closed, "totalYen")).Should().Be(("closed", 301, 3316));
        Text(closed, "issuer").Should().Be("株式会社ネットプロテクションズ");
        (Text(closed, "closesOn"), Text(closed, "issuesOn"), Text(closed, "dueOn"))
            .Should()
            .Be(("2026-11-30", "2026-12-03", "2026-12-31"));
        Text(closed, "transferLastBankingDayOn").Should().Be("2027-01-04");
        Text(closed, "document").Should().Be("invoice");
    }

    [Theory]
    [InlineData("2026-04-30T23:59:59", 2026, 4)]
    [InlineData("2026-04-30T23:59:59.999999", 2026, 4)]
    [InlineData("2026-05-01T00:00:00", 2026, 5)]
    [InlineData("2028-02-29T23:59:59", 2028, 2)]
    [InlineData("2026-12-31T23:59:59", 2026, 12)]
    public async Task D3_The_instant_of_acceptance_decides_the_month(string accepted, int year, int month)
    {
        var scenario = await Open("2026-04-01T09:00:00");
        await scenario.MoveTo(accepted);
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.Settle();
        await scenario.MoveTo("2028-06-01T00:00:00");

        var closed = (await Facts<BillingMonthClosed>(scenario)).Should().ContainSingle().Subject;
        closed.Month.Should().Be(new YearMonth(year, month));
        closed.ClosesOn.Should().Be(closed.Month.ToDateInterval().End);
    }

    [Fact]
    public async Task A_month_does_not_close_before_its_last_instant_has_passed()
    {
        var scenario = await Open();
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2026-11-30T23:59:59.999999");
        (await Facts<BillingRunStarted>(scenario)).Should().BeEmpty();
        await scenario.Accept(Buyer, lines: (500, 10));
        await scenario.MoveTo("2026-12-01T00:00:00");

        (await Facts<BillingMonthClosed>(scenario)).Should().ContainSingle().Which.SubtotalYen.Should().Be(1500);
        var run = (await Facts<BillingRunCompleted>(scenario)).Should().ContainSingle().Subject;
        (run.Accounts, run.TotalYen).Should().Be((1, 1650));
    }

    [Fact]
    public async Task A_correction_stands_in_the_month_in_which_it_was_made()
    {
        var scenario = await Open();
        var early = await scenario.Accept(Buyer, lines: [(1000, 10), (300, 8)]);
        var late = await scenario.Accept(Buyer, lines: (5000, 10));
        await scenario.Cancel(early);
        await scenario.MoveTo("2026-12-05T10:00:00");
        await scenario.Accept(Buyer, lines: (700, 10));
        await scenario.Cancel(late);

        (await scenario.Invoice(Buyer, November)).GetProperty("subtotalYen").GetInt64().Should().Be(5000);
        var december = await scenario.Invoice(Buyer, December);
        (Yen(december, "subtotalYen"), Yen(december, "taxYen")).Should().Be((-4300, -430));
        var back = (await scenario.Lines(Buyer, December))[^1];
        back.Should()
            .Be(
                new BilledLine(
                    late,
                    "【取消】管理クラウド プラン1 1席×1か月",
                    new LocalDate(2026, 11, 16),
                    -5000,
                    10,
                    new LocalDate(2026, 12, 5)
                )
            );
        await scenario.MoveTo("2027-01-01T00:00:00");
        (await Facts<BillingMonthClosed>(scenario))
            .Select(c => (c.Month, c.TotalYen))
            .Should()
            .Equal((November, 5500), (December, -4730));
    }

    [Fact]
    public async Task A_month_with_nothing_but_a_correction_closes_too()
    {
        var scenario = await Open();
        var number = await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2027-02-10T10:00:00");
        await scenario.Cancel(number);
        await scenario.MoveTo("2027-03-01T00:00:00");

        (await Facts<BillingMonthClosed>(scenario))
            .Select(c => (c.Month, c.TotalYen))
            .Should()
            .Equal((November, 1100), (new YearMonth(2027, 2), -1100));
    }

    [Fact]
    public async Task An_order_that_a_card_paid_is_not_billed_nor_is_its_cancellation()
    {
        var scenario = await Open();
        var number = await scenario.Accept(Buyer, PaymentMethod.Card, (1000, 10));
        await scenario.Cancel(number);
        await scenario.MoveTo("2026-12-01T00:00:00");

        (await Facts<BillingRunOpened>(scenario)).Should().BeEmpty();
        (await scenario.Reading(Buyer, November)).Refused!.Code.Should().Be("invoice.not_found");
        Yen(await scenario.Invoice(Buyer, December), "totalYen").Should().Be(0);
    }

    [Fact]
    public async Task DD_3_A_debited_month_is_noticed_and_due_on_the_27th_as_the_account_stood_at_its_end()
    {
        var scenario = await Open();
        await scenario.Debit(
            Buyer,
            Step(DirectDebitStep.Requested),
            Step(DirectDebitStep.FormSent),
            Step(DirectDebitStep.FormReceived),
            Step(DirectDebitStep.BankScreening),
            Step(DirectDebitStep.Active, December)
        );
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2026-12-20T10:00:00");
        await scenario.Accept(Buyer, lines: (2000, 10));
        // The debit ends on the very day after the month's end, before anything closed the month.
        scenario.Clock.Now = BillingScenario.Tokyo("2027-01-01T00:00:00");
        await scenario.Debit(
            Buyer,
            Step(DirectDebitStep.StopRequested),
            Step(DirectDebitStep.Stopped, December, new LocalDate(2026, 12, 31))
        );
        await scenario.Settle();

        (await Facts<BillingMonthClosed>(scenario))
            .Select(c => (c.Month, c.Method, c.Document, c.DueOn))
            .Should()
            .Equal(
                (November, BillingCollection.BankTransfer, BillingDocument.Invoice, new LocalDate(2026, 12, 31)),
                (December, BillingCollection.DirectDebit, BillingDocument.DirectDebitNotice, new LocalDate(2027, 1, 27))
            );
    }

    [Fact]
    public async Task D3_A_holiday_added_later_leaves_issued_dates_as_they_are()
    {
        var scenario = await Open();
        await scenario.Accept(Buyer, lines: (1000, 10));
        await scenario.MoveTo("2026-12-01T00:00:00");
        var before = (await scenario.Reading(Buyer, November)).Body.ToArray();
        await scenario.Accept(Buyer, lines: (1000, 10));
        Text(await scenario.Invoice(Buyer, December), "issuesOn").Should().Be("2027-01-06");

        var corrected = new Dictionary<LocalDate, string>
        {
            [new LocalDate(2026, 12, 2)] = "臨時の祝日",
            [new LocalDate(2027, 1, 5)] = "臨時の祝日",
        };
        scenario.Sheets = new(
            ShopFixture.Settings,
            new BillingSettings(InvoiceIssuerMode.Mediator),
            new NationalHolidays(new HolidayCorrections(corrected, new HashSet<LocalDate>())),
            Letters.Desks
        );
        (await scenario.Reading(Buyer, November)).Body.ToArray().Should().Equal(before);
        var open = await scenario.Invoice(Buyer, December);
        (Text(open, "issuesOn"), Text(open, "issuerMode")).Should().Be(("2027-01-07", "mediator"));
    }

    [Fact]
    public async Task A_large_month_is_cut_into_pages_whose_hashes_the_closing_holds()
    {
        var scenario = await Open();
        for (var i = 0; i < 9; i++)
        {
            await scenario.Accept(Buyer, lines: [.. Enumerable.Range(1, 50).Select(n => ((long)n, 10))]);
        }

        await scenario.MoveTo("2026-12-01T00:00:00");
        var pages = await Facts<BillingPageRecorded>(scenario);
        var closed = (await Facts<BillingMonthClosed>(scenario)).Single();

        pages.Select(p => (p.Page, p.Lines.Count)).Should().Equal((1, 200), (2, 200), (3, 50));
        closed.Pages.Should().Equal(pages.Select(BillingPages.HashOf));
        (closed.LineCount, closed.SubtotalYen).Should().Be((450, 9 * 1275));
        pages.SelectMany(p => p.Lines).Should().Equal(await scenario.Lines(Buyer, November, limit: 7));
        var shown = await scenario.Invoice(Buyer, November);
        (shown.GetProperty("lines").GetArrayLength(), shown.GetProperty("lineCount").GetInt32()).Should().Be((20, 450));
        var next = Store.Application.ReadModels.Cursor.Read(Text(shown, "nextCursor"));
        var page = await new ListInvoiceLines.Handler(scenario.Reads, scenario.Log, scenario.Clock).Handle(
            new ListInvoiceLines(Buyer, November, new(1, next)),
            default
        );
        System.Text.Encoding.UTF8.GetString(page.Body.Span).Should().Contain("\"amountYen\":21,");
    }

    [Fact]
    public async Task NP_7_What_Net_Protections_issued_and_was_paid_shows_in_the_month()
    {
        var scenario = await Open();
        var numbers = new[]
        {
            await scenario.Accept(Buyer, lines: (1000, 10)),
            await scenario.Accept(Buyer, lines: (2000, 10)),
        };
        await scenario.MoveTo("2026-12-04T10:00:00");
        var issued = new NpInvoiceIssued(Buyer, November, "NP-77", new(2026, 12, 4), new(2026, 12, 31), 3300);
        await scenario.Record(
            StreamId.Of<NpInvoice>("NP-77"),
            session => session.Decide<NpInvoice>("NP-77", i => i.Issue(issued, new LocalDate(2026, 12, 4)))
        );
        await scenario.Pay(numbers[0], new LocalDate(2026, 12, 2));
        var partly = await scenario.Invoice(Buyer, November);
        (Yen(partly, "paidYen"), partly.GetProperty("paidOn").ValueKind)
            .Should()
            .Be((1100, System.Text.Json.JsonValueKind.Null));
        await scenario.Pay(numbers[1], new LocalDate(2026, 12, 3));

        var paid = await scenario.Invoice(Buyer, November);
        (Yen(paid, "paidYen"), Text(paid, "paidOn")).Should().Be((3300, "2026-12-03"));
        var shown = paid.GetProperty("npInvoices")[0];
        (Text(shown, "npInvoiceNumber"), Text(shown, "issuedOn")).Should().Be(("NP-77", "2026-12-04"));
        Text(paid, "issuesOn").Should().Be("2026-12-03", "the schedule stays what it was at the closing");
    }

    private static async Task<BillingScenario> Open(string since = "2026-11-16T10:00:00")
    {
        var scenario = new BillingScenario();
        scenario.Clock.Now = BillingScenario.Tokyo(since);
        await scenario.Register(Buyer);
        return scenario;
    }

    private static DirectDebitMoved Step(DirectDebitStep to, YearMonth? from = null, LocalDate? on = null) =>
        new(to, on ?? new LocalDate(2026, 11, 16), from);

    private static async Task<List<T>> Facts<T>(BillingScenario scenario) =>
        [.. (await scenario.All()).Select(f => f.Fact).OfType<T>()];

    private static string Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static long Yen(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
