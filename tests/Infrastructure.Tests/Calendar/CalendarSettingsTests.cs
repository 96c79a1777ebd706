using FluentAssertions;
using Microsoft.Extensions.Configuration;
using NodaTime;
using Store.Domain.Calendar;
using Store.Domain.Payments;
using Store.Infrastructure.Calendar;
using Store.Infrastructure.Support;
using Xunit;

namespace Store.Infrastructure.Tests.Calendar;

public sealed class CalendarSettingsTests
{
    [Fact]
    public void Without_settings_the_rules_hold() =>
        CalendarServices.HolidaysOf(With()).Of(2031).Should().Equal(NationalHolidays.ByRule.Of(2031));

    [Fact]
    public void An_equinox_that_the_gazette_moves_is_added_and_removed()
    {
        var holidays = CalendarServices.HolidaysOf(With(("Added:2031-03-20", "春分の日"), ("Removed:0", "2031-03-21")));

        holidays.NameOf(new LocalDate(2031, 3, 20)).Should().Be("春分の日");
        holidays.Contains(new LocalDate(2031, 3, 21)).Should().BeFalse();
    }

    [Fact]
    public void The_desks_hours_follow_the_corrected_calendar()
    {
        var noon = Instant.FromUtc(2026, 9, 2, 3, 0);
        var desks = SupportServices.DesksOf(With(("Added:2026-09-02", "臨時の祝日")), "https://store.example");

        desks.IsOpen(PaymentMethod.OnAccount, noon).Should().BeFalse("NP is closed on holidays");
        desks.IsOpen(PaymentMethod.OnAccount, noon + Duration.FromDays(1)).Should().BeTrue();
    }

    [Theory]
    [InlineData("Added:2026-02-30", "臨時の祝日")]
    [InlineData("Added:tomorrow", "臨時の祝日")]
    [InlineData("Added:2026-09-02", " ")]
    [InlineData("Added:2100-01-04", "臨時の祝日")]
    [InlineData("Removed:0", "2026-09-24")]
    [InlineData("Removed:0", "")]
    [InlineData("Moved:0", "2026-09-23")]
    public void What_cannot_be_meant_so_stops_the_start(string name, string value)
    {
        var read = () => CalendarServices.HolidaysOf(With((name, value)));

        read.Should().Throw<InvalidOperationException>().WithMessage("*Store:Calendar*");
    }

    private static IConfiguration With(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create($"Store:Calendar:{s.Name}", (string?)s.Value))
            )
            .Build();
}
