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
        var floor = await OrderFloor.Open();
        await Accepted(floor, await floor.Quote());
        foreach (var days in (int[])[274, 1, 29, 1, 30, 29, 1, 0])
        {
            await floor.Later(Duration.FromDays(days));
        }

        (await Types(floor))
            .Should()
            .Equal("contract.started", "contract.reminded", "contract.reminded", "contract.reminded", "contract.ended");
        Subjects(floor)
            .Should()
            .Equal(
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（90日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（60日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約満了日のお知らせ（30日前）（{First}）",
                $"【ITreviewオンラインストア】ご契約終了のお知らせ（{First}）"
            );
        floor.Mailbox.All.Single(m => m.Subject.Contains("30日前")).ShouldBeGolden("contract-reminded");
        floor.Mailbox.All.Single(m => m.Subject.Contains("終了の")).ShouldBeGolden("contract-ended");
    }

    [Fact]
    public async Task Whoever_looks_only_after_the_end_is_told_of_the_end_alone()
    {
        var floor = await OrderFloor.Open();
        await Accepted(floor, await floor.Quote());
        await floor.Later(Duration.FromDays(800));
        (await Types(floor)).Should().Equal("contract.started", "contract.ended");
    }

    [Fact]
    public async Task A_contract_that_renews_by_itself_orders_its_next_term_when_the_notice_is_over()
    {
        var floor = await OrderFloor.Open();
        await Accepted(floor, await Auto(floor, seats: 2));
        // The year ends on 2027-11-15; notice is due through 2027-10-16.
        await floor.Later(Duration.FromDays(334));
        (await Types(floor)).Should().NotContain("contract.renewal_ordered");
        await floor.Later(Duration.FromDays(1));

        (await Types(floor)).Should().ContainInOrder("contract.renewal_ordered", "contract.renewed");
        var order = await floor.StateOf("O-202710-000001");
        (order.Status, order.Placed!.ContractId, order.Placed.TotalYen, order.StartsOn)
            .Should()
            .Be((OrderStatus.Accepted, First, 26_400, new LocalDate(2027, 11, 16)));
        floor.Mailbox.All.Single(m => m.Subject.Contains("自動更新")).ShouldBeGolden("contract-renewal-ordered");

        // 2028 is a leap year.
        await floor.Later(Duration.FromDays(366));
        (await floor.StateOf("O-202810-000001")).Status.Should().Be(OrderStatus.Accepted);
        (await State(floor)).EndsOn.Should().Be(new LocalDate(2029, 11, 15));
    }

    [Fact]
    public async Task Whoever_looks_only_after_the_end_finds_the_next_term_ordered_and_nothing_ended()
    {
        var floor = await OrderFloor.Open();
        await Accepted(floor, await Auto(floor, seats: 1));
        await floor.Later(Duration.FromDays(380));
        (await Types(floor)).Should().Equal("contract.started", "contract.renewal_ordered", "contract.renewed");
        await floor.Later(Duration.FromDays(2));
        (await State(floor)).Ended.Should().BeNull();
    }

    [Fact]
    public async Task An_erased_account_renews_nothing_and_its_contract_runs_out()
    {
        var floor = await OrderFloor.Open();
        await Accepted(floor, await Auto(floor, seats: 1));
        await floor.Counter.Erase(OrderFloor.Buyer);
        await floor.Later(Duration.FromDays(335));
        (await Types(floor)).Should().NotContain("contract.renewal_ordered");
        await floor.Later(Duration.FromDays(40));
        (await State(floor)).Ended.Should().Be(ContractEnd.Expired);
    }

    [Fact]
    public async Task A_renewal_over_the_credit_line_is_held_like_any_order_and_the_contract_ends_without_it()
    {
        var floor = await OrderFloor.Open(limitYen: 20_000);
        await Accepted(floor, await Auto(floor, seats: 1));
        await floor.Later(Duration.FromDays(335));
        (await floor.StatusOf("O-202710-000001")).Should().Be(OrderStatus.OnCreditHold);
        await floor.Later(Duration.FromDays(40));
        (await floor.StatusOf("O-202710-000001")).Should().Be(OrderStatus.Cancelled);
        (await State(floor)).Ended.Should().Be(ContractEnd.Expired);
    }

    [Fact]
    public async Task Notice_in_time_stops_the_renewal()
    {
        var floor = await OrderFloor.Open();
        await Accepted(floor, await Auto(floor, seats: 1));
        await floor.Counter.Done(
            floor.Log.Decide(
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
        await floor.Later(Duration.FromDays(400));
        (await Types(floor)).Should().Equal("contract.started", "contract.termination_agreed", "contract.ended");
        (await State(floor)).Ended.Should().Be(ContractEnd.Terminated);
        floor.Mailbox.All.Single(m => m.Subject.Contains("解約")).ShouldBeGolden("contract-terminating");
    }

    private static async Task<string> Auto(OrderFloor floor, int seats)
    {
        await floor.Counter.Done(
            floor.Counter.Add(
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
        return await floor.Quote(seats, "jidou.standard");
    }

    private static async Task Accepted(OrderFloor floor, string quote)
    {
        await floor.Counter.Done(floor.Place(new(PaymentMethod.OnAccount, quote)));
        await floor.Settle();
    }

    private static async Task<Contract> State(OrderFloor floor) =>
        (await floor.Log.Read(StreamId.Of<Contract>(First), default)).Aggregate(
            Contract.Initial,
            (contract, fact) => contract.Evolve(fact.Fact)
        );

    private static async Task<IEnumerable<string>> Types(OrderFloor floor) =>
        (await floor.Log.Read(StreamId.Of<Contract>(First), default)).Select(f => f.Type);

    private static IEnumerable<string> Subjects(OrderFloor floor) =>
        floor.Mailbox.All.Select(m => m.Subject).Where(s => s.Contains(First));
}
