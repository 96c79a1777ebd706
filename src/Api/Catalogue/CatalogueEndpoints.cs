using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Catalogue;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Api.Catalogue;

/// <summary>The catalogue for everyone, and its upkeep by operators.</summary>
public static class CatalogueEndpoints
{
    private static readonly TerminationPolicy Yearly = new(AutoRenew: true, MidTermAllowed: false, 30, null);

    private static readonly ProductDocument Example = new(
        "tsukijime-kaikei",
        "ツキジメ会計",
        "株式会社ハルカゼ計算舎",
        "会計",
        "日々の仕訳から月次決算までをひと続きで行えるクラウド会計ソフトです。",
        "アイティクラウド株式会社",
        [
            new PlanDocument(
                "tsukijime-kaikei.starter-yearly",
                "スターター 年間プラン【個人事業主・フリーランス可】",
                1280,
                12,
                1,
                10,
                10,
                TaxCategory.Standard,
                SoleProprietorAllowed: true,
                OnSale: true,
                Delivery.Immediately,
                CancellationPolicy.OperatorDecides,
                Yearly,
                ProrationPolicy.FullMonthsFromNext,
                1
            ),
        ]
    );

    private static readonly PlanRequest ExamplePlan = new(
        "starter-yearly",
        "スターター 年間プラン【個人事業主・フリーランス可】",
        1280,
        12,
        1,
        10,
        SoleProprietorAllowed: true,
        TerminationPolicy: Yearly,
        TaxCategory: TaxCategory.Standard
    );

    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/products",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new FindProducts(
                        endpoint.Text("q"),
                        endpoint.Value<bool>("soleProprietor") ?? false,
                        endpoint.Page
                    ))
            )
            .ForAnyone()
            .Describe("製品を探す / Browse the catalogue")
            .Reads<string>("q", "製品・メーカー・プランの名前の一部 / Part of a product's, maker's or plan's name")
            .Reads<bool>(
                "soleProprietor",
                "個人事業主・フリーランス可のプランがある製品 / With a plan for sole proprietors"
            )
            .AnswersPage(Example);

        app.MapGet(
                "/v1/products/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetProduct(id))
            )
            .ForAnyone()
            .Describe("製品とプラン / A product and its plans")
            .Answers(200, Example)
            .Refuses(ProductRefusals.NotFound);

        app.MapPost(
                "/v1/operator/products",
                (EndpointContext endpoint) =>
                    endpoint.Command<AddProduct.RequestBody>(
                        (context, body) => new AddProduct(context, body),
                        id => $"/v1/operator/products/{id}"
                    )
            )
            .ForOperators()
            .Describe("製品を登録する / List a product")
            .Takes(
                new AddProduct.RequestBody(
                    Example.Name,
                    Example.Maker,
                    [ExamplePlan],
                    "新規取り扱い",
                    Example.Id,
                    Example.Category,
                    Example.Description
                )
            )
            .Answers(201, Example)
            .Refuses(ProductRefusals.AlreadyListed);

        app.MapGet(
                "/v1/operator/products/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetProduct(id))
            )
            .ForOperators()
            .Describe("製品とプラン、変更用の ETag / A product, with the ETag that changes need")
            .Answers(200, Example)
            .Refuses(ProductRefusals.NotFound);

        app.MapPost(
                "/v1/operator/products/{id}/plans",
                (EndpointContext endpoint, string id) =>
                    endpoint.Command<OfferPlan.RequestBody>((context, body) => new OfferPlan(context, id, body))
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("プランを追加する / Add a plan to a product")
            .Takes(new OfferPlan.RequestBody(ExamplePlan, "上位プランの追加"))
            .AnswersNothing()
            .Refuses(ProductRefusals.NotFound, PlanRefusals.AlreadyOffered);

        app.MapPut(
                "/v1/operator/products/{id}/plans/{planId}/price",
                (EndpointContext endpoint, string id, string planId) =>
                    endpoint.Command<RepricePlan.RequestBody>(
                        (context, body) => new RepricePlan(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("価格を変更する / Re-price a plan")
            .Takes(new RepricePlan.RequestBody(1380, "価格改定"))
            .AnswersNothing()
            .Refuses(ProductRefusals.NotFound, PlanRefusals.NotFound, PlanRefusals.NotOnSale);

        app.MapPut(
                "/v1/operator/products/{id}/plans/{planId}/policies",
                (EndpointContext endpoint, string id, string planId) =>
                    endpoint.Command<ChangePlanPolicies.RequestBody>(
                        (context, body) => new ChangePlanPolicies(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("解約・日割りなどの条件を変更する / Change a plan's policies")
            .Takes(
                new ChangePlanPolicies.RequestBody(
                    CancellationPolicy.BeforeDelivery,
                    Yearly,
                    ProrationPolicy.Daily,
                    "メーカーの規約変更"
                )
            )
            .AnswersNothing()
            .Refuses(ProductRefusals.NotFound, PlanRefusals.NotFound, PlanRefusals.NotOnSale);

        app.MapPost(
                "/v1/operator/products/{id}/plans/{planId}/withdrawal",
                (EndpointContext endpoint, string id, string planId) =>
                    endpoint.Command<WithdrawPlan.RequestBody>(
                        (context, body) => new WithdrawPlan(context, id, planId, body)
                    )
            )
            .ForOperators()
            .NeedsIfMatch()
            .Describe("販売を終了する / Withdraw a plan")
            .Takes(new WithdrawPlan.RequestBody("販売終了"))
            .AnswersNothing()
            .Refuses(ProductRefusals.NotFound, PlanRefusals.NotFound);
    }
}
