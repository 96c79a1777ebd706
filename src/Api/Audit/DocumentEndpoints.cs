using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Store.Domain.Quotes;

namespace Store.Api.Audit;

/// <summary>Everything that the store has issued, for auditors and tax officers (電子帳簿保存法).</summary>
public static class DocumentEndpoints
{
    private const string Root = "/v1/audit/documents";

    private static readonly IssuedDocument Example = new(
        DocumentKind.Quote,
        "9b2f5d3a6c8e4f1b8a7d6c5e4f3a2b1c",
        "Q-202611-000001",
        new LocalDate(2026, 11, 23),
        163_680,
        "株式会社見本",
        "7d9c1f3b5a2e4c6d8f0a1b2c3d4e5f60",
        StreamId.Of<Quote>("9b2f5d3a6c8e4f1b8a7d6c5e4f3a2b1c"),
        Position: 1024,
        Replaces: null,
        ReplacedBy: "Q-202611-000002",
        new DocumentFile("quote", "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", 28_433),
        "/v1/audit/documents/quote/9b2f5d3a6c8e4f1b8a7d6c5e4f3a2b1c"
    );

    public static void MapDocuments(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                Root,
                (EndpointContext endpoint) =>
                    endpoint.Prefers("text/csv")
                        ? endpoint.Query(_ => new TabulateDocuments(Wanted(endpoint)))
                        : endpoint.Query(_ => new FindDocuments(
                            Wanted(endpoint),
                            endpoint.Page,
                            key => $"{Root}/{key}"
                        ))
            )
            .ForAuditors()
            .Describe(
                "書類の検索 / Issued documents by date, amount and counterparty; as a table with Accept: text/csv"
            )
            .ReadsWanted()
            .AnswersPage(Example)
            .AnswersFile("text/csv");
        app.MapGet(
                Root + ".zip",
                (EndpointContext endpoint) => endpoint.Query(_ => new CollectDocuments(Wanted(endpoint)))
            )
            .ForAuditors()
            .Describe("書類の一括取得 / The originals of all that is found, with a table of their hashes")
            .ReadsWanted()
            .AnswersFile("application/zip")
            .Refuses(AuditRefusals.TooManyOriginals);
        app.MapGet(
                Root + "/{kind}/{id}",
                (EndpointContext endpoint, string kind, string id) => endpoint.Query(_ => new GetOriginal(kind, id))
            )
            .ForAuditors()
            .Describe("書類の原本 / The original of a document, as it was issued")
            .AnswersFile("application/pdf")
            .Refuses(AuditRefusals.OriginalUnknown);
    }

    private static RouteHandlerBuilder ReadsWanted(this RouteHandlerBuilder route) =>
        route
            .Reads<LocalDate>("issuedFrom", "A day in Tokyo, included.")
            .Reads<LocalDate>("issuedTo", "A day in Tokyo, included.")
            .Reads<long>("amountMin", "Yen with tax, included.")
            .Reads<long>("amountMax", "Yen with tax, included.")
            .Reads<string>("counterparty", "Part of a company's name, width and case aside; empty for none.")
            .Reads<DocumentKind>("kind", "Only documents of this kind.");

    private static FoundDocuments Wanted(EndpointContext endpoint) =>
        new(
            endpoint.Value<LocalDate>("issuedFrom"),
            endpoint.Value<LocalDate>("issuedTo"),
            endpoint.Number("amountMin", long.MinValue),
            endpoint.Number("amountMax", long.MinValue),
            endpoint.Text("counterparty"),
            endpoint.Value<DocumentKind>("kind")
        );
}
