using FluentAssertions;
using NodaTime;
using Store.Domain.Accounts;
using Xunit;
using static Store.Domain.Accounts.DirectDebitStep;

namespace Store.Domain.Tests.Accounts;

public sealed class DirectDebitTests
{
    private static readonly LocalDate Day = new(2026, 11, 20);

    private static readonly DirectDebitStep[] ToActive = [Requested, FormSent, FormReceived, BankScreening, Active];

    [Fact]
    public void DD_1_to_DD_5_the_steps_follow_each_other_and_the_same_again_is_nothing()
    {
        DirectDebit? debit = null;
        foreach (var step in ToActive)
        {
            var moved = DirectDebit.Move(debit, To(step));
            moved.Facts.Should().ContainSingle();
            debit = DirectDebit.After(debit, (DirectDebitMoved)moved.Facts[0]);
            if (step != Requested)
            {
                DirectDebit.Move(debit, To(step)).Should().Be(Decision.Nothing);
            }
        }

        debit!.ActiveFrom.Should().Be(new YearMonth(2027, 1));
    }

    public static TheoryData<DirectDebitStep?, DirectDebitStep> Impossible
    {
        get
        {
            var data = new TheoryData<DirectDebitStep?, DirectDebitStep>();
            foreach (var now in Enum.GetValues<DirectDebitStep>().Select(s => (DirectDebitStep?)s).Append(null))
            {
                foreach (
                    var to in Enum.GetValues<DirectDebitStep>()
                        .Where(to => (to != now || to == Requested) && !Possible(now, to))
                )
                {
                    data.Add(now, to);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void No_step_is_left_out_and_one_debit_is_stopped_before_another(DirectDebitStep? now, DirectDebitStep to)
    {
        var refused = DirectDebit.Move(now is { } step ? new DirectDebit(step, Day) : null, To(to)).Refused!;
        refused.Code.Should().Be(to == Requested ? "direct_debit.under_way" : "direct_debit.out_of_order");
    }

    [Fact]
    public void DD_5_months_that_close_before_it_is_active_are_paid_by_transfer_and_those_after_a_stop_again()
    {
        var debit = After(ToActive);
        debit.Collects(new YearMonth(2026, 12)).Should().BeFalse();
        debit.Collects(new YearMonth(2027, 1)).Should().BeTrue();
        debit = DirectDebit.After(debit, To(StopRequested));
        debit.Collects(new YearMonth(2027, 2)).Should().BeTrue("a stop that was asked for has not happened yet");
        debit = DirectDebit.After(debit, To(Stopped) with { EffectiveFrom = new YearMonth(2027, 3) });
        debit.Collects(new YearMonth(2027, 2)).Should().BeTrue();
        debit.Collects(new YearMonth(2027, 3)).Should().BeFalse();
        DirectDebit.Move(debit, To(Requested)).Facts.Should().ContainSingle();
    }

    [Fact]
    public void A_change_names_its_first_closing_month_and_that_month_is_not_over()
    {
        var screened = After(ToActive[..^1]);
        DirectDebit
            .Move(screened, To(Active) with { EffectiveFrom = null })
            .Refused.Should()
            .Be(DirectDebitRefusals.MonthRequired);
        DirectDebit
            .Move(screened, To(Active) with { EffectiveFrom = new YearMonth(2026, 10) })
            .Refused.Should()
            .Be(DirectDebitRefusals.MonthOver);
        DirectDebit
            .Move(screened, To(Active) with { EffectiveFrom = new YearMonth(2026, 11) })
            .Facts.Should()
            .ContainSingle();
    }

    [Fact]
    public void DD_4_the_two_months_are_an_estimate_from_the_day_the_form_came_back()
    {
        After(ToActive[..3]).EstimatedActiveOn.Should().Be(new LocalDate(2027, 1, 20));
        After(ToActive[..2]).EstimatedActiveOn.Should().BeNull();
        After(ToActive).EstimatedActiveOn.Should().BeNull("it is known by then");
    }

    private static bool Possible(DirectDebitStep? now, DirectDebitStep to) =>
        (now, to)
            is
                (null or Rejected or Stopped, Requested)
                or
                (Requested, FormSent or Rejected)
                or
                (FormSent, FormReceived or Rejected)
                or
                (FormReceived, BankScreening or Rejected)
                or
                (BankScreening, Active or Rejected)
                or
                (Active, StopRequested)
                or
                (StopRequested, Stopped);

    private static DirectDebit After(DirectDebitStep[] steps) =>
        steps.Aggregate((DirectDebit?)null, (debit, step) => DirectDebit.After(debit, To(step)))!;

    private static DirectDebitMoved To(DirectDebitStep step) => new(step, Day, new YearMonth(2027, 1));
}
