using System.Diagnostics;
using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application;
using Store.Application.ProviderFacts;
using Store.Domain.Accounts;
using Store.Domain.Orders;
using Store.Domain.ProviderFacts;

namespace Store.Api.ProviderFacts;

/// <summary>What Net Protections reports, passed on by operators (ADR-0011).</summary>
public static class ProviderFactEndpoints
{
    private const string Account = "5c0f6a1e2d3b4c5d6e7f8091a2b3c4d5";

    private static readonly ProviderFactDocument Example = new(
        "invoice-NP2026110001",
        ProviderFactKind.InvoiceIssued,
        Account,
        Instant.FromUtc(2026, 12, 3, 1, 0),
        "b1946ac92492d2347c6235b4d2611184",
        "NP管理画面で確認"
    )
    {
        Month = new YearMonth(2026, 11),
        NpInvoiceNumber = "NP2026110001",
        IssuedOn = new LocalDate(2026, 12, 3),
        DueOn = new LocalDate(2026, 12, 31),
        AmountYen = 163_680,
    };

    public static void MapProviderFacts(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/operator/provider-facts",
                (EndpointContext endpoint) =>
                    endpoint.Command<ProviderFactRequest>(CommandOf, id => $"/v1/operator/provider-facts/{id}")
            )
            .ForOperators()
            .Describe("決済会社からの連絡を記録する / Record what Net Protections reports")
            .Takes(
                new ProviderFactRequest(
                    ProviderFactKind.InvoiceIssued,
                    Account,
                    "NP管理画面で確認",
                    new YearMonth(2026, 11),
                    "NP2026110001",
                    new LocalDate(2026, 12, 3),
                    new LocalDate(2026, 12, 31),
                    AmountYen: 163_680
                )
            )
            .Answers(201, Example)
            .Answers(200, Example)
            .Refuses(
                AccountRefusals.NotFound,
                OrderRefusals.NotFound,
                OrderRefusals.NotAccepted,
                OrderRefusals.PaidAlready,
                OrderRefusals.PaidByCard,
                OrderRefusals.Cancelled,
                ProviderFactRefusals.Contradicts,
                ProviderFactRefusals.InFuture,
                ProviderFactRefusals.NothingOwed,
                ProviderFactRefusals.AmountDiffers,
                ProviderFactRefusals.TooManyOrders
            );
        app.MapGet(
                "/v1/operator/provider-facts",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new ListProviderFacts(
                        endpoint.Page,
                        endpoint.Text("accountId"),
                        endpoint.Value<ProviderFactKind>("kind"),
                        endpoint.Value<YearMonth>("month")
                    ))
            )
            .ForOperators()
            .Describe("決済会社からの連絡の一覧 / What Net Protections reported, newest first")
            .Reads<string>("accountId", "Only this account's.")
            .Reads<ProviderFactKind>("kind", "Only this kind.")
            .Reads<YearMonth>("month", "Only of this month: invoices, and payments that paid all of it.")
            .AnswersPage(Example);
        app.MapGet(
                "/v1/operator/provider-facts/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetProviderFact(id))
            )
            .ForOperators()
            .Describe("決済会社からの連絡 / One thing that Net Protections reported")
            .Answers(200, Example)
            .Refuses(ProviderFactRefusals.NotFound);
    }

    private static ICommand CommandOf(CommandContext context, ProviderFactRequest body) =>
        body.Kind switch
        {
            ProviderFactKind.InvoiceIssued => new RecordInvoice(context, body),
            ProviderFactKind.Paid => new RecordPayment(context, body),
            ProviderFactKind.GuaranteeStatus => new RecordGuarantee(context, body),
            _ => throw new UnreachableException($"{body.Kind}"),
        };
}
