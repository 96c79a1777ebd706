using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Domain.Calendar;
using Xunit;

namespace Store.Domain.Tests.Calendar;

public class TokyoTimeTests
{
    [Theory]
    [InlineData("2026-04-30T23:59:59+09:00", 2026, 4)]
    [InlineData("2026-04-30T23:59:59.999999999+09:00", 2026, 4)]
    [InlineData("2026-05-01T00:00:00+09:00", 2026, 5)]
    [InlineData("2026-04-30T15:00:00+00:00", 2026, 5)]
    [InlineData("2026-04-30T14:59:59+00:00", 2026, 4)]
    [InlineData("2026-12-31T15:00:00+00:00", 2027, 1)]
    [InlineData("2028-02-29T14:59:59+00:00", 2028, 2)]
    public void An_order_belongs_to_the_month_that_Tokyo_shows(string instant, int year, int month)
    {
        TokyoTime.MonthOf(Parse(instant)).Should().Be(new YearMonth(year, month));
    }

    [Fact]
    public void A_day_begins_and_ends_at_midnight_in_Tokyo()
    {
        LocalDate day = new(2026, 4, 30);

        TokyoTime.StartOf(day).Should().Be(Parse("2026-04-29T15:00:00+00:00"));
        TokyoTime.EndOf(day).Should().Be(Parse("2026-04-30T15:00:00+00:00"));
        TokyoTime.DateOf(TokyoTime.StartOf(day)).Should().Be(day);
        TokyoTime.DateOf(TokyoTime.EndOf(day) - Duration.Epsilon).Should().Be(day);
    }

    [Fact]
    public void A_month_ends_where_the_next_begins()
    {
        YearMonth april = new(2026, 4);

        TokyoTime.EndOf(april).Should().Be(TokyoTime.StartOf(new YearMonth(2026, 5)));
        TokyoTime.MonthOf(TokyoTime.StartOf(april)).Should().Be(april);
        TokyoTime.MonthOf(TokyoTime.EndOf(april) - Duration.Epsilon).Should().Be(april);
    }

    private static Instant Parse(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant();
}
