using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Orders;
using Store.Domain.Credit;
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
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new SearchOrders(
                        new ListOrders(
                            endpoint.Text("accountId"),
                            endpoint.Page,
                            endpoint.Value<OrderStatus>("status"),
                            endpoint.Value<LocalDate>("placedFrom"),
                            endpoint.Value<LocalDate>("placedTo"),
                            endpoint.Value<PaymentMethod>("paymentMethod"),
                            endpoint.Text("q"),
                            endpoint.Value<OrderSort>("sort") == OrderSort.Oldest
                        ),
                        endpoint.Text("email", maxLength: 254)
                    ))
            )
            .ForOperators()
            .Describe("注文の検索 / Every account's orders, newest first")
            .Reads<OrderSort>("sort", "`oldest` for a list of work, such as the orders on hold; `newest` otherwise.")
            .Reads<string>("email", "Only of the account with this e-mail address, exactly.")
            .Reads<string>("accountId", "Only this account's.")
            .Reads<OrderStatus>("status", "Only orders in this state.")
            .Reads<LocalDate>("placedFrom", "A day in Tokyo, included.")
            .Reads<LocalDate>("placedTo", "A day in Tokyo, included.")
            .Reads<PaymentMethod>("paymentMethod", "Only orders paid this way.")
            .Reads<string>("q", "Part of a number, a company's name or the buyer's own order number.")
            .AnswersPage(OrderExamples.Summary);
        app.MapGet(
                "/v1/operator/orders/{number}",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetOperatorOrder(number))
            )
            .ForOperators()
            .Describe("注文の内容（担当者用） / An order, with what only operators see")
            .Answers(200, OrderExamples.Order)
            .Refuses(OrderRefusals.NotFound);
        app.MapGet(
                "/v1/operator/orders/{number}/timeline",
                (EndpointContext endpoint, string number) => endpoint.Query(_ => new GetOrderTimeline(null, number))
            )
            .ForOperators()
            .Describe("注文の経過（担当者用） / What happened to an order, and why")
            .Answers(200, OrderExamples.Timeline)
            .Refuses(OrderRefusals.NotFound);
        app.MapPost(
                "/v1/operator/orders/{number}/release",
                (EndpointContext endpoint, string number) =>
                    endpoint.Command<ReleaseOrder.RequestBody>(
                        (context, body) => new ReleaseOrder(context, number, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("保留を解除する / Release an order that is held")
            .Takes(new ReleaseOrder.RequestBody("与信枠の見直しが済んだため", 500_000))
            .Answers(200, OrderExamples.After(OrderStatus.Screening))
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotOnHold, CreditRefusals.Insufficient);
        app.MapPost(
                "/v1/operator/orders/{number}/cancel",
                (EndpointContext endpoint, string number) =>
                    endpoint.Command<CancelOrder.RequestBody>((context, body) => new CancelOrder(context, number, body))
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("注文を取り消す / Cancel an order (ORD-2: an operator's decision)")
            .Takes(new CancelOrder.RequestBody("誤って注文されたとのお申し出のため"))
            .Answers(200, OrderExamples.After(OrderStatus.Cancelling))
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotCancellable, OrderRefusals.DeliveredAlready);
        app.MapPost(
                "/v1/operator/orders/{number}/resolve-payment",
                (EndpointContext endpoint, string number) =>
                    endpoint.Command<ResolvePayment.RequestBody>(
                        (context, body) => new ResolvePayment(context, number, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe(
                "結果不明の決済・取消を確定する / Record what became of an unknown payment or a refused cancellation"
            )
            .Takes(
                new ResolvePayment.RequestBody(
                    PaymentResolution.Accepted,
                    "管理画面で与信の成立を確認したため",
                    "SBPS決済管理画面 2026-11-23 10:15",
                    "00000616307347",
                    "B30132002ST010011110100361052464"
                )
            )
            .Answers(200, OrderExamples.After(OrderStatus.Accepted))
            .Refuses(
                OrderRefusals.NotFound,
                OrderRefusals.NothingToResolve,
                CardRefusals.TrackingIdRequired,
                CardRefusals.PaymentNotFound,
                CardRefusals.TrackingIdDiffers
            );
        app.MapPost(
                "/v1/operator/orders/{number}/delivered",
                (EndpointContext endpoint, string number) =>
                    endpoint.Command<DeliverOrder.RequestBody>(
                        (context, body) => new DeliverOrder(context, number, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("納品を記録する / Record that an order was delivered")
            .Takes(new DeliverOrder.RequestBody("利用開始を確認したため"))
            .Answers(200, OrderExamples.After(OrderStatus.Accepted, delivered: true))
            .Refuses(OrderRefusals.NotFound, OrderRefusals.NotAccepted);
    }
}
