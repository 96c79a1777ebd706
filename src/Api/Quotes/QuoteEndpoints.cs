using Store.Api.Http;
using Store.Application.Quotes;

namespace Store.Api.Quotes;

/// <summary>Quotes (見積書): an account's own, and any visitor's by its id.</summary>
public static class QuoteEndpoints
{
    public static void MapQuotes(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/quotes",
                (Exchange exchange) => exchange.Query(caller => new ListQuotes(caller.AccountId!, exchange.Page))
            )
            .ForBuyers();
        app.MapGet(
                "/v1/quotes/{id}",
                (Exchange exchange, string id) => exchange.Query(caller => new GetQuote(caller.AccountId, id))
            )
            .ForAnyone();
        app.MapGet(
                "/v1/quotes/{id}/pdf",
                (Exchange exchange, string id) => exchange.Query(caller => new GetQuotePdf(caller.AccountId, id))
            )
            .ForAnyone();
        app.MapPost(
                "/v1/quotes/{id}/reissue",
                (Exchange exchange, string id) => exchange.Command(context => new ReissueQuote(context, id))
            )
            .ForAnyone();
    }
}
