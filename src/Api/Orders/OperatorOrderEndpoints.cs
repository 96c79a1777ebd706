using NodaTime;
using Store.Api.Http;
using Store.Application.Orders;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Api.Orders;

/// <summary>Every account's orders, for operators.</summary>
public static class OperatorOrderEndpoints
{
    public static void MapOperatorOrders(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/operator/orders",
                (Exchange exchange) =>
                    exchange.Query(_ => new ListOrders(
                        exchange.Text("accountId"),
                        exchange.Page,
                        exchange.Value<OrderStatus>("status"),
                        exchange.Value<LocalDate>("placedFrom"),
                        exchange.Value<LocalDate>("placedTo"),
                        exchange.Value<PaymentMethod>("paymentMethod"),
                        exchange.Text("q")
                    ))
            )
            .ForOperators();
        app.MapGet(
                "/v1/operator/orders/{number}",
                (Exchange exchange, string number) => exchange.Query(_ => new GetOperatorOrder(number))
            )
            .ForOperators();
        app.MapGet(
                "/v1/operator/orders/{number}/timeline",
                (Exchange exchange, string number) => exchange.Query(_ => new GetOrderTimeline(null, number))
            )
            .ForOperators();
        app.MapPost(
                "/v1/operator/orders/{number}/release",
                (Exchange exchange, string number) =>
                    exchange.Command<ReleaseOrder.RequestBody>(
                        (context, body) => new ReleaseOrder(context, number, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPost(
                "/v1/operator/orders/{number}/cancel",
                (Exchange exchange, string number) =>
                    exchange.Command<CancelOrder.RequestBody>((context, body) => new CancelOrder(context, number, body))
            )
            .ForOperators()
            .NeedsIfMatch();
        app.MapPost(
                "/v1/operator/orders/{number}/delivered",
                (Exchange exchange, string number) =>
                    exchange.Command<DeliverOrder.RequestBody>(
                        (context, body) => new DeliverOrder(context, number, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch();
    }
}
