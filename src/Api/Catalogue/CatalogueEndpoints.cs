using Store.Api.Http;
using Store.Application.Catalogue;

namespace Store.Api.Catalogue;

/// <summary>The catalogue for everyone, and its upkeep by operators.</summary>
public static class CatalogueEndpoints
{
    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/products",
                (Exchange exchange) =>
                    exchange.Query(_ => new FindProducts(
                        exchange.Text("q"),
                        exchange.Value<bool>("soleProprietor") ?? false,
                        exchange.Page
                    ))
            )
            .ForAnyone();
        app.MapGet("/v1/products/{id}", (Exchange exchange, string id) => exchange.Query(_ => new GetProduct(id)))
            .ForAnyone();

        app.MapPost(
                "/v1/operator/products",
                (Exchange exchange) =>
                    exchange.Command<AddProduct.RequestBody>((context, body) => new AddProduct(context, body))
            )
            .ForOperators();
        app.MapGet(
                "/v1/operator/products/{id}",
                (Exchange exchange, string id) => exchange.Query(_ => new GetProduct(id))
            )
            .ForOperators();
        app.MapPost(
                "/v1/operator/products/{id}/plans",
                (Exchange exchange, string id) =>
                    exchange.Command<OfferPlan.RequestBody>((context, body) => new OfferPlan(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPut(
                "/v1/operator/products/{id}/plans/{planId}/price",
                (Exchange exchange, string id, string planId) =>
                    exchange.Command<RepricePlan.RequestBody>(
                        (context, body) => new RepricePlan(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPut(
                "/v1/operator/products/{id}/plans/{planId}/policies",
                (Exchange exchange, string id, string planId) =>
                    exchange.Command<ChangePlanPolicies.RequestBody>(
                        (context, body) => new ChangePlanPolicies(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPost(
                "/v1/operator/products/{id}/plans/{planId}/withdrawal",
                (Exchange exchange, string id, string planId) =>
                    exchange.Command<WithdrawPlan.RequestBody>(
                        (context, body) => new WithdrawPlan(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch();
    }
}
