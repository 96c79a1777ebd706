using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Quotes;
using Store.Domain.Catalogue;
using Store.Domain.Quotes;

namespace Store.Api.Quotes;

/// <summary>Quotes (見積書): an account's own, and any visitor's by its id.</summary>
public static class QuoteEndpoints
{
    internal static readonly QuoteDocument Example = new(
        "9b2f5d3a6c8e4f1b8a7d6c5e4f3a2b1c",
        "Q-202611-000001",
        QuoteStatus.Valid,
        new LocalDate(2026, 11, 23),
        new LocalDate(2026, 12, 23),
        new AddresseeDocument("株式会社見本", "見本 花子"),
        [
            new QuoteLineDocument(
                "tsukijime-kaikei.standard-yearly",
                "ツキジメ会計",
                "スタンダード 年間プラン",
                5,
                2480,
                12,
                148_800,
                10,
                SoleProprietorAllowed: false,
                Proration: null
            ),
        ],
        148_800,
        [new(10, 148_800, 14_880)],
        14_880,
        163_680,
        new Seller(
            "アイティクラウド株式会社",
            "T7123456789012",
            "100-0001",
            "東京都千代田区千代田1-1",
            "03-0000-0000",
            "desk@store.example"
        ),
        Supersedes: null,
        SupersedesNumber: null,
        SupersededBy: null,
        SupersededByNumber: null,
        Changes: null,
        OrderNumber: null,
        ContractId: null
    );

    private static readonly QuoteDocument Reissued = Example with
    {
        Id = "0f9e8d7c6b5a49382716f5e4d3c2b1a0",
        Number = "Q-202611-000002",
        Supersedes = Example.Id,
        SupersedesNumber = Example.Number,
        Changes = [new QuoteChange("tsukijime-kaikei.standard-yearly", "unitPriceYen", 2380, 2480)],
    };

    public static void MapQuotes(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/quotes",
                (EndpointContext endpoint) => endpoint.Query(caller => new ListQuotes(caller.AccountId!, endpoint.Page))
            )
            .ForBuyers()
            .Describe("自分の見積書 / The account's own quotes")
            .AnswersPage(
                new QuoteSummary(
                    Example.Id,
                    Example.Number,
                    Example.Status,
                    Example.IssuedOn,
                    Example.ValidUntilOn,
                    "ツキジメ会計",
                    Example.SubtotalYen,
                    Example.TaxYen,
                    Example.TotalYen,
                    Supersedes: null,
                    SupersededBy: null,
                    OrderNumber: null
                )
            );

        app.MapGet(
                "/v1/quotes/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(caller => new GetQuote(caller.AccountId, id))
            )
            .ForAnyone()
            .Describe("見積書の内容 / A quote")
            .Answers(200, Example)
            .Refuses(QuoteRefusals.NotFound);

        app.MapGet(
                "/v1/quotes/{id}/pdf",
                (EndpointContext endpoint, string id) => endpoint.Query(caller => new GetQuotePdf(caller.AccountId, id))
            )
            .ForAnyone()
            .Describe("見積書 PDF / The quote as it was issued")
            .AnswersFile("application/pdf")
            .Refuses(QuoteRefusals.NotFound);

        app.MapPost(
                "/v1/quotes/{id}/reissue",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command(context => new ReissueQuote(context, id), quote => $"/v1/quotes/{quote}")
            )
            .ForAnyone()
            .Describe("見積書を再発行する / Re-issue a quote at today's prices")
            .Answers(201, Reissued)
            .Refuses(
                QuoteRefusals.NotFound,
                QuoteRefusals.AlreadyOrdered,
                QuoteRefusals.Superseded,
                QuoteRefusals.OfferNotReissued,
                QuoteRefusals.NothingLeft
            );
    }
}
