using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Invoices;
using Store.Application.Orders;
using Store.Domain.Invoices;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Api.Invoices;

/// <summary>What the store issues for orders (C1, C3): its own invoices, and the list of all documents.</summary>
public static class InvoiceEndpoints
{
    private const string Pdf = "application/pdf";

    private static readonly IssuedInvoice Corrected = new(
        "INV-2026-000002",
        "O-202611-000001",
        "7d9c1f3b5a2e4c6d8f0a1b2c3d4e5f60",
        "株式会社見本ホールディングス",
        new LocalDate(2026, 11, 25),
        new LocalDate(2026, 11, 23),
        PaymentMethod.Card,
        new LocalDate(2026, 11, 23),
        148_800,
        [new TaxOfRate(10, 148_800, 14_880)],
        14_880,
        163_680,
        "T7123456789012",
        Corrects: "INV-2026-000001",
        CorrectedBy: null,
        Note: "社名変更にともない、宛名を訂正しました。",
        Sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );

    private static readonly IssuedInvoice Example = Corrected with
    {
        Number = "INV-2026-000001",
        CompanyName = "株式会社見本",
        IssuedOn = new LocalDate(2026, 11, 23),
        Corrects = null,
        CorrectedBy = Corrected.Number,
        Note = null,
    };

    public static void MapInvoices(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/orders/{number}/invoice.pdf",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new GetInvoicePdf(caller.AccountId!, number))
            )
            .ForBuyers()
            .Describe("適格請求書 PDF / The invoice that is valid for an order paid by card, as it was issued")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.IssuedByNetProtections, InvoiceRefusals.NotIssued);
        app.MapGet(
                "/v1/orders/{number}/return-invoice.pdf",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new GetReturnInvoicePdf(caller.AccountId!, number))
            )
            .ForBuyers()
            .Describe("適格返還請求書 PDF / The return invoice for what was given back, as it was issued")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.IssuedByNetProtections, InvoiceRefusals.NoReturn);
        app.MapGet(
                "/v1/orders/{number}/documents",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new ListOrderDocuments(
                        caller.AccountId!,
                        number,
                        HrefsAt($"/v1/orders/{number}")
                    ))
            )
            .ForBuyers()
            .Describe("注文の書類の一覧 / Every document that was issued for an order, also those since corrected")
            .Answers(200, DocumentsAt("/v1/orders"))
            .Refuses(OrderRefusals.NotFound);
        app.MapGet(
                "/v1/orders/{number}/documents/{document}/pdf",
                (EndpointContext endpoint, string number, string document) =>
                    endpoint.Query(caller => new GetOrderDocumentPdf(caller.AccountId!, number, document))
            )
            .ForBuyers()
            .Describe("注文の書類 PDF / An invoice or return invoice of an order by its number, as it was issued")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.NotFound);
    }

    public static void MapInvoicesForOperators(this IEndpointRouteBuilder app)
    {
        const string Orders = "/v1/operator/orders/{number}";
        app.MapGet(
                Orders + "/acknowledgement.pdf",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetAcknowledgement(null, number))
            )
            .ForOperators()
            .Describe("注文請書 PDF（担当者用） / The acknowledgement of an order")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotAccepted);
        app.MapGet(
                Orders + "/invoice.pdf",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetInvoicePdf(null, number))
            )
            .ForOperators()
            .Describe("適格請求書 PDF（担当者用） / The invoice that is valid for an order paid by card")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.IssuedByNetProtections, InvoiceRefusals.NotIssued);
        app.MapGet(
                Orders + "/return-invoice.pdf",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetReturnInvoicePdf(null, number))
            )
            .ForOperators()
            .Describe("適格返還請求書 PDF（担当者用） / The return invoice for what was given back")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.IssuedByNetProtections, InvoiceRefusals.NoReturn);
        app.MapGet(
                Orders + "/documents",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(_ => new ListOrderDocuments(null, number, HrefsAt($"/v1/operator/orders/{number}")))
            )
            .ForOperators()
            .Describe("注文の書類の一覧（担当者用） / Every document that was issued for an order")
            .Answers(200, DocumentsAt("/v1/operator/orders"))
            .Refuses(OrderRefusals.NotFound);
        app.MapGet(
                Orders + "/documents/{document}/pdf",
                (EndpointContext endpoint, string number, string document) =>
                    endpoint.Query(_ => new GetOrderDocumentPdf(null, number, document))
            )
            .ForOperators()
            .Describe("注文の書類 PDF（担当者用） / An invoice or return invoice of an order by its number")
            .AnswersFile(Pdf)
            .Refuses(OrderRefusals.NotFound, InvoiceRefusals.NotFound);
        app.MapGet(
                "/v1/operator/invoices/{number}",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetIssuedInvoice(number))
            )
            .ForOperators()
            .Describe("適格請求書の内容 / An invoice of the store's own")
            .Answers(200, Example)
            .Refuses(InvoiceRefusals.NotFound);
        app.MapPost(
                "/v1/operator/invoices/{number}/correction",
                (EndpointContext endpoint, string number) =>
                    endpoint.Command<CorrectInvoice.RequestBody>(
                        (context, body) => new CorrectInvoice(context, number, body),
                        corrected => $"/v1/operator/invoices/{corrected}"
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("適格請求書を訂正する / Issue a corrected invoice in the place of one that stays as it is")
            .Takes(new CorrectInvoice.RequestBody("社名変更のお申し出のため", Corrected.CompanyName, Corrected.Note))
            .Answers(201, Corrected with { Sha256 = null })
            .Refuses(InvoiceRefusals.NotFound, InvoiceRefusals.CorrectedAlready, InvoiceRefusals.NothingCorrected);
    }

    /// <summary>Where the documents of an order stand below its address.</summary>
    private static Func<OrderDocumentKind, string, string> HrefsAt(string order) =>
        (kind, number) =>
            kind == OrderDocumentKind.Acknowledgement
                ? $"{order}/acknowledgement.pdf"
                : $"{order}/documents/{number}/pdf";

    private static OrderDocuments DocumentsAt(string orders) =>
        new(
            Example.OrderNumber,
            [
                new OrderDocumentEntry(
                    OrderDocumentKind.QualifiedInvoice,
                    Example.Number,
                    Example.IssuedOn,
                    Example.TotalYen,
                    Corrects: null,
                    Corrected.Number,
                    Example.Sha256,
                    HrefsAt($"{orders}/{Example.OrderNumber}")(OrderDocumentKind.QualifiedInvoice, Example.Number)
                ),
            ]
        );
}
