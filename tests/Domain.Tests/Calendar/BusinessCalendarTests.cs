using FluentAssertions;
using NodaTime;
using Store.Domain.Calendar;
using Xunit;

namespace Store.Domain.Tests.Calendar;

public class BusinessCalendarTests
{
    private static readonly BusinessCalendar Bank = BusinessCalendar.Bank(NationalHolidays.ByRule);
    private static readonly BusinessCalendar NetProtections = BusinessCalendar.NetProtections(NationalHolidays.ByRule);

    [Fact]
    public void At_the_turn_of_the_year_banks_work_two_days_longer()
    {
        LocalDate from = new(2025, 12, 26);
        LocalDate[] days = [.. Enumerable.Range(0, 12).Select(from.PlusDays)];

        days.Where(Bank.IsBusinessDay)
            .Should()
            .Equal(
                (LocalDate[])[new(2025, 12, 26), new(2025, 12, 29), new(2025, 12, 30), new(2026, 1, 5), new(2026, 1, 6)]
            );
        days.Where(NetProtections.IsBusinessDay)
            .Should()
            .Equal((LocalDate[])[new(2025, 12, 26), new(2026, 1, 5), new(2026, 1, 6)]);
    }

    [Fact]
    public void A_debit_of_27_December_2025_is_moved_to_a_day_on_which_only_banks_work()
    {
        LocalDate saturday = new(2025, 12, 27);

        Bank.OnOrAfter(saturday).Should().Be(new LocalDate(2025, 12, 29));
        NetProtections.OnOrAfter(saturday).Should().Be(new LocalDate(2026, 1, 5));
    }

    [Fact]
    public void A_business_day_stays_where_it_is_and_never_counts_as_a_day_after_itself()
    {
        LocalDate friday = new(2026, 11, 20);

        Bank.OnOrAfter(friday).Should().Be(friday);
        Bank.BusinessDaysAfter(friday, 1).Should().Be(new LocalDate(2026, 11, 24), "the 23rd is a holiday");
        Bank.BusinessDaysAfter(friday, 2).Should().Be(new LocalDate(2026, 11, 25));
    }

    [Fact]
    public void Golden_week_is_passed_over()
    {
        NetProtections.BusinessDaysAfter(new LocalDate(2026, 4, 30), 1).Should().Be(new LocalDate(2026, 5, 1));
        NetProtections.BusinessDaysAfter(new LocalDate(2026, 4, 30), 2).Should().Be(new LocalDate(2026, 5, 7));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Business_days_are_counted_forward_from_one(int count)
    {
        var ask = () => Bank.BusinessDaysAfter(new LocalDate(2026, 4, 30), count);

        ask.Should().Throw<ArgumentOutOfRangeException>();
    }
}
