using System.Text.Json.Nodes;
using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Accounts;
using Store.Application.Credit;
using Store.Domain.Accounts;

namespace Store.Api.Accounts;

/// <summary>Terms, registration, the caller's own account, and what operators do with accounts.</summary>
public static class AccountEndpoints
{
    private static readonly AccountAnswer Example = new(
        "6f0c7a52b0a94f0d9b7c1d3f5a7e9b21",
        AccountKind.Corporation,
        "株式会社見本",
        "見本 花子",
        "hanako@example.jp",
        "03-1234-5678",
        "100-0001",
        "東京都千代田区千代田1-1",
        "T7000012050002",
        false,
        "2026-04-01",
        Instant.FromUtc(2026, 4, 6, 1, 0),
        Instant.FromUtc(2026, 4, 6, 1, 0),
        null,
        null,
        CollectionAnswer.ByTransfer
    )
    {
        CreditLine = new CreditLineDocument(300_000, 0, 0, 300_000, 0),
    };

    internal static readonly AccountAnswer ExampleForOperators = Example with
    {
        Guarantee = new GuaranteeAnswer(
            GuaranteeStatus.Alrt,
            new LocalDate(2026, 6, 3),
            Instant.FromUtc(2026, 6, 4, 1, 0)
        ),
    };

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/terms", (EndpointContext endpoint) => endpoint.Query(_ => new GetTerms()))
            .ForAnyone()
            .Describe("現在のオンラインストア規約 / The current terms of the store")
            .Answers(200, new StoreTerms("2026-04-01", new LocalDate(2026, 4, 1), "https://store.example/terms"));

        app.MapPost(
                "/v1/accounts",
                (EndpointContext endpoint) =>
                    endpoint.Command<RegisterAccount.RequestBody>(
                        (context, body) => new RegisterAccount(context, body),
                        _ => "/v1/account"
                    )
            )
            .ForAnyone()
            .KeyOptional()
            .LimitedAs("registration")
            .Describe("会員登録する / Register an account")
            .Takes(
                new RegisterAccount.RequestBody(
                    AccountKind.Corporation,
                    "株式会社見本",
                    "見本 花子",
                    "hanako@example.jp",
                    "correct horse battery",
                    "03-1234-5678",
                    "100-0001",
                    "東京都千代田区千代田1-1",
                    "T7000012050002",
                    false,
                    "2026-04-01"
                )
            )
            .Answers(201, Example)
            .Refuses(TermsRefusals.NotAgreed, AccountRefusals.EmailTaken, AccountRefusals.RegistrationNumberInvalid);

        app.MapGet(
                "/v1/account",
                (EndpointContext endpoint) => endpoint.Query(caller => new GetAccount(caller.AccountId!))
            )
            .ForBuyers()
            .Describe("自分のアカウント / The caller's account")
            .Answers(200, Example);

        app.MapPatch("/v1/account", RefuseChange)
            .ForBuyers()
            .Describe("変更はお問い合わせで承ります / Refused: basic registration data is changed by inquiry")
            .Refuses(AccountRefusals.ChangeByInquiry);

        app.MapPost(
                "/v1/account/terms-agreements",
                (EndpointContext endpoint) =>
                    endpoint.Command<AgreeToTerms.RequestBody>(
                        (context, body) => new AgreeToTerms(context, context.AccountId!, body)
                    )
            )
            .ForBuyers()
            .Describe("新しい規約に同意する / Agree to terms that have changed")
            .Takes(new AgreeToTerms.RequestBody("2026-04-01"))
            .Answers(200, Example)
            .Refuses(TermsRefusals.NotAgreed);

        app.MapGet("/v1/payment-methods", (EndpointContext endpoint) => endpoint.Query(_ => new GetPaymentMethods()))
            .ForBuyers()
            .Describe("お支払い方法と条件 / Ways to pay, and their terms")
            .Answers(200, JsonNode.Parse(GetPaymentMethods.Both.Span));
    }

    public static void MapAccountsForOperators(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/operator/accounts",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new SearchAccounts(
                        endpoint.Page,
                        endpoint.Text("q"),
                        endpoint.Text("email", maxLength: 254)
                    ))
            )
            .ForOperators()
            .Describe("アカウントを検索する / Search accounts")
            .Reads<string>("q", "会社名または ID の一部 / Part of the company's name or of the id")
            .Reads<string>("email", "登録メールアドレス（完全一致） / The registered e-mail address, exactly")
            .AnswersPage(Example with { CreditLine = null });

        app.MapGet(
                "/v1/operator/accounts/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetAccount(id, ForOperators: true))
            )
            .ForOperators()
            .Describe("アカウントを見る / See an account")
            .Answers(200, ExampleForOperators)
            .Refuses(AccountRefusals.NotFound);

        app.MapGet(
                "/v1/operator/accounts/{id}/timeline",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetAccountTimeline(id, endpoint.Page))
            )
            .ForOperators()
            .Describe("アカウントの経過 / What happened to an account, who did it and why, newest first")
            .AnswersPage(
                new AccountTimelineEntry(
                    Instant.FromUtc(2026, 11, 23, 1, 0),
                    "credit_line.limit_set",
                    "operator",
                    "b1946ac92492d2347c6235b4d2611184",
                    new("与信枠を 500,000 円に変更しました", "Credit line set to 500,000 yen"),
                    "お取引実績による見直し"
                )
            )
            .Refuses(AccountRefusals.NotFound);

        app.MapPut(
                "/v1/operator/accounts/{id}/basic-info",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<CorrectBasicInformation.RequestBody>(
                        (context, body) => new CorrectBasicInformation(context, id, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("基本登録情報を訂正する / Correct basic registration data, as the outcome of an inquiry")
            .Takes(
                new CorrectBasicInformation.RequestBody(
                    "株式会社見本",
                    "見本 太郎",
                    "taro@example.jp",
                    "03-1234-5678",
                    "100-0001",
                    "東京都千代田区千代田1-1",
                    "担当者の交代",
                    "T7000012050002",
                    "I-202604-000001"
                )
            )
            .Answers(200, Example)
            .Refuses(
                AccountRefusals.NotFound,
                AccountRefusals.EmailTaken,
                AccountRefusals.RegistrationNumberInvalid,
                AccountRefusals.Erased
            );

        app.MapPost(
                "/v1/operator/accounts/{id}/erasure",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<EraseAccount.RequestBody>((context, body) => new EraseAccount(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("個人情報を消去する / Erase an account's personal data")
            .Takes(new EraseAccount.RequestBody("ご本人からの請求"))
            .Answers(
                200,
                Example with
                {
                    ContactName = null,
                    Email = null,
                    Phone = null,
                    PostalCode = null,
                    Address = null,
                    ErasedAt = Instant.FromUtc(2026, 5, 1, 0, 0),
                }
            )
            .Refuses(AccountRefusals.NotFound);
    }

    private static Task RefuseChange(EndpointContext endpoint)
    {
        endpoint.Http.Response.Headers.Allow = "GET";
        return endpoint.Refuse(AccountRefusals.ChangeByInquiry);
    }
}
