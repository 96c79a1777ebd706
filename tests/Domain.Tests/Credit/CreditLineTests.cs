using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Store.Domain.Credit;
using Xunit;

namespace Store.Domain.Tests.Credit;

public sealed class CreditLineTests
{
    private const string Order = "O-202604-000001";

    private static CreditLine Given(params Fact[] facts) =>
        facts.Aggregate(CreditLine.Initial, (line, fact) => line.Evolve(fact));

    [Fact]
    public void NP_4_A_line_is_opened_by_a_fact() =>
        CreditLine.Initial.Open(300_000, "setting").Facts.Should().Equal(new CreditLineOpened(300_000, "setting"));

    [Fact]
    public void Opening_a_line_twice_records_nothing() =>
        Given(new CreditLineOpened(300_000, "setting")).Open(500_000, "again").Should().Be(Decision.Nothing);

    [Fact]
    public void NP_4_A_limit_is_set_for_one_buyer()
    {
        var line = Given(new CreditLineOpened(300_000, "setting"));
        line.SetLimit(800_000, "決算書を確認").Facts.Should().Equal(new CreditLineLimitSet(800_000, "決算書を確認"));
        line.SetLimit(300_000, "same").Should().Be(Decision.Nothing);
        CreditLine.Initial.SetLimit(1, "unknown").Refused.Should().Be(CreditRefusals.LineNotFound);
    }

    [Fact]
    public void ORD_6_The_last_yen_of_a_line_can_be_reserved_and_not_one_more()
    {
        var line = Given(new CreditLineOpened(1_000, "setting"), new CreditReserved("O-1", 400));
        line.Reserve(Order, 600).Facts.Should().Equal(new CreditReserved(Order, 600));
        var refused = line.Reserve(Order, 601).Refused!;
        refused.Code.Should().Be("credit.insufficient");
        refused.Details.Should().Contain("availableYen", 600L).And.Contain("requiredYen", 601L);
    }

    [Fact]
    public void Reserved_becomes_used_and_used_is_released()
    {
        var line = Given(new CreditLineOpened(1_000, "setting"), new CreditReserved(Order, 400));
        (line.ReservedYen, line.UsedYen, line.AvailableYen).Should().Be((400, 0, 600));
        line = line.Evolve(line.Use(Order, 400).Facts[0]);
        (line.ReservedYen, line.UsedYen, line.AvailableYen).Should().Be((0, 400, 600));
        line = line.Evolve(line.Release(Order, 400, CreditShare.Used).Facts[0]);
        (line.ReservedYen, line.UsedYen, line.AvailableYen).Should().Be((0, 0, 1_000));
    }

    [Fact]
    public void Only_a_lowered_limit_leaves_orders_over_it()
    {
        var line = Given(
            new CreditLineOpened(1_000, "setting"),
            new CreditReserved(Order, 900),
            new CreditLineLimitSet(600, "lowered")
        );
        (line.AvailableYen, line.OverLimitYen).Should().Be((0, 300));
        line.Reserve("O-2", 1).Refused.Should().NotBeNull();
    }

    [Fact]
    public void Giving_back_what_nobody_holds_is_a_bug() =>
        FluentActions
            .Invoking(() => Given(new CreditLineOpened(1_000, "setting"), new CreditUsed(Order, 1)))
            .Should()
            .Throw<InvalidOperationException>();

    [Fact]
    public void R5_Reserved_used_available_and_over_limit_always_add_up_to_the_limit()
    {
        const ulong seed = 20260430;
        Console.WriteLine($"CreditLine property: seed {seed}");
        Prop.ForAll<int[]>(numbers =>
            {
                var line = Given(new CreditLineOpened(10_000, "setting"));
                foreach (var number in numbers)
                {
                    var amount = 1 + (Math.Abs((long)number) % 4_000);
                    var decision = (Math.Abs((long)number) / 7 % 5) switch
                    {
                        0 or 1 => line.Reserve(Order, amount),
                        2 when line.ReservedYen > 0 => line.Use(Order, Math.Min(amount, line.ReservedYen)),
                        3 when line.UsedYen > 0 => line.Release(Order, line.UsedYen, CreditShare.Used),
                        _ => line.SetLimit(amount, null),
                    };
                    line = decision.Facts.Aggregate(line, (state, fact) => state.Evolve(fact));
                    if (line.ReservedYen + line.UsedYen + line.AvailableYen - line.OverLimitYen != line.LimitYen)
                    {
                        return false;
                    }
                }

                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithReplay(seed, 1).WithMaxTest(500));
    }
}
