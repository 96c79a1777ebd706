using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Accounts;
using Store.Application.Json;
using Store.Domain.Accounts;

namespace Store.Api.Accounts;

/// <summary>The steps of an account's direct debit (口座振替), as operators record them: DD-1 to DD-6.</summary>
public static class DirectDebitEndpoints
{
    public static void MapDirectDebit(this IEndpointRouteBuilder app)
    {
        foreach (var step in Enum.GetValues<DirectDebitStep>())
        {
            app.MapPost(
                    $"/v1/operator/accounts/{{id}}/direct-debit/{StoreJson.NameOf(step)}",
                    (EndpointContext endpoint, string id) =>
                        endpoint.Command<MoveDirectDebit.RequestBody>(
                            (context, body) => new MoveDirectDebit(context, id, step, body)
                        )
                )
                .ForOperators()
                .NeedsIfMatch()
                .Describe(TextOf(step))
                .Takes(
                    new MoveDirectDebit.RequestBody(
                        "ネットプロテクションズからの連絡",
                        new LocalDate(2026, 11, 20),
                        step is DirectDebitStep.Active or DirectDebitStep.Stopped ? new YearMonth(2026, 12) : null
                    )
                )
                .Answers(200, AccountEndpoints.ExampleForOperators)
                .Refuses(
                    AccountRefusals.NotFound,
                    AccountRefusals.Erased,
                    DirectDebitRefusals.UnderWay,
                    DirectDebitRefusals.OutOfOrder,
                    DirectDebitRefusals.MonthRequired,
                    DirectDebitRefusals.MonthOver
                );
        }
    }

    private static string TextOf(DirectDebitStep step) =>
        step switch
        {
            DirectDebitStep.Requested => "口座振替を申し込む / Direct debit: requested (DD-1)",
            DirectDebitStep.FormSent => "口座振替依頼書の送付 / Direct debit: the form was sent",
            DirectDebitStep.FormReceived => "口座振替依頼書の受領 / Direct debit: the form came back",
            DirectDebitStep.BankScreening => "金融機関の審査 / Direct debit: the bank looks at it",
            DirectDebitStep.Active => "口座振替の開始 / Direct debit: active from a closing month (DD-5)",
            DirectDebitStep.Rejected => "口座振替の不備・否認 / Direct debit: rejected",
            DirectDebitStep.StopRequested => "口座振替の停止を申し込む / Direct debit: a stop was requested",
            DirectDebitStep.Stopped => "口座振替の停止 / Direct debit: stopped from a closing month",
            _ => throw new System.Diagnostics.UnreachableException($"{step}"),
        };
}
