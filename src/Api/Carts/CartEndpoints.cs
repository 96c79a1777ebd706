using Store.Api.Http;
using Store.Application.Carts;
using Store.Application.Quotes;

namespace Store.Api.Carts;

/// <summary>Carts, for visitors and buyers alike, and the quote that comes of one.</summary>
public static class CartEndpoints
{
    public static void MapCarts(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/carts", (Exchange exchange) => exchange.Command(context => new CreateCart(context)))
            .ForAnyone();
        app.MapGet(
                "/v1/carts/{id}",
                (Exchange exchange, string id) => exchange.Query(caller => new GetCart(caller.AccountId, id))
            )
            .ForAnyone();
        app.MapPut(
                "/v1/carts/{id}/lines/{planId}",
                (Exchange exchange, string id, string planId) =>
                    exchange.Command<PutCartLine.RequestBody>(
                        (context, body) => new PutCartLine(context, id, planId, body)
                    )
            )
            .ForAnyone();
        app.MapDelete(
                "/v1/carts/{id}/lines/{planId}",
                (Exchange exchange, string id, string planId) =>
                    exchange.Command(context => new RemoveCartLine(context, id, planId))
            )
            .ForAnyone();
        app.MapPost(
                "/v1/carts/{id}/quotes",
                (Exchange exchange, string id) => exchange.Command(context => new IssueQuote(context, id))
            )
            .ForAnyone();
    }
}
