using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Credit;
using Store.Domain.Credit;

namespace Store.Api.Credit;

/// <summary>Accounts' credit lines (与信枠, NP-4), for operators.</summary>
public static class CreditLineEndpoints
{
    private static readonly CreditLineDocument Example = new(300_000, 163_680, 0, 136_320, 0);

    public static void MapCreditLines(this IEndpointRouteBuilder app)
    {
        const string Route = "/v1/operator/accounts/{id}/credit-line";
        app.MapGet(Route, (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetCreditLine(id)))
            .ForOperators()
            .Describe("与信枠 / An account's credit line")
            .Answers(200, Example)
            .Refuses(CreditRefusals.LineNotFound);
        app.MapPut(
                Route,
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<SetCreditLine.RequestBody>((context, body) => new SetCreditLine(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("与信枠を変更する / Set an account's credit line")
            .Takes(new SetCreditLine.RequestBody(500_000, "お取引実績による見直し"))
            .Answers(200, Example with { LimitYen = 500_000, AvailableYen = 336_320 })
            .Refuses(CreditRefusals.LineNotFound);
    }
}
