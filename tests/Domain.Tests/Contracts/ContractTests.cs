using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Xunit;

namespace Store.Domain.Tests.Contracts;

public sealed class ContractTests
{
    private const string Buyer = "account-1";

    private static readonly LocalDate Start = new(2025, 4, 1);

    private static readonly LocalDate End = new(2026, 3, 31);

    [Fact]
    public void A_contract_starts_with_its_order_line_and_once() =>
        Facts(Contract.Initial.Start(Buyer, "O-1", Line(), Start))
            .Should()
            .Equal(new ContractStarted(Buyer, "O-1", Line(), Start, End));

    [Fact]
    public void The_same_order_starts_nothing_twice() =>
        Running().Start(Buyer, "O-1", Line(), Start).Should().Be(Decision.Nothing);

    [Fact]
    public void Months_are_clamped_and_come_back_to_the_day_they_began_on()
    {
        var monthly = Line() with { TermMonths = 1 };
        var contract = Given(
            new ContractStarted(Buyer, "O-1", monthly, new LocalDate(2026, 1, 31), new LocalDate(2026, 2, 27))
        );
        var (from, to) = contract.NextTerm(1);
        (from, to).Should().Be((new LocalDate(2026, 2, 28), new LocalDate(2026, 3, 30)));
        contract = contract.Evolve(new ContractRenewed("O-2", monthly, from, to));
        contract.NextTerm(1).Should().Be((new LocalDate(2026, 3, 31), new LocalDate(2026, 4, 29)));
        ContractTerm.LastDay(new LocalDate(2024, 1, 31), 1).Should().Be(new LocalDate(2024, 2, 28));
    }

    [Fact]
    public void ORD_4_a_renewal_follows_the_last_term_exactly_once()
    {
        var renewed = new ContractRenewed("O-2", Line(), End.PlusDays(1), new LocalDate(2027, 3, 31));
        Facts(Running().Take("O-2", Line(), Start)).Should().Equal(renewed);
        Given(Started, renewed).Take("O-2", Line(), Start).Should().Be(Decision.Nothing);
        Given(Started, renewed).EndsOn.Should().Be(new LocalDate(2027, 3, 31));
    }

    [Fact]
    public void ORD_4_added_seats_join_until_the_end_of_their_term_exactly_once()
    {
        var line = AddedLine(5, new LocalDate(2025, 6, 15));
        var added = new SeatsAdded("O-2", line, 5, new LocalDate(2025, 6, 20), End);
        Facts(Running().Take("O-2", line, new LocalDate(2025, 6, 20))).Should().Equal(added);
        var contract = Given(Started, added);
        contract.Take("O-2", line, new LocalDate(2025, 6, 20)).Should().Be(Decision.Nothing);
        contract.SeatsOn(new LocalDate(2025, 6, 19)).Should().Be(10);
        contract.SeatsOn(new LocalDate(2025, 6, 20)).Should().Be(15);
        contract.SeatsOn(End).Should().Be(15);
        contract.SeatsOn(End.PlusDays(1)).Should().Be(0);
    }

    [Fact]
    public void A_cancelled_order_takes_back_what_it_brought()
    {
        var added = new SeatsAdded("O-2", AddedLine(5, Start), 5, Start, End);
        Facts(Given(Started, added).Undo("O-2")).Should().Equal(new ContractOrderUndone("O-2"));
        var after = Given(Started, added, new ContractOrderUndone("O-2"));
        after.SeatsOn(Start).Should().Be(10);
        after.Undo("O-2").Should().Be(Decision.Nothing);
    }

    [Fact]
    public void The_order_that_began_the_contract_ends_it_when_it_is_cancelled()
    {
        Facts(Running().Undo("O-1"))
            .Should()
            .Equal(new ContractOrderUndone("O-1"), new ContractEnded(Start, ContractEnd.Undone));
        var undone = Given(Started, new ContractOrderUndone("O-1"), new ContractEnded(Start, ContractEnd.Undone));
        undone.SeatsOn(Start).Should().Be(0);
        undone.Undo("O-1").Should().Be(Decision.Nothing);
        undone.RefuseOffer(Buyer).Should().Be(ContractRefusals.Ended);
    }

    [Fact]
    public void A_term_that_another_follows_cannot_be_taken_back()
    {
        var renewed = new ContractRenewed("O-2", Line(), End.PlusDays(1), new LocalDate(2027, 3, 31));
        Given(Started, renewed).RefuseUndo("O-1").Should().Be(ContractRefusals.Followed);
        Given(Started, renewed).Undo("O-1").Refused.Should().Be(ContractRefusals.Followed);
        var undone = Given(Started, renewed, new ContractOrderUndone("O-2"));
        undone.EndsOn.Should().Be(End);
        undone.NextTerm(12).Should().Be((End.PlusDays(1), new LocalDate(2027, 3, 31)));
    }

    [Fact]
    public void ORD_5_notice_in_time_ends_the_contract_with_its_term()
    {
        var policy = new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, NoticeDays: 30, null);
        var contract = Running(policy);
        var last = new LocalDate(2026, 3, 1);
        Facts(contract.Terminate("I-1", last, null)).Should().Equal(new TerminationAgreed("I-1", last, End, 1));
    }

    [Fact]
    public void ORD_5_late_notice_is_refused_with_the_earliest_day_that_is_left()
    {
        var policy = new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, NoticeDays: 30, null);
        var late = new LocalDate(2026, 3, 2);
        var refused = Running(policy).Terminate("I-1", late, End).Refused!;
        refused.Code.Should().Be("contract.notice_too_late");
        refused.Details["earliestEndOn"].Should().Be(new LocalDate(2027, 3, 31));
        Facts(Running(policy).Terminate("I-1", late, null))
            .Should()
            .Equal(new TerminationAgreed("I-1", late, new LocalDate(2027, 3, 31), 1));
    }

    [Theory]
    [InlineData(2026, 2, 20, 2026, 3, 31)]
    [InlineData(2026, 2, 21, 2027, 3, 31)]
    public void ORD_5_notice_by_a_day_of_the_month_before(
        int year,
        int month,
        int day,
        int endYear,
        int endMonth,
        int endDay
    )
    {
        var policy = new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, null, NoticeDayOfMonth: 20);
        policy.NoticeBy(End).Should().Be(new LocalDate(2026, 2, 20));
        Running(policy)
            .EarliestEnd(new LocalDate(year, month, day))
            .Should()
            .Be(new LocalDate(endYear, endMonth, endDay));
    }

    [Fact]
    public void ORD_5_in_the_middle_of_a_term_only_where_the_policy_allows_it()
    {
        var day = new LocalDate(2025, 6, 1);
        var free = Running(new TerminationPolicy(AutoRenew: false, MidTermAllowed: true, NoticeDays: 30, null));
        free.EarliestEnd(day).Should().Be(new LocalDate(2025, 7, 1));
        free.EarliestEnd(new LocalDate(2026, 3, 20)).Should().Be(End);
        var byMonth = Running(new TerminationPolicy(false, MidTermAllowed: true, null, NoticeDayOfMonth: 20));
        byMonth.EarliestEnd(new LocalDate(2025, 6, 20)).Should().Be(new LocalDate(2025, 7, 31));
        byMonth.EarliestEnd(new LocalDate(2025, 6, 21)).Should().Be(new LocalDate(2025, 8, 31));
        Running(new TerminationPolicy(AutoRenew: false, MidTermAllowed: false, null, null))
            .EarliestEnd(day)
            .Should()
            .Be(End);
    }

    [Fact]
    public void A_contract_is_terminated_once_and_not_extended_after_that()
    {
        var ending = Given(Started, new TerminationAgreed("I-1", Start, End, 1));
        ending.Terminate("I-2", Start, null).Refused.Should().Be(ContractRefusals.Terminating);
        ending.RefuseOffer(Buyer).Should().Be(ContractRefusals.Terminating);
        ending.RenewsByItself(End).Should().BeFalse();
        Facts(ending.End(End.PlusDays(1))).Should().Equal(new ContractEnded(End, ContractEnd.Terminated));
    }

    [Fact]
    public void ORD_4_A_renewal_accepted_after_notice_stands_and_one_by_policy_changes_no_notice()
    {
        var next = new LocalDate(2027, 3, 31);
        var noticed = new TerminationAgreed("I-1", Start, next, 1);
        var renewed = new ContractRenewed("O-2", Line(), End.PlusDays(1), next);
        Given(Started, noticed, renewed).Termination.Should().BeNull("whoever pays for a term has it");
        Given(Started, noticed, new ContractRenewalOrdered("O-2", End.PlusDays(1)), renewed)
            .Termination.Should()
            .Be(new Termination("I-1", next));
    }

    [Fact]
    public void A_contract_expires_after_its_last_day_and_once()
    {
        Running().End(End).Should().Be(Decision.Nothing);
        Facts(Running().End(End.PlusDays(1))).Should().Equal(new ContractEnded(End, ContractEnd.Expired));
        Given(Started, new ContractEnded(End, ContractEnd.Expired)).End(End.PlusDays(2)).Should().Be(Decision.Nothing);
    }

    [Fact]
    public void It_renews_by_itself_only_where_its_policy_says_so_and_after_the_notice_is_over()
    {
        var policy = new TerminationPolicy(AutoRenew: true, MidTermAllowed: false, NoticeDays: 30, null);
        Running(policy).OrderRenewal("O-2", new LocalDate(2026, 3, 1)).Should().Be(Decision.Nothing);
        var ordered = new ContractRenewalOrdered("O-2", End.PlusDays(1));
        Facts(Running(policy).OrderRenewal("O-2", new LocalDate(2026, 3, 2))).Should().Equal(ordered);
        Running(policy).Evolve(ordered).OrderRenewal("O-3", End).Should().Be(Decision.Nothing);
        Running().OrderRenewal("O-2", End).Should().Be(Decision.Nothing);
    }

    [Fact]
    public void It_reminds_once_for_each_number_of_days_and_again_for_a_new_end()
    {
        var reminded = new ContractReminded(90, End);
        Facts(Running().Remind(90, End)).Should().Equal(reminded);
        Given(Started, reminded).Remind(90, End).Should().Be(Decision.Nothing);
        Facts(Given(Started, reminded).Remind(60, End)).Should().ContainSingle();
        Running().Remind(90, End.PlusDays(1)).Should().Be(Decision.Nothing);
        var renewed = new ContractRenewed("O-2", Line(), End.PlusDays(1), new LocalDate(2027, 3, 31));
        Facts(Given(Started, reminded, renewed).Remind(90, new LocalDate(2027, 3, 31))).Should().ContainSingle();
    }

    [Fact]
    public void ORD_3_a_contract_of_another_channel_is_continued_from_its_own_end()
    {
        var elsewhere = new ContractRegistered(
            Buyer,
            "代理店",
            "A-77",
            Line(),
            new LocalDate(2025, 4, 10),
            new LocalDate(2025, 9, 30)
        );
        var contract = Given(elsewhere);
        contract.Terms.Should().ContainSingle(t => t.Months == 6);
        contract.NextTerm(12).Should().Be((new LocalDate(2025, 10, 1), new LocalDate(2026, 9, 30)));
    }

    [Fact]
    public void Another_accounts_contract_is_not_found()
    {
        Running().RefuseOffer("account-2").Should().Be(ContractRefusals.NotFound);
        Contract.Initial.RefuseOffer(Buyer).Should().Be(ContractRefusals.NotFound);
        Contract.Initial.Terminate("I-1", Start, null).Refused.Should().Be(ContractRefusals.NotFound);
        Contract.Initial.Take("O-1", Line(), Start).Refused.Should().Be(ContractRefusals.NotFound);
    }

    internal static AgreedLine Line(int seats = 10, TerminationPolicy? policy = null) =>
        new(
            "kanri-cloud.standard",
            "kanri-cloud",
            "管理クラウド",
            "スタンダード",
            "株式会社メーカー",
            seats,
            1500,
            12,
            1500L * seats * 12,
            10,
            true,
            Delivery.Immediately,
            CancellationPolicy.OperatorDecides,
            12,
            policy ?? new TerminationPolicy(false, false, null, null),
            ProrationPolicy.FullMonthsFromNext,
            1
        );

    private static AgreedLine AddedLine(int seats, LocalDate fromOn)
    {
        var term = Running().TermOn(fromOn)!;
        var (proration, amount) = SeatProration.Of(ProrationPolicy.Daily, 1, term, fromOn, seats, 1500);
        return Line(seats) with { Months = null, AmountYen = amount, Proration = proration };
    }

    private static ContractStarted Started => new(Buyer, "O-1", Line(), Start, End);

    private static Contract Running(TerminationPolicy? policy = null) =>
        Given(Started with { Line = Line(policy: policy) });

    private static Contract Given(params Fact[] facts) =>
        facts.Aggregate(Contract.Initial, (state, fact) => state.Evolve(fact));

    private static IReadOnlyList<Fact> Facts(Decision decision)
    {
        decision.Refused.Should().BeNull();
        return decision.Facts;
    }
}
