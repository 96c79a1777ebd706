using Store.Api.Http;
using Store.Application.Credit;

namespace Store.Api.Credit;

/// <summary>Accounts' credit lines (与信枠, NP-4), for operators.</summary>
public static class CreditLineEndpoints
{
    public static void MapCreditLines(this IEndpointRouteBuilder app)
    {
        const string Route = "/v1/operator/accounts/{id}/credit-line";
        app.MapGet(Route, (Exchange exchange, string id) => exchange.Query(_ => new GetCreditLine(id))).ForOperators();
        app.MapPut(
                Route,
                (Exchange exchange, string id) =>
                    exchange.Command<SetCreditLine.RequestBody>((context, body) => new SetCreditLine(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch();
    }
}
