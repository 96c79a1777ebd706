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

/// <summary>Buyers who ask and operators who answer, over the floor of orders.</summary>
internal static class InquiryFloor
{
    public const string Contract1 = "C-202611-000001-1";
    public const string Order1 = "O-202611-000001";
    public const string Inquiry1 = "I-202611-000001";

    public static Task<CommandResult> Send(
        OrderFloor floor,
        SendInquiry.RequestBody body,
        string account = OrderFloor.Buyer
    ) =>
        new SendInquiry.Handler(floor.Log, floor.Counter.Keys, Letters.Desks).Handle(
            new SendInquiry(Counter.By(account), body),
            default
        );

    public static async Task<JsonElement> Sent(OrderFloor floor, SendInquiry.RequestBody body) =>
        BodyOf(await floor.Counter.Done(Send(floor, body)));

    public static Task<CommandResult> Write(OrderFloor floor, string text, string account = OrderFloor.Buyer) =>
        new WriteToDesk.Handler(floor.Log, floor.Counter.Keys, Letters.Desks).Handle(
            new WriteToDesk(Counter.By(account), Inquiry1, new(text)),
            default
        );

    public static Task<CommandResult> Reply(OrderFloor floor, string text) =>
        new ReplyToBuyer.Handler(floor.Log, floor.Counter.Keys, Letters.Desks).Handle(
            new ReplyToBuyer(Operator, Inquiry1, new(text, "ご案内")),
            default
        );

    public static Task<CommandResult> Resolve(
        OrderFloor floor,
        InquiryOutcome outcome,
        ContractOffers.OfferTerms? offer = null,
        string number = Inquiry1
    ) =>
        new ResolveInquiry.Handler(
            floor.Log,
            floor.Counter.Keys,
            new PlainIndex(),
            new ContractOffers(new Addressees(floor.Log), Counter.Settings),
            Letters.Desks
        ).Handle(new ResolveInquiry(Operator, number, new(outcome, "確認済み", offer)), default);

    public static async Task Accepted(OrderFloor floor, string plan = Counter.Standard) =>
        await Ordered(floor, await floor.Quote(1, plan));

    public static async Task Ordered(OrderFloor floor, string quote)
    {
        await floor.Counter.Done(floor.Place(new(PaymentMethod.OnAccount, quote)));
        await floor.Settle();
    }

    public static async Task<Contract> State(OrderFloor floor) =>
        (await floor.Log.Read(StreamId.Of<Contract>(Contract1), default)).Aggregate(
            Contract.Initial,
            (contract, fact) => contract.Evolve(fact.Fact)
        );

    public static async Task<JsonElement> Shown(OrderFloor floor)
    {
        var result = await new GetInquiry.Handler(floor.Counter.Reads, Letters.Desks).Handle(
            new GetInquiry(OrderFloor.Buyer, Inquiry1),
            default
        );
        return Counter.Json(result.Body);
    }

    public static JsonElement BodyOf(CommandResult.Done done) => Counter.Json(done.Response.Body);

    public static IEnumerable<string?> Texts(JsonElement json, params string[] names) =>
        names.Select(n => json.GetProperty(n).GetString());

    public static CommandContext Operator => new(new Actor(ActorKind.Operator, "op"), null, "test");

    private sealed class PlainIndex : IEmailIndex
    {
        public string ClaimOf(string email) => email;
    }
}
