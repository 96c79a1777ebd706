using System.Text.Json;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Quotes;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain.Contracts;
using Store.Domain.Payments;

namespace Store.Application.Tests.Inquiries;

/// <summary>Buyers who ask and operators who answer, in the scenario of orders.</summary>
internal static class InquirySteps
{
    public const string Contract1 = "C-202611-000001-1";
    public const string Order1 = "O-202611-000001";
    public const string Inquiry1 = "I-202611-000001";

    public static Task<CommandResult> Send(
        OrderScenario scenario,
        SendInquiry.RequestBody body,
        string account = OrderScenario.Buyer
    ) =>
        new SendInquiry.Handler(scenario.Log, scenario.Shop.Keys, Letters.Desks).Handle(
            new SendInquiry(ShopFixture.By(account), body),
            default
        );

    public static async Task<JsonElement> Sent(OrderScenario scenario, SendInquiry.RequestBody body) =>
        BodyOf(await scenario.Shop.Done(Send(scenario, body)));

    public static Task<CommandResult> Write(
        OrderScenario scenario,
        string text,
        string account = OrderScenario.Buyer
    ) =>
        new WriteToDesk.Handler(scenario.Log, scenario.Shop.Keys, Letters.Desks).Handle(
            new WriteToDesk(ShopFixture.By(account), Inquiry1, new(text)),
            default
        );

    public static Task<CommandResult> Reply(OrderScenario scenario, string text) =>
        new ReplyToBuyer.Handler(scenario.Log, scenario.Shop.Keys, Letters.Desks).Handle(
            new ReplyToBuyer(Operator, Inquiry1, new(text, "ご案内")),
            default
        );

    public static Task<CommandResult> Resolve(
        OrderScenario scenario,
        InquiryOutcome outcome,
        ContractOffers.OfferTerms? offer = null,
        string number = Inquiry1
    ) =>
        new ResolveInquiry.Handler(
            scenario.Log,
            scenario.Shop.Keys,
            new PlainIndex(),
            new ContractOffers(new Addressees(scenario.Log), ShopFixture.Settings),
            Letters.Desks
        ).Handle(new ResolveInquiry(Operator, number, new(outcome, "確認済み", offer)), default);

    public static async Task Accepted(OrderScenario scenario, string plan = ShopFixture.Standard) =>
        await Ordered(scenario, await scenario.Quote(1, plan));

    public static async Task Ordered(OrderScenario scenario, string quote)
    {
        await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, quote)));
        await scenario.Settle();
    }

    public static async Task<Contract> State(OrderScenario scenario) =>
        (await scenario.Log.Read(StreamId.Of<Contract>(Contract1), default)).Aggregate(
            Contract.Initial,
            (contract, fact) => contract.Evolve(fact.Fact)
        );

    public static async Task<JsonElement> Shown(OrderScenario scenario)
    {
        var result = await new GetInquiry.Handler(scenario.Shop.Reads, Letters.Desks).Handle(
            new GetInquiry(OrderScenario.Buyer, Inquiry1),
            default
        );
        return ShopFixture.Json(result.Body);
    }

    public static JsonElement BodyOf(CommandResult.Done done) => ShopFixture.Json(done.Response.Body);

    public static IEnumerable<string?> Texts(JsonElement json, params string[] names) =>
        names.Select(n => json.GetProperty(n).GetString());

    public static CommandContext Operator => new(new Actor(ActorKind.Operator, "op"), null, "test");

    private sealed class PlainIndex : IEmailIndex
    {
        public string ClaimOf(string email) => email;
    }
}
