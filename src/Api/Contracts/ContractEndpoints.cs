using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Contracts;
using Store.Application.Timelines;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;

namespace Store.Api.Contracts;

/// <summary>Contracts (契約): an account's own, and all of them for operators.</summary>
public static class ContractEndpoints
{
    private static readonly ContractOn Example = new(
        "C-202611-000001-1",
        "7d9c1f3b5a2e4c6d8f0a1b2c3d4e5f60",
        "tsukijime-kaikei.standard-yearly",
        "ツキジメ会計",
        "スタンダード 年間プラン",
        5,
        2480,
        12,
        new LocalDate(2026, 11, 23),
        new LocalDate(2027, 11, 22),
        ContractStatus.Active,
        AutoRenew: true,
        new LocalDate(2027, 10, 23),
        new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, 30, null),
        ProrationPolicy.FullMonthsFromNext,
        1,
        ContractSource.Store,
        Channel: null,
        Reference: null,
        [
            new ContractOrder(
                "O-202611-000001",
                ContractOrderKind.Start,
                new LocalDate(2026, 11, 23),
                new LocalDate(2027, 11, 22),
                5,
                148_800,
                Undone: false
            ),
        ]
    );

    private static readonly Timeline History = new(
        Example.Id,
        [
            new TimelineEntry(
                1,
                Instant.FromUtc(2026, 11, 23, 1, 0),
                "contract.started",
                "store",
                new TimelineText(
                    "ご契約が成立しました（2026年11月23日～2027年11月22日）",
                    "Contract formed: 2026-11-23 to 2027-11-22"
                ),
                Reason: null,
                ActorId: null
            ),
        ]
    );

    public static void MapContracts(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/v1/contracts",
                (EndpointContext endpoint) =>
                    endpoint.Query(caller => new ListContracts(caller.AccountId!, endpoint.Page))
            )
            .ForBuyers()
            .Describe("契約の一覧 / The account's own contracts, the newest first")
            .AnswersPage(Example);
        app.MapGet(
                "/v1/contracts/{id}",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(caller => new GetContract(caller.AccountId!, id))
            )
            .ForBuyers()
            .Describe("契約の内容 / A contract and its orders")
            .Answers(200, Example)
            .Refuses(ContractRefusals.NotFound);
        app.MapGet(
                "/v1/contracts/{id}/timeline",
                (EndpointContext endpoint, string id) =>
                    endpoint.Query(caller => new GetContractTimeline(caller.AccountId!, id))
            )
            .ForBuyers()
            .Describe("契約の経過 / What happened to a contract, and when")
            .Answers(200, History)
            .Refuses(ContractRefusals.NotFound);
        app.MapGet(
                "/v1/operator/contracts/{id}/timeline",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetContractTimeline(null, id))
            )
            .ForOperators()
            .Describe("契約の経過（担当者用） / What happened to a contract, and why")
            .Answers(200, History)
            .Refuses(ContractRefusals.NotFound);
        app.MapGet(
                "/v1/operator/contracts",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new ListContracts(
                        endpoint.Text("accountId"),
                        endpoint.Page,
                        endpoint.Text("q")
                    ))
            )
            .ForOperators()
            .Describe("契約の検索 / Every account's contracts, the newest first")
            .Reads<string>("accountId", "Only this account's.")
            .Reads<string>("q", "Part of an id, a product's name or another channel's reference.")
            .AnswersPage(Example);
        app.MapGet(
                "/v1/operator/contracts/{id}",
                (EndpointContext endpoint, string id) => endpoint.Query(_ => new GetContract(null, id))
            )
            .ForOperators()
            .Describe("契約の内容（担当者用） / A contract, with the ETag that changes need")
            .Answers(200, Example)
            .Refuses(ContractRefusals.NotFound);
        app.MapPost(
                "/v1/operator/contracts",
                (EndpointContext endpoint) =>
                    endpoint.Command<RegisterContract.RequestBody>(
                        (context, body) => new RegisterContract(context, body),
                        id => $"/v1/operator/contracts/{id}"
                    )
            )
            .ForOperators()
            .Describe("他商流の契約を登録する / Register a contract of another channel (ORD-3)")
            .Takes(
                new RegisterContract.RequestBody(
                    Example.AccountId,
                    Example.PlanId,
                    5,
                    new LocalDate(2026, 4, 1),
                    new LocalDate(2027, 3, 31),
                    "株式会社見本代理店",
                    "契約書の写しを確認したため",
                    "A-77"
                )
            )
            .Answers(
                201,
                Example with
                {
                    Source = ContractSource.OtherChannel,
                    Channel = "株式会社見本代理店",
                    Reference = "A-77",
                    Orders = [],
                }
            )
            .Refuses(AccountRefusals.NotFound, PlanRefusals.NotFound);
    }
}
