using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application;
using Store.Application.Carts;
using Store.Application.EventSourcing;
using Store.Application.Orders;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Domain.Quotes;

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
                (EndpointContext endpoint, Messages messages) =>
                    endpoint.Command<PlaceOrder.RequestBody>(
                        (context, body) => new PlaceOrder(context, body),
                        LocationOf,
                        (done, atMost, ct) => Settled(endpoint, messages, done, atMost, ct)
                    )
            )
            .ForBuyers()
            .Describe("注文する / Place an order")
            .Takes(OrderExamples.Place)
            .Answers(201, OrderExamples.Order)
            .Waits()
            .Refuses(
                TermsRefusals.NotAgreed,
                AccountRefusals.Erased,
                PaymentRefusals.CollectionOfAccount,
                CardRefusals.LumpSumOnly,
                CardRefusals.AmountTooLarge,
                CardRefusals.AmountTooSmall,
                QuoteRefusals.NotFound,
                QuoteRefusals.Expired,
                QuoteRefusals.AlreadyOrdered,
                QuoteRefusals.Superseded,
                QuoteRefusals.AddresseeRequired,
                QuoteRefusals.ChangesNotAcknowledged,
                CartRefusals.NotFound,
                CartRefusals.Empty,
                PlanRefusals.NotFound,
                PlanRefusals.NotOnSale,
                PlanRefusals.SeatsOutOfRange,
                OrderRefusals.CorporationsOnly,
                OrderRefusals.StartOutOfRange
            );
        app.MapGet(
                "/v1/orders",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new ListOrders(
                        caller.AccountId!,
                        endpoint.Page,
                        endpoint.Value<OrderStatus>("status"),
                        endpoint.Value<LocalDate>("placedFrom"),
                        endpoint.Value<LocalDate>("placedTo"),
                        endpoint.Value<PaymentMethod>("paymentMethod")
                    ))
            )
            .ForBuyers()
            .Describe("注文履歴 / The account's own orders, newest first")
            .Reads<OrderStatus>("status", "Only orders in this state.")
            .Reads<LocalDate>("placedFrom", "A day in Tokyo, included.")
            .Reads<LocalDate>("placedTo", "A day in Tokyo, included.")
            .Reads<PaymentMethod>("paymentMethod", "Only orders paid this way.")
            .AnswersPage(OrderExamples.Summary);
        app.MapGet(
                "/v1/orders/{number}",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new GetOrder(caller.AccountId!, number))
            )
            .ForBuyers()
            .Describe("注文の内容 / An order")
            .Answers(200, OrderExamples.Order)
            .Refuses(OrderRefusals.NotFound);
        app.MapPost(
                "/v1/orders/{number}/payment",
                (EndpointContext endpoint, Messages messages, string number) =>
                    endpoint.Command<PayByCard.RequestBody>(
                        (context, body) => new PayByCard(context, number, body),
                        LocationOf,
                        (done, atMost, ct) => Settled(endpoint, messages, done, atMost, ct)
                    )
            )
            .ForBuyers()
            .Describe("保留・審査結果に対しカードで支払う / Answer a hold or a refused screening by card")
            .Takes(OrderExamples.Payment)
            .Answers(200, OrderExamples.PaidByCard)
            .Waits()
            .Refuses(
                OrderRefusals.NotFound,
                OrderRefusals.NotPayable,
                CardRefusals.LumpSumOnly,
                CardRefusals.AmountTooLarge,
                CardRefusals.AmountTooSmall
            );
        app.MapGet(
                "/v1/orders/{number}/timeline",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new GetOrderTimeline(caller.AccountId!, number))
            )
            .ForBuyers()
            .Describe("注文の経過 / What happened to an order, and when")
            .Answers(200, OrderExamples.Timeline)
            .Refuses(OrderRefusals.NotFound);
        app.MapGet(
                "/v1/orders/{number}/acknowledgement.pdf",
                (EndpointContext endpoint, string number) =>
                    endpoint.Query(caller => new GetAcknowledgement(caller.AccountId!, number))
            )
            .ForBuyers()
            .Describe("注文請書 PDF / The acknowledgement of an order")
            .AnswersFile("application/pdf")
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotAccepted);
    }

    private static string LocationOf(string number) => $"/v1/orders/{number}";

    private static Task<QueryResult> Settled(
        EndpointContext endpoint,
        Messages messages,
        CommandResult.Done done,
        TimeSpan atMost,
        CancellationToken ct
    ) => messages.Ask(new AwaitOrder(endpoint.Caller.AccountId!, done.Response.Id!, atMost), ct);
}
