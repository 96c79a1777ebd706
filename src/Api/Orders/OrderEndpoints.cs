using NodaTime;
using Store.Api.Http;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Api.Orders;

/// <summary>
/// A buyer's orders (注文). There is no route by which a buyer cancels (ORD-2): the door is an inquiry.
/// </summary>
public static class OrderEndpoints
{
    public static void MapOrders(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/orders",
                (Exchange exchange, Messages messages) =>
                    exchange.Command<PlaceOrder.RequestBody>(
                        (context, body) => new PlaceOrder(context, body),
                        (done, atMost, ct) => Settled(exchange, messages, done, atMost, ct)
                    )
            )
            .ForBuyers();
        app.MapGet(
                "/v1/orders",
                (Exchange exchange) =>
                    exchange.Query(caller => new ListOrders(
                        caller.AccountId!,
                        exchange.Page,
                        exchange.Value<OrderStatus>("status"),
                        exchange.Value<LocalDate>("placedFrom"),
                        exchange.Value<LocalDate>("placedTo"),
                        exchange.Value<PaymentMethod>("paymentMethod")
                    ))
            )
            .ForBuyers();
        app.MapGet(
                "/v1/orders/{number}",
                (Exchange exchange, string number) => exchange.Query(caller => new GetOrder(caller.AccountId!, number))
            )
            .ForBuyers();
        app.MapGet(
                "/v1/orders/{number}/timeline",
                (Exchange exchange, string number) =>
                    exchange.Query(caller => new GetOrderTimeline(caller.AccountId!, number))
            )
            .ForBuyers();
        app.MapGet(
                "/v1/orders/{number}/acknowledgement.pdf",
                (Exchange exchange, string number) =>
                    exchange.Query(caller => new GetAcknowledgement(caller.AccountId!, number))
            )
            .ForBuyers();
    }

    private static Task<Reading> Settled(
        Exchange exchange,
        Messages messages,
        Outcome.Done done,
        TimeSpan atMost,
        CancellationToken ct
    )
    {
        var number = done.Answer.Location!.Split('/')[^1];
        return messages.Ask(new AwaitOrder(exchange.Caller.AccountId!, number, atMost), ct);
    }
}
