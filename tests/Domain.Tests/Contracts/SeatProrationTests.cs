using FluentAssertions;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;
using Xunit;

namespace Store.Domain.Tests.Contracts;

public sealed class SeatProrationTests
{
    private static readonly ContractTerm Yearly = new(
        "O-1",
        new LocalDate(2025, 4, 1),
        new LocalDate(2026, 3, 31),
        12,
        10
    );

    /// <summary>Five seats at 1,500 yen join a year in the middle of its third month.</summary>
    [Theory]
    [InlineData(ProrationPolicy.FullMonthsFromNext, 9, 12, 67_500)]
    [InlineData(ProrationPolicy.FullMonthsFromCurrent, 10, 12, 75_000)]
    [InlineData(ProrationPolicy.Daily, 290, 365, 71_506)]
    [InlineData(ProrationPolicy.None, 12, 12, 90_000)]
    public void ORD_4_the_four_conventions(ProrationPolicy policy, int units, int of, long amountYen)
    {
        var day = new LocalDate(2025, 6, 15);
        SeatProration
            .Of(policy, 3, Yearly, day, 5, 1500)
            .Should()
            .Be((new Proration(policy, 3, day, Yearly.ToOn, units, of), amountYen));
    }

    [Theory]
    [InlineData(2025, 4, 1, 11, 12, 365)]
    [InlineData(2025, 4, 30, 11, 12, 336)]
    [InlineData(2025, 5, 1, 10, 11, 335)]
    [InlineData(2026, 2, 28, 1, 2, 32)]
    [InlineData(2026, 3, 1, 1, 1, 31)]
    [InlineData(2026, 3, 31, 1, 1, 1)]
    public void The_edges_of_a_term(int year, int month, int day, int fromNext, int fromCurrent, int days)
    {
        Units(ProrationPolicy.FullMonthsFromNext).Should().Be(fromNext);
        Units(ProrationPolicy.FullMonthsFromCurrent).Should().Be(fromCurrent);
        Units(ProrationPolicy.Daily).Should().Be(days);

        int Units(ProrationPolicy policy) =>
            SeatProration.Of(policy, 1, Yearly, new LocalDate(year, month, day), 1, 1000).Proration.Units;
    }

    [Fact]
    public void Months_of_a_term_are_its_own_and_not_the_calendars()
    {
        var term = new ContractTerm("O-1", new LocalDate(2025, 1, 31), new LocalDate(2025, 4, 29), 3, 1);
        Units(new LocalDate(2025, 2, 27)).Should().Be((2, 3));
        Units(new LocalDate(2025, 2, 28)).Should().Be((1, 2));
        Units(new LocalDate(2025, 4, 29)).Should().Be((1, 1));

        (int, int) Units(LocalDate day) =>
            (
                SeatProration.Of(ProrationPolicy.FullMonthsFromNext, 1, term, day, 1, 1).Proration.Units,
                SeatProration.Of(ProrationPolicy.FullMonthsFromCurrent, 1, term, day, 1, 1).Proration.Units
            );
    }

    [Fact]
    public void Seats_join_within_a_term_only()
    {
        var outside = () => SeatProration.Of(ProrationPolicy.Daily, 1, Yearly, Yearly.ToOn.PlusDays(1), 1, 1);
        outside.Should().Throw<ArgumentOutOfRangeException>();
    }
}
