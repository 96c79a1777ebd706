using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Reactors;

namespace Store.Api.Reactors;

/// <summary>Work that stands still until a person looks, for operators.</summary>
public static class ParkedEndpoints
{
    public static void MapParked(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/operator/parked", (Exchange exchange) => exchange.Query(_ => new ListParked()))
            .ForOperators()
            .Describe("停止中の処理の一覧 / List parked work")
            .Answers(
                200,
                new ListParked.Answer(
                    [
                        new ParkedItem(
                            "reaction:order_screening:4711",
                            "reaction",
                            "order_screening",
                            4711,
                            "The provider answered 500.",
                            8,
                            NodaTime.Instant.FromUtc(2026, 11, 23, 1, 0)
                        ),
                    ],
                    null
                )
            );
}
