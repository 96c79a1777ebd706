using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Api.Quotes;
using Store.Application.Inquiries;
using Store.Application.Timelines;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;

namespace Store.Api.Inquiries;

/// <summary>Inquiries (お問い合わせ): the one door for everything after the purchase, and the operators' work list.</summary>
public static class InquiryEndpoints
{
    private static readonly InquiryDocument Example = new(
        "I-202611-000001",
        "I-202611-000001",
        "7d9c1f3b5a2e4c6d8f0a1b2c3d4e5f60",
        InquiryType.SeatAddition,
        InquiryStatus.Open,
        Instant.FromUtc(2026, 11, 23, 1, 0),
        OrderNumber: null,
        PaymentMethod: null,
        "C-202611-000001-1",
        5,
        WishedOn: null,
        new LocalDate(2027, 11, 22),
        Changes: null,
        [new InquiryMessage(InquirySide.Buyer, "5名分の追加をお願いします。", Instant.FromUtc(2026, 11, 23, 1, 0))],
        ResolvedAt: null,
        Reason: null,
        Offer: null,
        EndsOn: null
    );

    private static readonly InquiryDocument Answered = Example with
    {
        Status = InquiryStatus.Answered,
        Messages =
        [
            .. Example.Messages,
            new InquiryMessage(InquirySide.Desk, "開始日のご希望はございますか。", Instant.FromUtc(2026, 11, 23, 2, 0)),
        ],
    };

    private static readonly InquiryDocument Approved = Answered with
    {
        Status = InquiryStatus.Approved,
        ResolvedAt = Instant.FromUtc(2026, 11, 24, 1, 0),
        Reason = "ご契約の条件により承りました",
        Offer = new OfferAnswer("C-202611-000001-1-9b2f5d3a6c8e4f1b8a7d6c5e4f3a2b1c", "Q-202611-000007"),
    };

    private static readonly Timeline History = new(
        Example.Id,
        [
            new TimelineEntry(
                1,
                Example.ReceivedAt,
                "inquiry.received",
                "buyer",
                new TimelineText("お問い合わせを受け付けました", "Inquiry received"),
                Reason: null,
                ActorId: null
            ),
        ]
    );

    public static void MapInquiries(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                "/v1/inquiries",
                (EndpointContext endpoint) =>
                    endpoint.Command<SendInquiry.RequestBody>(
                        (context, body) => new SendInquiry(context, body),
                        id => $"/v1/inquiries/{id}"
                    )
            )
            .ForBuyers()
            .Describe("問い合わせる / Ask the store for something")
            .Takes(
                new SendInquiry.RequestBody(
                    InquiryType.SeatAddition,
                    "5名分の追加をお願いします。",
                    ContractId: Example.ContractId,
                    Seats: 5
                )
            )
            .Answers(201, Example)
            .Refuses(OrderRefusals.NotFound, ContractRefusals.NotFound, AccountRefusals.Erased);
        app.MapGet(
                "/v1/inquiries",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new ListInquiries(
                        caller.AccountId!,
                        endpoint.Page,
                        endpoint.Value<InquiryStatus>("status"),
                        endpoint.Value<InquiryType>("type")
                    ))
            )
            .ForBuyers()
            .Describe("問い合わせの一覧 / The account's own inquiries, the newest first")
            .Reads<InquiryStatus>("status", "Only inquiries in this state.")
            .Reads<InquiryType>("type", "Only inquiries of this type.")
            .AnswersPage(Example with { Messages = [] });
        app.MapGet(
                "/v1/inquiries/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(caller => new GetInquiry(caller.AccountId!, id))
            )
            .ForBuyers()
            .Describe("問い合わせの内容 / An inquiry, its conversation and its outcome")
            .Answers(200, Approved)
            .Refuses(InquiryRefusals.NotFound);
        app.MapGet(
                "/v1/inquiries/{id}/timeline",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(caller => new GetInquiryTimeline(caller.AccountId!, id))
            )
            .ForBuyers()
            .Describe("問い合わせの経過 / What happened to an inquiry, and when")
            .Answers(200, History)
            .Refuses(InquiryRefusals.NotFound);
        app.MapPost(
                "/v1/inquiries/{id}/messages",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<WriteToDesk.RequestBody>((context, body) => new WriteToDesk(context, id, body))
            )
            .ForBuyers()
            .Describe("問い合わせに書き足す / Write again about an inquiry")
            .Takes(new WriteToDesk.RequestBody("12月1日からの開始を希望します。"))
            .Answers(200, Example)
            .Refuses(InquiryRefusals.NotFound, InquiryRefusals.Closed, AccountRefusals.Erased);
    }

    public static void MapInquiriesForOperators(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/operator/inquiries",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new ListInquiries(
                        endpoint.Text("accountId"),
                        endpoint.Page,
                        endpoint.Value<InquiryStatus>("status"),
                        endpoint.Value<InquiryType>("type"),
                        endpoint.Text("q"),
                        endpoint.Value<InquiryOrder>("sort") ?? InquiryOrder.Oldest
                    ))
            )
            .ForOperators()
            .Describe("問い合わせの作業一覧 / The work list of inquiries, the oldest first, or by deadline")
            .Reads<string>("accountId", "Only this account's.")
            .Reads<InquiryStatus>("status", "Only inquiries in this state.")
            .Reads<InquiryType>("type", "Only inquiries of this type.")
            .Reads<string>("q", "Part of a number, or of the order or contract that it is about.")
            .Reads<InquiryOrder>("sort", "oldest (the default), newest, or deadline: what is open and has a last day.")
            .AnswersPage(Example with { Messages = [] });
        app.MapGet(
                "/v1/operator/inquiries/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetInquiry(null, id))
            )
            .ForOperators()
            .Describe("問い合わせの内容（担当者用） / An inquiry, with the ETag that changes need")
            .Answers(200, Answered)
            .Refuses(InquiryRefusals.NotFound);
        app.MapGet(
                "/v1/operator/inquiries/{id}/timeline",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetInquiryTimeline(null, id))
            )
            .ForOperators()
            .Describe("問い合わせの経過（担当者用） / What happened to an inquiry, and why")
            .Answers(200, History)
            .Refuses(InquiryRefusals.NotFound);
        app.MapPost(
                "/v1/operator/inquiries/{id}/messages",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<ReplyToBuyer.RequestBody>((context, body) => new ReplyToBuyer(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("お客様へ返信する / Reply to the buyer, by mail too")
            .Takes(new ReplyToBuyer.RequestBody("開始日のご希望はございますか。", "開始日の確認"))
            .Answers(200, Answered)
            .Refuses(InquiryRefusals.NotFound, InquiryRefusals.Closed, AccountRefusals.Erased);
        app.MapPost(
                "/v1/operator/inquiries/{id}/resolution",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<ResolveInquiry.RequestBody>(
                        (context, body) => new ResolveInquiry(context, id, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("問い合わせを承認・却下する / Approve or decline an inquiry, and carry out what it asks for")
            .Takes(
                new ResolveInquiry.RequestBody(
                    InquiryOutcome.Approved,
                    "ご契約の条件により承りました",
                    new ContractOffers.OfferTerms(Seats: 5)
                )
            )
            .Answers(200, Approved)
            .Refuses(
                InquiryRefusals.NotFound,
                InquiryRefusals.Closed,
                AccountRefusals.Erased,
                AccountRefusals.EmailTaken,
                AccountRefusals.RegistrationNumberInvalid,
                OrderRefusals.NotFound,
                OrderRefusals.NotCancellable,
                OrderRefusals.DeliveredAlready,
                ContractRefusals.NotFound,
                ContractRefusals.Ended,
                ContractRefusals.Terminating,
                ContractRefusals.NoticeTooLate,
                ContractRefusals.Followed,
                DirectDebitRefusals.UnderWay,
                OfferRefusals.PlanDiffers,
                PlanRefusals.NotFound
            );
        app.MapPost(
                "/v1/operator/offers",
                (EndpointContext endpoint) =>
                    endpoint.Command<MakeOffer.RequestBody>(
                        (context, body) => new MakeOffer(context, body),
                        quote => $"/v1/quotes/{quote}"
                    )
            )
            .ForOperators()
            .Describe("契約に対する見積を発行する / Offer a renewal or more seats for a contract (ORD-4)")
            .Takes(new MakeOffer.RequestBody("C-202611-000001-1", OfferKind.Renewal, "満了前のご案内", 10, null, 2300))
            .Answers(201, QuoteEndpoints.Example)
            .Refuses(
                ContractRefusals.NotFound,
                ContractRefusals.Ended,
                ContractRefusals.Terminating,
                OfferRefusals.PlanDiffers,
                OfferRefusals.SeatsRequired,
                PlanRefusals.NotFound
            );
    }
}
