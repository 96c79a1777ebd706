using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Reactors;
using Store.Domain.Reactors;

namespace Store.Api.Reactors;

/// <summary>Work that stands still until a person looks, for operators.</summary>
public static class ParkedEndpoints
{
    private const string Route = "/v1/operator/parked";

    private static readonly ParkedItem Item = new(
        "reaction:order_screening:4711",
        ParkedItem.ReactionKind,
        "order_screening",
        4711,
        "The provider answered 500.",
        8,
        Instant.FromUtc(2026, 11, 23, 1, 0)
    );

    public static void MapParked(this IEndpointRouteBuilder app)
    {
        app.MapGet(Route, (EndpointContext endpoint) => endpoint.Query(_ => new ListParked()))
            .ForOperators()
            .Describe("停止中の処理の一覧 / List parked work")
            .Answers(200, new ListParked.Answer([Item], null));
        app.MapGet(Route + "/{id}", (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetParked(id)))
            .ForOperators()
            .Describe("停止中の処理 / Parked work, and what was decided about it")
            .Answers(
                200,
                new GetParked.Answer(
                    Item.Id,
                    "parked",
                    Item.Kind,
                    Item.Consumer,
                    Item.Position,
                    Item.Reason,
                    Item.Attempts,
                    Item.ParkedAt,
                    [
                        new GetParked.Decided(
                            ParkedAnswer.Retry,
                            Instant.FromUtc(2026, 11, 23, 0, 30),
                            "b1946ac92492d2347c6235b4d2611184",
                            "障害の復旧を確認"
                        ),
                    ]
                )
            )
            .Refuses(ParkedRefusals.NotFound);
        app.MapPost(
                Route + "/{id}/retry",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<RetryParked.RequestBody>((context, body) => new RetryParked(context, id, body))
            )
            .ForOperators()
            .Describe("停止中の処理を再実行する / Let parked work go again")
            .Takes(new RetryParked.RequestBody("障害の復旧を確認"))
            .Answers(202, AnswerOf(ParkedAnswer.Retry))
            .Refuses(ParkedRefusals.NotFound, ParkedRefusals.GivenUp);
        app.MapPost(
                Route + "/{id}/give-up",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<GiveUpParked.RequestBody>((context, body) => new GiveUpParked(context, id, body))
            )
            .ForOperators()
            .Describe("停止中の処理を打ち切る / Leave a parked reaction undone for good")
            .Takes(new GiveUpParked.RequestBody("お客さまへ電話でご連絡済み"))
            .Answers(202, AnswerOf(ParkedAnswer.GiveUp))
            .Refuses(ParkedRefusals.NotFound, ParkedRefusals.GivenUp, ParkedRefusals.MustGoOn);
    }

    private static ParkedAnswer AnswerOf(string decision) =>
        new(Item.Id, Item.Kind, Item.Consumer, Item.Position, decision);
}
