using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Domain.Calendar;
using Store.Domain.Support;
using Xunit;

namespace Store.Domain.Tests.Support;

public sealed class OpeningHoursTests
{
    private static readonly OpeningHours Hours = new(
        new LocalTime(10, 0),
        new LocalTime(17, 0),
        BusinessCalendar.NetProtections(NationalHolidays.ByRule)
    );

    [Theory]
    [InlineData("2026-11-16T09:59:59.999999999", false, "a nanosecond before opening")]
    [InlineData("2026-11-16T10:00:00", true, "the opening instant counts")]
    [InlineData("2026-11-16T16:59:59.999999999", true, "a nanosecond before closing")]
    [InlineData("2026-11-16T17:00:00", false, "the closing instant does not count")]
    [InlineData("2026-11-16T00:00:00", false, "at night")]
    [InlineData("2026-11-14T12:00:00", false, "a Saturday")]
    [InlineData("2026-11-15T12:00:00", false, "a Sunday")]
    [InlineData("2026-11-23T12:00:00", false, "Labour Thanksgiving Day")]
    [InlineData("2026-12-28T12:00:00", true, "the last day of work in the year")]
    [InlineData("2026-12-29T12:00:00", false, "Net Protections is closed, though banks are not")]
    [InlineData("2026-12-30T12:00:00", false, "the same")]
    [InlineData("2027-01-01T12:00:00", false, "New Year")]
    [InlineData("2028-01-03T12:00:00", false, "a Monday that is no national holiday")]
    [InlineData("2027-01-04T12:00:00", true, "the first day of work in the year")]
    public void SUP_1_The_desk_answers_from_ten_to_five_in_Tokyo_on_its_days(string tokyo, bool open, string because)
    {
        var instant = LocalDateTimePattern
            .ExtendedIso.Parse(tokyo)
            .Value.InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Tokyo"])
            .ToInstant();

        Hours.IncludeInstant(instant).Should().Be(open, because);
    }
}
