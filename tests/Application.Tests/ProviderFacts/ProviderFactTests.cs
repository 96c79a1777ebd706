using System.Text;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.ProviderFacts;
using Store.Application.ReadModels;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Orders;
using Store.Domain.ProviderFacts;
using Xunit;

namespace Store.Application.Tests.ProviderFacts;

/// <summary>What Net Protections reports, over the log: what was paid gives credit back, once.</summary>
public sealed class ProviderFactTests
{
    private const string Buyer = OrderScenario.Buyer;
    private static readonly YearMonth November = new(2026, 11);
    private static readonly LocalDate Today = new(2026, 11, 16);
    private static readonly CommandContext Operator = new(new Actor(ActorKind.Operator, "op"), null, "test");

    private static readonly ProviderFactRequest Invoice = new(
        ProviderFactKind.InvoiceIssued,
        Buyer,
        "NP管理画面で確認",
        November,
        "NP-1",
        Today,
        Today.PlusDays(30),
        AmountYen: 26_400
    );

    [Fact]
    public async Task NP_5_A_payment_gives_each_order_s_credit_back_once_in_its_own_transaction()
    {
        var scenario = await Accepted(2, 3);
        (await scenario.Line()).Should().Be((0, 66_000, 934_000, 0));
        var done = await scenario.Shop.Done(Pay(scenario, Month(November)));
        done.Response.Kind.Should().Be(ResponseKind.Created);
        done.Facts.Select(f => f.Type)
            .Should()
            .Equal("order.paid", "credit.released", "order.paid", "credit.released", "np_payment.received");
        done.Facts.Should().OnlyContain(f => f.Actor.Reason == "入金確認");
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));

        var again = await scenario.Shop.Done(Pay(scenario, Month(November)));
        (again.Response.Kind, again.Facts.Count).Should().Be((ResponseKind.Shown, 0));
        again.Response.Body.ToArray().Should().Equal(done.Response.Body.ToArray());
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
    }

    [Fact]
    public async Task The_answer_is_what_a_read_shows()
    {
        var scenario = await Accepted(2);
        foreach (var request in new[] { Invoice, Month(November), Guarantee(GuaranteeStatus.Alrt) })
        {
            var done = await scenario.Shop.Done(Record(scenario, request));
            var id = ShopFixture.Text(done.Response.Body, "id");
            done.Response.Id.Should().Be(id);
            var read = await new GetProviderFact.Handler(scenario.Shop.Reads).Handle(new(id), default);
            Text(read.Body).Should().Be(Text(done.Response.Body));
            read.Tag.Should().Be(done.Response.Tag);
        }

        var unknown = await new GetProviderFact.Handler(scenario.Shop.Reads).Handle(new("invoice-x"), default);
        unknown.Refused.Should().Be(ProviderFactRefusals.NotFound);
    }

    [Fact]
    public async Task Orders_named_one_by_one_are_paid_all_or_none()
    {
        var scenario = await Accepted(1, 1, 1);
        var held = await scenario.Order(1_000);
        (await scenario.StatusOf(held)).Should().Be(OrderStatus.OnCreditHold);
        var refused = await ShopFixture.Refused(Pay(scenario, Named(Number(1), held)));
        (refused.Code, refused.Details["orderNumber"]).Should().Be(("order.not_accepted", held));
        (await scenario.Line()).Should().Be((0, 39_600, 960_400, 0));

        await scenario.Shop.Done(Pay(scenario, Named(Number(1), Number(3), Number(1))));
        (await scenario.Line()).Should().Be((0, 13_200, 986_800, 0));
        (await scenario.StateOf(Number(1))).PaidOn.Should().Be(Today);
        (await scenario.StateOf(Number(2))).PaidOn.Should().BeNull();

        var twice = await ShopFixture.Refused(Pay(scenario, Named(Number(2), Number(3))));
        (twice.Code, twice.Details["orderNumber"]).Should().Be(("order.paid_already", Number(3)));
        var rest = await scenario.Shop.Done(Pay(scenario, Month(November)));
        ShopFixture.Json(rest.Response.Body).GetProperty("orders").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_month_pays_what_was_accepted_in_it_and_nothing_else()
    {
        var scenario = await Accepted(1);
        await scenario.Later(Duration.FromDays(16));
        var december = await scenario.Order(2);
        await scenario.Settle();
        (await scenario.StatusOf(december)).Should().Be(OrderStatus.Accepted);
        var done = await scenario.Shop.Done(Pay(scenario, Month(November)));
        ShopFixture.Json(done.Response.Body).GetProperty("amountYen").GetInt64().Should().Be(13_200);
        (await scenario.Line()).Should().Be((0, 26_400, 973_600, 0));
        var nothing = await ShopFixture.Refused(Pay(scenario, Month(new YearMonth(2026, 10))));
        nothing.Code.Should().Be("np_payment.nothing_owed");
    }

    [Fact]
    public async Task A_month_pays_what_was_accepted_while_its_orders_were_looked_up()
    {
        var scenario = await Accepted(1);
        var reads = new InterruptedReads(
            scenario.Shop.Reads,
            async () =>
            {
                await scenario.Order(2);
                await scenario.Settle();
            }
        );
        var done = await scenario.Shop.Done(
            new RecordPayment.Handler(scenario.Log, reads).Handle(new(Operator, Month(November)), default)
        );
        ShopFixture.Json(done.Response.Body).GetProperty("amountYen").GetInt64().Should().Be(39_600);
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
    }

    [Fact]
    public async Task What_was_cancelled_or_is_another_s_cannot_be_paid()
    {
        var scenario = await Accepted(1);
        await scenario.Shop.Done(scenario.Cancel(Number(1)));
        await scenario.Settle();
        (await ShopFixture.Refused(Pay(scenario, Named(Number(1))))).Code.Should().Be("order.cancelled");
        (await ShopFixture.Refused(Pay(scenario, Month(November)))).Code.Should().Be("np_payment.nothing_owed");
        const string Other = "00000000000000000000000000000002";
        await scenario.Shop.Register(Other);
        (await ShopFixture.Refused(Pay(scenario, Named(Number(1)) with { AccountId = Other })))
            .Code.Should()
            .Be("order.not_found");
        (await ShopFixture.Refused(Pay(scenario, Named("O-1")))).Code.Should().Be("order.not_found");
        (await ShopFixture.Refused(Pay(scenario, Month(November) with { AccountId = "nobody" })))
            .Should()
            .Be(AccountRefusals.NotFound);
    }

    [Fact]
    public async Task The_amount_is_checked_where_it_is_given_and_a_payment_says_one_thing()
    {
        var scenario = await Accepted(1);
        var differs = await ShopFixture.Refused(Pay(scenario, Month(November) with { AmountYen = 13_199 }));
        (differs.Code, differs.Details["ordersYen"]).Should().Be(("np_payment.amount_differs", 13_200L));
        (await scenario.Line()).Should().Be((0, 13_200, 986_800, 0));
        await scenario.Shop.Done(Pay(scenario, Month(November) with { AmountYen = 13_200 }));
        await scenario.Shop.Done(Pay(scenario, Month(November)));
        (await ShopFixture.Refused(Pay(scenario, Month(November) with { AmountYen = 1 })))
            .Should()
            .Be(ProviderFactRefusals.Contradicts);
    }

    [Fact]
    public async Task An_invoice_is_recorded_once_by_its_number()
    {
        var scenario = await OrderScenario.Open();
        (await scenario.Shop.Done(Record(scenario, Invoice))).Response.Kind.Should().Be(ResponseKind.Created);
        var again = await scenario.Shop.Done(Record(scenario, Invoice with { Reason = "二度目" }));
        (again.Response.Kind, again.Facts.Count).Should().Be((ResponseKind.Shown, 0));
        (await ShopFixture.Refused(Record(scenario, Invoice with { AmountYen = 1 })))
            .Should()
            .Be(ProviderFactRefusals.Contradicts);
        (
            await ShopFixture.Refused(
                Record(scenario, Invoice with { NpInvoiceNumber = "NP-2", IssuedOn = Today.PlusDays(1) })
            )
        )
            .Should()
            .Be(ProviderFactRefusals.InFuture);
        (await ShopFixture.Refused(Record(scenario, Invoice with { NpInvoiceNumber = "NP-2", AccountId = "nobody" })))
            .Should()
            .Be(AccountRefusals.NotFound);
    }

    [Fact]
    public async Task Each_guarantee_status_is_recorded_and_the_same_again_is_not()
    {
        var scenario = await OrderScenario.Open();
        (await scenario.Shop.Done(Record(scenario, Guarantee(GuaranteeStatus.Alrt))))
            .Response.Kind.Should()
            .Be(ResponseKind.Created);
        (await scenario.Shop.Done(Record(scenario, Guarantee(GuaranteeStatus.Alrt))))
            .Response.Kind.Should()
            .Be(ResponseKind.Shown);
        (await scenario.Shop.Done(Record(scenario, Guarantee(GuaranteeStatus.Ng))))
            .Response.Kind.Should()
            .Be(ResponseKind.Created);
        (await scenario.Shop.Done(Record(scenario, Guarantee(GuaranteeStatus.Alrt))))
            .Response.Kind.Should()
            .Be(ResponseKind.Created);
        var listed = await new ListProviderFacts.Handler(scenario.Shop.Reads).Handle(
            new(new(20), Buyer, ProviderFactKind.GuaranteeStatus, null),
            default
        );
        ShopFixture
            .Json(listed.Body)
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("status").GetString())
            .Should()
            .Equal("alrt", "ng", "alrt");
    }

    [Fact]
    public void Each_kind_has_its_own_fields()
    {
        Invalid(new RecordInvoice(Operator, Invoice with { Month = null, NpInvoiceNumber = "a/b", AmountYen = 0 }))
            .Should()
            .BeEquivalentTo("Body.Month", "Body.NpInvoiceNumber", "Body.AmountYen");
        Invalid(new RecordInvoice(Operator, Invoice with { DueOn = Today.PlusDays(-1), PaidOn = Today, Reason = " " }))
            .Should()
            .BeEquivalentTo("Body.DueOn", "Body.PaidOn", "Body.Reason");
        Invalid(new RecordInvoice(Operator, Invoice)).Should().BeEmpty();
        Invalid(new RecordPayment(Operator, Month(November) with { OrderNumbers = ["O-1"] }))
            .Should()
            .BeEquivalentTo("Body.Month");
        Invalid(new RecordPayment(Operator, Named() with { PaidOn = null, Reason = new string('x', 501) }))
            .Should()
            .BeEquivalentTo("Body.OrderNumbers", "Body.PaidOn", "Body.Reason");
        Invalid(new RecordPayment(Operator, Named("O-1", "") with { Status = GuaranteeStatus.Ok }))
            .Should()
            .BeEquivalentTo("Body.OrderNumbers[1]", "Body.Status");
        Invalid(new RecordPayment(Operator, Named("O-1"))).Should().BeEmpty();
        Invalid(new RecordGuarantee(Operator, Guarantee(null) with { AmountYen = 1 }))
            .Should()
            .BeEquivalentTo("Body.Status", "Body.AmountYen");
        Invalid(new RecordGuarantee(Operator, Guarantee(GuaranteeStatus.Ok))).Should().BeEmpty();
    }

    private static async Task<OrderScenario> Accepted(params int[] seats)
    {
        var scenario = await OrderScenario.Open();
        foreach (var count in seats)
        {
            await scenario.Order(count);
        }

        await scenario.Settle();
        return scenario;
    }

    private static string Number(int order) => $"O-202611-{order:D6}";

    private static ProviderFactRequest Month(YearMonth month) =>
        new(ProviderFactKind.Paid, Buyer, "入金確認", month, PaidOn: Today);

    private static ProviderFactRequest Named(params string[] numbers) =>
        new(ProviderFactKind.Paid, Buyer, "入金確認", PaidOn: Today, OrderNumbers: numbers);

    private static ProviderFactRequest Guarantee(GuaranteeStatus? status) =>
        new(ProviderFactKind.GuaranteeStatus, Buyer, "NP管理画面で確認", Status: status, SinceOn: Today);

    private static Task<CommandResult> Pay(OrderScenario scenario, ProviderFactRequest request) =>
        Record(scenario, request);

    private static Task<CommandResult> Record(OrderScenario scenario, ProviderFactRequest request) =>
        request.Kind switch
        {
            ProviderFactKind.InvoiceIssued => new RecordInvoice.Handler(scenario.Log).Handle(
                new(Operator, request),
                default
            ),
            ProviderFactKind.Paid => new RecordPayment.Handler(scenario.Log, scenario.Shop.Reads).Handle(
                new(Operator, request),
                default
            ),
            _ => new RecordGuarantee.Handler(scenario.Log).Handle(new(Operator, request), default),
        };

    private static IEnumerable<string> Invalid(RecordInvoice command) =>
        Failures(new RecordInvoice.Validator(), command);

    private static IEnumerable<string> Invalid(RecordPayment command) =>
        Failures(new RecordPayment.Validator(), command);

    private static IEnumerable<string> Invalid(RecordGuarantee command) =>
        Failures(new RecordGuarantee.Validator(), command);

    private static IEnumerable<string> Failures<T>(FluentValidation.IValidator<T> validator, T command) =>
        validator.Validate(command).Errors.Select(e => e.PropertyName);

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}

/// <summary>Something happens once, right after the first list was read.</summary>
internal sealed class InterruptedReads(IReadDocuments reads, Func<Task> interruption) : IReadDocuments
{
    private Func<Task>? _interruption = interruption;

    public Task<Read<ReadDocument?>> Get(string projection, string key, CancellationToken ct) =>
        reads.Get(projection, key, ct);

    public async Task<Read<IReadOnlyList<ReadDocument>>> List(DocumentQuery query, CancellationToken ct)
    {
        var read = await reads.List(query, ct);
        if (Interlocked.Exchange(ref _interruption, null) is { } happens)
        {
            await happens();
        }

        return read;
    }
}
