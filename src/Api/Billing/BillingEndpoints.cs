using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Api.Support;
using Store.Application.Billing;
using Store.Domain.Accounts;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Api.Billing;

/// <summary>Billing months (請求月): their dates, and an account's bills for its buyers and for operators.</summary>
public static class BillingEndpoints
{
    private static readonly BillingSchedule Schedule = new(
        new YearMonth(2026, 4),
        new LocalDate(2026, 4, 30),
        new LocalDate(2026, 5, 8),
        new LocalDate(2026, 5, 31),
        new LocalDate(2026, 6, 1),
        new LocalDate(2026, 5, 27)
    );

    private static readonly InvoiceOn Example = new(
        Schedule.Month,
        InvoiceStatus.Closed,
        "7d9c1f3b5a2e4c6d8f0a1b2c3d4e5f60",
        ClaimAssignment.NetProtections.AssignedTo,
        InvoiceIssuerMode.Agency,
        ClaimAssignment.NetProtections.AssignedTo,
        ClaimAssignment.NetProtections.Notice,
        BillingCollection.BankTransfer,
        BillingDocument.Invoice,
        Schedule.ClosesOn,
        Schedule.IssuesOn,
        Schedule.TransferDueOn,
        Schedule.TransferLastBankingDayOn,
        Instant.FromUtc(2026, 4, 30, 15, 0, 1),
        [
            new BilledLine(
                "O-202604-000001",
                "ツキジメ会計 スタンダード 年間プラン 5席×12か月",
                new LocalDate(2026, 4, 16),
                148_800,
                10
            ),
        ],
        LineCount: 1,
        NextCursor: null,
        148_800,
        [new TaxOfRate(10, 148_800, 14_880)],
        14_880,
        163_680,
        14_880,
        InvoiceOn.TaxIsRoundedOnce,
        [new NpInvoiceShown("NP-2026-0000123", new LocalDate(2026, 5, 8), new LocalDate(2026, 5, 31), 163_680)],
        PaidYen: 0,
        PaidOn: null,
        SupportEndpoints.Example
    );

    public static void MapBilling(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/billing-schedule/{month}",
                (EndpointContext endpoint) => endpoint.Query(_ => new GetBillingSchedule(MonthOf(endpoint)))
            )
            .ForAnyone()
            .Describe("請求日程 / When a month (2020-01 to 2050-12) closes, is issued, and is paid or debited")
            .Answers(200, Schedule)
            .Refuses(BillingRefusals.NoSchedule);
        app.MapGet(
                "/v1/invoices",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new ListInvoices(caller.AccountId!, endpoint.Page))
            )
            .ForBuyers()
            .Describe("月次請求の一覧 / The account's own bills for what was bought on account, the newest first")
            .AnswersPage(InvoiceSummary.Of(Example));
        app.MapGet(
                "/v1/invoices/{month}",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new GetInvoice(caller.AccountId!, MonthOf(endpoint)))
            )
            .ForBuyers()
            .Describe("月次請求の内容 / A month's bill with its first lines; open until the month is over")
            .Answers(200, Example)
            .Refuses(BillingRefusals.NotFound);
        app.MapGet(
                "/v1/invoices/{month}/lines",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new ListInvoiceLines(caller.AccountId!, MonthOf(endpoint), endpoint.Page))
            )
            .ForBuyers()
            .Describe("月次請求の明細 / All lines of a month's bill, oldest first")
            .AnswersPage(Example.Lines[0])
            .Refuses(BillingRefusals.NotFound);
        app.MapGet(
                "/v1/invoices/{month}/statement.pdf",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new GetStatement(caller.AccountId!, MonthOf(endpoint)))
            )
            .ForBuyers()
            .Describe("ご利用明細書 PDF / The statement of a closed month; Net Protections issues the invoice")
            .AnswersFile("application/pdf")
            .Refuses(BillingRefusals.NotFound, BillingRefusals.MonthOpen);
        app.MapBillingForOperators();
    }

    private static void MapBillingForOperators(this IEndpointRouteBuilder app)
    {
        const string Invoices = "/v1/operator/accounts/{id}/invoices";
        app.MapGet(
                Invoices,
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(_ => new ListInvoices(id, endpoint.Page, ForOperators: true))
            )
            .ForOperators()
            .Describe("会員の月次請求の一覧 / An account's bills, the newest first")
            .AnswersPage(InvoiceSummary.Of(Example))
            .Refuses(AccountRefusals.NotFound);
        app.MapGet(
                Invoices + "/{month}",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(_ => new GetInvoice(id, MonthOf(endpoint), ForOperators: true))
            )
            .ForOperators()
            .Describe("会員の月次請求の内容 / An account's bill for a month")
            .Answers(200, Example)
            .Refuses(AccountRefusals.NotFound, BillingRefusals.NotFound);
        app.MapGet(
                Invoices + "/{month}/lines",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(_ => new ListInvoiceLines(id, MonthOf(endpoint), endpoint.Page, ForOperators: true))
            )
            .ForOperators()
            .Describe("会員の月次請求の明細 / All lines of an account's bill, oldest first")
            .AnswersPage(Example.Lines[0])
            .Refuses(AccountRefusals.NotFound, BillingRefusals.NotFound);
        app.MapGet(
                Invoices + "/{month}/statement.pdf",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(_ => new GetStatement(id, MonthOf(endpoint), ForOperators: true))
            )
            .ForOperators()
            .Describe("会員のご利用明細書 PDF / The statement of an account's closed month")
            .AnswersFile("application/pdf")
            .Refuses(AccountRefusals.NotFound, BillingRefusals.NotFound, BillingRefusals.MonthOpen);
    }

    /// <summary>What is malformed is noted, and answered before anything is asked.</summary>
    private static YearMonth MonthOf(EndpointContext endpoint) => endpoint.Value<YearMonth>("month") ?? default;
}
