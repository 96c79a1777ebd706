using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Inquiries;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Orders;
using Store.Application.Tests.Quotes;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Inquiries;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;
using static Store.Application.Tests.Inquiries.InquirySteps;

namespace Store.Application.Tests.Inquiries;

/// <summary>
/// What inquiries come to over the log: the approval and what it asks for in one transaction, or neither.
/// </summary>
public sealed class InquiryTests
{
    [Fact]
    public async Task An_inquiry_is_numbered_answered_and_talked_over_from_both_sides()
    {
        var scenario = await OrderScenario.Open();
        var sent = await Sent(scenario, new(InquiryType.Other, "教えてください。"));
        Texts(sent, "id", "number", "status", "type").Should().Equal(Inquiry1, Inquiry1, "open", "other");

        var replied = await scenario.Shop.Done(Reply(scenario, "承知しました。"));
        Texts(BodyOf(replied), "status").Should().Equal("answered");
        replied.Facts.Single().Actor.Reason.Should().Be("ご案内");
        Texts(BodyOf(await scenario.Shop.Done(Write(scenario, "もう一点あります。"))), "status").Should().Equal("open");

        var shown = await Shown(scenario);
        shown
            .GetProperty("messages")
            .EnumerateArray()
            .Select(m => (m.GetProperty("from").GetString(), m.GetProperty("text").GetString()))
            .Should()
            .Equal(("buyer", "教えてください。"), ("desk", "承知しました。"), ("buyer", "もう一点あります。"));
        await scenario.Settle();
        scenario.Mailbox.All.Single(m => m.Subject.Contains("受け付けました")).ShouldBeGolden("inquiry-received");
        scenario.Mailbox.All.Single(m => m.Subject.Contains("ご回答")).ShouldBeGolden("inquiry-replied");

        var desk = scenario.Mailbox.All.Where(m => m.To == "desk@store.example").ToList();
        desk.Should().HaveCount(2, "the desk is told each time the buyer writes");
        desk.Should().OnlyContain(m => !m.Text.Contains("教えてください") && m.AccountId == null);
        desk[0].ShouldBeGolden("inquiry-for-desk");
    }

    [Fact]
    public async Task An_inquiry_is_resolved_once_and_closed_after_that()
    {
        var scenario = await OrderScenario.Open();
        await Sent(scenario, new(InquiryType.Other, "教えてください。"));
        await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Declined));
        (await ShopFixture.Refused(Resolve(scenario, InquiryOutcome.Approved))).Should().Be(InquiryRefusals.Closed);
        (await ShopFixture.Refused(Write(scenario, "もう一度"))).Should().Be(InquiryRefusals.Closed);
        (await ShopFixture.Refused(Reply(scenario, "もう一度"))).Should().Be(InquiryRefusals.Closed);
        Texts(await Shown(scenario), "status", "reason").Should().Equal("declined", "確認済み");
        await scenario.Settle();
        scenario.Mailbox.All.Single(m => m.Text.Contains("ご希望に沿いかねる")).ShouldBeGolden("inquiry-declined");
    }

    [Fact]
    public async Task Other_accounts_orders_contracts_and_inquiries_are_not_found()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        const string Stranger = "00000000000000000000000000000002";
        await scenario.Shop.Register(Stranger);
        (await ShopFixture.Refused(Send(scenario, new(InquiryType.CancellationRequest, "取消", Order1), Stranger)))
            .Should()
            .Be(OrderRefusals.NotFound);
        (await ShopFixture.Refused(Send(scenario, new(InquiryType.Renewal, "更新", ContractId: Contract1), Stranger)))
            .Should()
            .Be(ContractRefusals.NotFound);
        await Sent(scenario, new(InquiryType.Other, "教えてください。"));
        (await ShopFixture.Refused(Write(scenario, "こんにちは", Stranger))).Should().Be(InquiryRefusals.NotFound);
        var result = await new GetInquiry.Handler(scenario.Shop.Reads, Letters.Desks).Handle(
            new GetInquiry(Stranger, Inquiry1),
            default
        );
        result.Refused.Should().Be(InquiryRefusals.NotFound);
    }

    [Fact]
    public async Task ORD_2_An_approved_cancellation_cancels_the_order_and_its_provider_confirms()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        await Sent(scenario, new(InquiryType.CancellationRequest, "間違えて注文しました。", Order1));
        var approved = await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved));
        approved.Facts.Select(f => f.Type).Should().BeEquivalentTo("order.cancellation_requested", "inquiry.approved");
        approved.Facts.Should().OnlyContain(f => f.Actor.Reason == "確認済み");
        await scenario.Settle();
        (await scenario.StatusOf(Order1)).Should().Be(OrderStatus.Cancelled);
        (await scenario.Line()).Should().Be((0, 0, 1_000_000, 0));
    }

    [Fact]
    public async Task ORD_2_A_plan_that_its_policy_no_longer_lets_go_is_refused_and_the_inquiry_stays_open()
    {
        var scenario = await OrderScenario.Open();
        await scenario.Shop.Done(
            scenario.Shop.Add(
                "strict",
                [
                    new(
                        "plan",
                        "プラン",
                        1000,
                        12,
                        SoleProprietorAllowed: true,
                        Delivery: Delivery.Immediately,
                        CancellationPolicy: CancellationPolicy.BeforeDelivery
                    ),
                ]
            )
        );
        await Accepted(scenario, "strict.plan");
        await Sent(scenario, new(InquiryType.CancellationRequest, "取消", Order1));
        (await ShopFixture.Refused(Resolve(scenario, InquiryOutcome.Approved)))
            .Should()
            .Be(OrderRefusals.DeliveredAlready);
        Texts(await Shown(scenario), "status").Should().Equal("open");
        (await scenario.StatusOf(Order1)).Should().Be(OrderStatus.Accepted);
    }

    [Fact]
    public async Task ORD_4_An_approved_renewal_is_an_offer_whose_order_extends_the_contract_once()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        await Sent(scenario, new(InquiryType.Renewal, "更新をお願いします。", ContractId: Contract1));
        var approved = await scenario.Shop.Done(
            Resolve(scenario, InquiryOutcome.Approved, new(Seats: 2, UnitPriceYen: 900))
        );
        var quote = BodyOf(approved).GetProperty("offer").GetProperty("quoteId").GetString()!;
        var offered = ShopFixture.Json((await scenario.Shop.Get(quote, OrderScenario.Buyer)).Body);
        offered.GetProperty("subtotalYen").GetInt64().Should().Be(900 * 2 * 12);
        offered.GetProperty("contractId").GetString().Should().Be(Contract1);

        await Ordered(scenario, quote);
        var contract = await State(scenario);
        contract.EndsOn.Should().Be(new LocalDate(2028, 11, 15));
        contract
            .Terms[1]
            .Should()
            .Be(new ContractTerm("O-202611-000002", new LocalDate(2027, 11, 16), new LocalDate(2028, 11, 15), 12, 2));
        (await ShopFixture.Refused(scenario.Place(new(PaymentMethod.OnAccount, quote))))
            .Code.Should()
            .Be("quote.already_ordered");
        scenario
            .Mailbox.All.Single(m => m.Text.Contains("ご契約更新のお見積書"))
            .Text.Should()
            .Contain($"/quotes/{quote}");
    }

    [Fact]
    public async Task ORD_4_An_approved_addition_is_prorated_by_the_contracts_policy_and_joins_its_term()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        await scenario.Later(Duration.FromDays(75));
        var sent = await Sent(scenario, new(InquiryType.SeatAddition, "5名追加", ContractId: Contract1, Seats: 5));
        var number = sent.GetProperty("number").GetString()!;
        var approved = await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved, number: number));
        var quote = BodyOf(approved).GetProperty("offer").GetProperty("quoteId").GetString()!;
        var line = ShopFixture.Json((await scenario.Shop.Get(quote, OrderScenario.Buyer)).Body).GetProperty("lines")[0];
        // 2027-01-30 is in the third month of the term: nine are left from the next one on.
        line.GetProperty("amountYen").GetInt64().Should().Be(5 * 1000 * 9);
        line.GetProperty("months").ValueKind.Should().Be(JsonValueKind.Null);
        line.GetProperty("proration").GetProperty("units").GetInt32().Should().Be(9);
        line.GetProperty("proration").GetProperty("policyVersion").GetInt32().Should().Be(1);

        await Ordered(scenario, quote);
        var contract = await State(scenario);
        contract.SeatsOn(new LocalDate(2027, 1, 29)).Should().Be(1);
        contract.SeatsOn(new LocalDate(2027, 1, 30)).Should().Be(6);
        contract.EndsOn.Should().Be(new LocalDate(2027, 11, 15));
    }

    [Fact]
    public async Task ORD_4_An_offer_cannot_be_ordered_once_notice_was_given()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        await Sent(scenario, new(InquiryType.Renewal, "更新", ContractId: Contract1));
        var approved = await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved));
        var quote = BodyOf(approved).GetProperty("offer").GetProperty("quoteId").GetString()!;
        await Sent(scenario, new(InquiryType.Termination, "解約", ContractId: Contract1));
        await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved, number: "I-202611-000002"));
        (await ShopFixture.Refused(scenario.Place(new(PaymentMethod.OnAccount, quote))))
            .Should()
            .Be(ContractRefusals.Terminating);
    }

    [Fact]
    public async Task ORD_5_Notice_counts_from_the_day_the_inquiry_came_in()
    {
        var scenario = await OrderScenario.Open();
        await scenario.Shop.Done(
            scenario.Shop.Add(
                "jidou",
                [
                    new(
                        "plan",
                        "プラン",
                        1000,
                        12,
                        SoleProprietorAllowed: true,
                        Delivery: Delivery.ByOperator,
                        TerminationPolicy: new TerminationPolicy(true, false, 30, null)
                    ),
                ]
            )
        );
        await Accepted(scenario, "jidou.plan");
        await scenario.Later(Duration.FromDays(334));
        await Sent(scenario, new(InquiryType.Termination, "解約します。", ContractId: Contract1));
        var number = "I-202710-000001";
        scenario.Shop.Clock.Now += Duration.FromDays(5);
        var approved = await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved, number: number));
        Texts(BodyOf(approved), "endsOn").Should().Equal("2027-11-15");
        (await State(scenario)).Termination.Should().Be(new Termination(number, new LocalDate(2027, 11, 15)));
        await scenario.Settle();
        scenario.Mailbox.All.Single(m => m.Subject.Contains("の件を承りました")).ShouldBeGolden("inquiry-approved");
    }

    [Fact]
    public async Task ORD_5_Too_late_is_refused_with_the_earliest_day_and_can_be_declined()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        await Sent(
            scenario,
            new(InquiryType.Termination, "解約", ContractId: Contract1, EndsOn: new LocalDate(2027, 1, 31))
        );
        var refused = await ShopFixture.Refused(Resolve(scenario, InquiryOutcome.Approved));
        refused.Code.Should().Be("contract.notice_too_late");
        refused.Details["earliestEndOn"].Should().Be(new LocalDate(2027, 11, 15));
        await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Declined));
        (await State(scenario)).Termination.Should().BeNull();
    }

    [Fact]
    public async Task DD_1_An_approved_direct_debit_begins_with_its_request_and_one_at_a_time()
    {
        var scenario = await OrderScenario.Open();
        await Sent(scenario, new(InquiryType.DirectDebit, "口座振替を希望します。"));
        await scenario.Shop.Done(Resolve(scenario, InquiryOutcome.Approved));
        var account = (await scenario.Log.Read(StreamId.Of<Account>(OrderScenario.Buyer), default)).Aggregate(
            Account.Initial,
            (a, f) => a.Evolve(f.Fact)
        );
        account.DirectDebit.Should().Be(new DirectDebit(DirectDebitStep.Requested, new LocalDate(2026, 11, 16)));
    }

    [Fact]
    public async Task SUP_2_An_inquiry_about_an_orders_payment_shows_the_desk_that_answers()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario);
        var sent = await Sent(scenario, new(InquiryType.DocumentReissue, "請求書の再発行", Order1));
        Texts(sent.GetProperty("support"), "desk").Should().Equal("NP掛け払いサポートデスク");
        Texts((await Shown(scenario)).GetProperty("support"), "phone").Should().Equal("03-4577-9631");
    }

    [Fact]
    public async Task Erasing_the_account_erases_what_was_said()
    {
        var scenario = await OrderScenario.Open();
        await Sent(scenario, new(InquiryType.Other, "私の秘密"));
        await scenario.Shop.Keys.Destroy(OrderScenario.Buyer, default);
        var erased = await scenario.Shop.Erase(OrderScenario.Buyer);
        await new InquiryErasure(scenario.Log, scenario.Shop.Reads).React(erased, default);
        var shown = await Shown(scenario);
        shown.GetRawText().Should().NotContain("秘密");
        shown.GetProperty("messages")[0].GetProperty("text").ValueKind.Should().Be(JsonValueKind.Null);
        (await ShopFixture.Refused(Reply(scenario, "返信"))).Should().Be(AccountRefusals.Erased);
    }
}
