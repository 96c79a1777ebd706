using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Api.Quotes;
using Store.Application.Carts;
using Store.Application.Quotes;
using Store.Domain.Catalogue;

namespace Store.Api.Carts;

/// <summary>Carts, for visitors and buyers alike, and the quote that comes of one.</summary>
public static class CartEndpoints
{
    private static readonly CartDocument Empty = new("c1d0f6f2a4d44f0d8f0a3f6d2b7e9a10", [], 0, [], 0, 0);

    private static readonly CartDocument Example = new(
        Empty.Id,
        [
            new CartLineDocument(
                "tsukijime-kaikei.standard-yearly",
                "ツキジメ会計",
                "スタンダード 年間プラン",
                5,
                2480,
                12,
                148_800,
                10,
                SoleProprietorAllowed: false,
                Problem: null
            ),
        ],
        148_800,
        [new(10, 148_800, 14_880)],
        14_880,
        163_680
    );

    public static void MapCarts(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/carts",
                (EndpointContext endpoint) =>
                    endpoint.Command(context => new CreateCart(context), id => $"/v1/carts/{id}")
            )
            .ForAnyone()
            .Describe("カートを作る / Make a cart")
            .Answers(201, Empty);

        app.MapGet(
                "/v1/carts/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(caller => new GetCart(caller.AccountId, id))
            )
            .ForAnyone()
            .Describe("カートの中身と現在の価格 / A cart at today's prices")
            .Answers(200, Example)
            .Refuses(CartRefusals.NotFound);

        app.MapPut(
                "/v1/carts/{id}/lines/{planId}",
                (EndpointContext endpoint, string id, string planId) =>
                    endpoint.Command<PutCartLine.RequestBody>(
                        (context, body) => new PutCartLine(context, id, planId, body)
                    )
            )
            .ForAnyone()
            .Describe("カートに入れる、数を変える / Put seats of a plan into a cart")
            .Takes(new PutCartLine.RequestBody(5))
            .Answers(200, Example)
            .Refuses(
                CartRefusals.NotFound,
                PlanRefusals.NotFound,
                PlanRefusals.NotOnSale,
                PlanRefusals.SeatsOutOfRange,
                CartRefusals.TooManyLines,
                CartRefusals.Busy
            );

        app.MapDelete(
                "/v1/carts/{id}/lines/{planId}",
                (EndpointContext endpoint, string id, string planId) =>
                    endpoint.Command(context => new RemoveCartLine(context, id, planId))
            )
            .ForAnyone()
            .Describe("カートから出す / Take a plan out of a cart")
            .Answers(200, Empty)
            .Refuses(CartRefusals.NotFound, CartRefusals.Busy);

        app.MapPost(
                "/v1/carts/{id}/quotes",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command(context => new IssueQuote(context, id), quote => $"/v1/quotes/{quote}")
            )
            .ForAnyone()
            .Describe("見積書を発行する / Issue a quote")
            .Answers(201, QuoteEndpoints.Example)
            .Refuses(
                CartRefusals.NotFound,
                CartRefusals.Empty,
                PlanRefusals.NotFound,
                PlanRefusals.NotOnSale,
                PlanRefusals.SeatsOutOfRange
            );
    }
}
