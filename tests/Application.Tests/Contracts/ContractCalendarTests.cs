using FluentAssertions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Tests.Mail;
using Store.Application.Tests.Orders;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Xunit;

namespace Store.Application.Tests.Contracts;

/// <summary>What time brings to contracts: reminders, renewals that order themselves, ends; each once.</summary>
public sealed class ContractCalendarTests
{
    private const string First = "C-202611-000001-1";

    private static readonly TerminationPolicy Renewing = new(AutoRenew: true, MidTermAllowed: false, 30, null);

    [Fact]
    public async Task A_buyer_is_reminded_90_60_and_30_days_before_the_end_and_told_of_it()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await scenario.Quote());
        foreach (var days in (int[])[274, 1, 29, 1, 30, 29, 1, 0])
        {
            await scenario.Later(Duration.FromDays(days));
        }

        (await Types(scenario))
            .Should()
            .Equal("contract.started", "contract.reminded", "contract.reminded", "contract.reminded", "contract.ended");
        Subjects(scenario)
            .Should()
            .Equal(
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（90日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（60日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（30日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約終了のお知らせ（{First}）"
            );
        scenario.Mailbox.All.Single(m => m.Subject.Contains("30日前")).ShouldBeGolden("contract-reminded");
        scenario.Mailbox.All.Single(m => m.Subject.Contains("終了の")).ShouldBeGolden("contract-ended");
    }

    [Fact]
    public async Task Whoever_looks_only_after_the_end_is_told_of_the_end_alone()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await scenario.Quote());
        await scenario.Later(Duration.FromDays(800));
        (await Types(scenario)).Should().Equal("contract.started", "contract.ended");
    }

    [Fact]
    public async Task A_contract_that_renews_by_itself_orders_its_next_term_when_the_notice_is_over()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await Auto(scenario, seats: 2));
        // The year ends on 2027-11-15; notice is due through 2027-10-16.
        await scenario.Later(Duration.FromDays(334));
        (await Types(scenario)).Should().NotContain("contract.renewal_ordered");
        await scenario.Later(Duration.FromDays(1));

        (await Types(scenario)).Should().ContainInOrder("contract.renewal_ordered", "contract.renewed");
        var order = await scenario.StateOf("O-202710-000001");
        (order.Status, order.Placed!.ContractId, order.Placed.TotalYen, order.StartsOn)
            .Should()
            .Be((OrderStatus.Accepted, First, 26_400, new LocalDate(2027, 11, 16)));
        scenario.Mailbox.All.Single(m => m.Subject.Contains("自動更新")).ShouldBeGolden("contract-renewal-ordered");

        // 2028 is a leap year.
        await scenario.Later(Duration.FromDays(366));
        (await scenario.StateOf("O-202810-000001")).Status.Should().Be(OrderStatus.Accepted);
        (await State(scenario)).EndsOn.Should().Be(new LocalDate(2029, 11, 15));
    }

    [Fact]
    public async Task Whoever_looks_only_after_the_end_finds_the_next_term_ordered_and_nothing_ended()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await Auto(scenario, seats: 1));
        await scenario.Later(Duration.FromDays(380));
        (await Types(scenario)).Should().Equal("contract.started", "contract.renewal_ordered", "contract.renewed");
        await scenario.Later(Duration.FromDays(2));
        (await State(scenario)).Ended.Should().BeNull();
    }

    [Fact]
    public async Task An_erased_account_renews_nothing_and_its_contract_runs_out()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await Auto(scenario, seats: 1));
        await scenario.Shop.Erase(OrderScenario.Buyer);
        await scenario.Later(Duration.FromDays(335));
        (await Types(scenario)).Should().NotContain("contract.renewal_ordered");
        await scenario.Later(Duration.FromDays(40));
        (await State(scenario)).Ended.Should().Be(ContractEnd.Expired);
    }

    [Fact]
    public async Task A_renewal_over_the_credit_line_is_held_like_any_order_and_the_contract_ends_without_it()
    {
        var scenario = await OrderScenario.Open(limitYen: 20_000);
        await Accepted(scenario, await Auto(scenario, seats: 1));
        await scenario.Later(Duration.FromDays(335));
        (await scenario.StatusOf("O-202710-000001")).Should().Be(OrderStatus.OnCreditHold);
        await scenario.Later(Duration.FromDays(40));
        (await scenario.StatusOf("O-202710-000001")).Should().Be(OrderStatus.Cancelled);
        (await State(scenario)).Ended.Should().Be(ContractEnd.Expired);
    }

    [Fact]
    public async Task Notice_in_time_stops_the_renewal()
    {
        var scenario = await OrderScenario.Open();
        await Accepted(scenario, await Auto(scenario, seats: 1));
        await scenario.Shop.Done(
            scenario.Log.Decide(
                new DecisionRequest(
                    "Terminate",
                    Actor.System,
                    [StreamId.Of<Contract>(First)],
                    session =>
                        session.Decide<Contract>(First, c => c.Terminate("I-1", new LocalDate(2027, 10, 16), null))
                            is { } refused
                            ? refused
                            : DecisionResult.Done
                ),
                default
            )
        );
        await scenario.Later(Duration.FromDays(400));
        (await Types(scenario)).Should().Equal("contract.started", "contract.termination_agreed", "contract.ended");
        (await State(scenario)).Ended.Should().Be(ContractEnd.Terminated);
        scenario.Mailbox.All.Single(m => m.Subject.Contains("解約")).ShouldBeGolden("contract-terminating");
    }

    private static async Task<string> Auto(OrderScenario scenario, int seats)
    {
        await scenario.Shop.Done(
            scenario.Shop.Add(
                "jidou",
                [
                    new(
                        "standard",
                        "スタンダード",
                        1000,
                        12,
                        SoleProprietorAllowed: true,
                        Delivery: Delivery.ByOperator,
                        TerminationPolicy: Renewing
                    ),
                ]
            )
        );
        return await scenario.Quote(seats, "jidou.standard");
    }

    private static async Task Accepted(OrderScenario scenario, string quote)
    {
        await scenario.Shop.Done(scenario.Place(new(PaymentMethod.OnAccount, quote)));
        await scenario.Settle();
    }

    private static async Task<Contract> State(OrderScenario scenario) =>
        (await scenario.Log.Read(StreamId.Of<Contract>(First), default)).Aggregate(
            Contract.Initial,
            (contract, fact) => contract.Evolve(fact.Fact)
        );

    private static async Task<IEnumerable<string>> Types(OrderScenario scenario) =>
        (await scenario.Log.Read(StreamId.Of<Contract>(First), default)).Select(f => f.Type);

    private static IEnumerable<string> Subjects(OrderScenario scenario) =>
        scenario.Mailbox.All.Select(m => m.Subject).Where(s => s.Contains(First));
}
