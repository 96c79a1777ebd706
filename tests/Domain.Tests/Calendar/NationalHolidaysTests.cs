using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Domain.Calendar;
using Xunit;

namespace Store.Domain.Tests.Calendar;

public class NationalHolidaysTests
{
    [Theory]
    [InlineData(
        2018,
        "1/1 元日, 1/8 成人の日, 2/11 建国記念の日, 2/12 振替休日, 3/21 春分の日, 4/29 昭和の日, 4/30 振替休日, 5/3 憲法記念日, "
            + "5/4 みどりの日, 5/5 こどもの日, 7/16 海の日, 8/11 山の日, 9/17 敬老の日, 9/23 秋分の日, 9/24 振替休日, 10/8 体育の日, "
            + "11/3 文化の日, 11/23 勤労感謝の日, 12/23 天皇誕生日, 12/24 振替休日"
    )]
    [InlineData(
        2019,
        "1/1 元日, 1/14 成人の日, 2/11 建国記念の日, 3/21 春分の日, 4/29 昭和の日, 4/30 国民の休日, 5/1 即位の日, 5/2 国民の休日, "
            + "5/3 憲法記念日, 5/4 みどりの日, 5/5 こどもの日, 5/6 振替休日, 7/15 海の日, 8/11 山の日, 8/12 振替休日, 9/16 敬老の日, "
            + "9/23 秋分の日, 10/14 体育の日, 10/22 即位礼正殿の儀, 11/3 文化の日, 11/4 振替休日, 11/23 勤労感謝の日"
    )]
    [InlineData(
        2020,
        "1/1 元日, 1/13 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 2/24 振替休日, 3/20 春分の日, 4/29 昭和の日, 5/3 憲法記念日, "
            + "5/4 みどりの日, 5/5 こどもの日, 5/6 振替休日, 7/23 海の日, 7/24 スポーツの日, 8/10 山の日, 9/21 敬老の日, 9/22 秋分の日, "
            + "11/3 文化の日, 11/23 勤労感謝の日"
    )]
    [InlineData(
        2021,
        "1/1 元日, 1/11 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 3/20 春分の日, 4/29 昭和の日, 5/3 憲法記念日, 5/4 みどりの日, "
            + "5/5 こどもの日, 7/22 海の日, 7/23 スポーツの日, 8/8 山の日, 8/9 振替休日, 9/20 敬老の日, 9/23 秋分の日, 11/3 文化の日, "
            + "11/23 勤労感謝の日"
    )]
    [InlineData(
        2026,
        "1/1 元日, 1/12 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 3/20 春分の日, 4/29 昭和の日, 5/3 憲法記念日, 5/4 みどりの日, "
            + "5/5 こどもの日, 5/6 振替休日, 7/20 海の日, 8/11 山の日, 9/21 敬老の日, 9/22 国民の休日, 9/23 秋分の日, 10/12 スポーツの日, "
            + "11/3 文化の日, 11/23 勤労感謝の日"
    )]
    [InlineData(
        2027,
        "1/1 元日, 1/11 成人の日, 2/11 建国記念の日, 2/23 天皇誕生日, 3/21 春分の日, 3/22 振替休日, 4/29 昭和の日, 5/3 憲法記念日, "
            + "5/4 みどりの日, 5/5 こどもの日, 7/19 海の日, 8/11 山の日, 9/20 敬老の日, 9/23 秋分の日, 10/11 スポーツの日, 11/3 文化の日, "
            + "11/23 勤労感謝の日"
    )]
    public void A_year_has_exactly_these_holidays(int year, string holidays)
    {
        var names = NationalHolidays.ByRule.Of(year).Select(h => $"{h.Key.Month}/{h.Key.Day} {h.Value}");

        string.Join(", ", names).Should().Be(holidays);
    }

    [Fact]
    public void A_saturday_holiday_is_not_moved()
    {
        // 2024-11-23 is a Saturday.
        NationalHolidays.ByRule.Contains(new LocalDate(2024, 11, 23)).Should().BeTrue();
        NationalHolidays.ByRule.Contains(new LocalDate(2024, 11, 25)).Should().BeFalse();
    }

    [Fact]
    public void Every_sunday_holiday_is_made_up_for_by_the_next_day_that_is_none()
    {
        for (int year = NationalHolidays.FirstYear; year <= NationalHolidays.LastYear; year++)
        {
            var days = NationalHolidays.ByRule.Of(year);
            int onSunday = days.Count(d => d.Key.DayOfWeek == IsoDayOfWeek.Sunday && d.Value != "国民の休日");

            days.Count(d => d.Value == "振替休日").Should().Be(onSunday, $"in {year}");
            days.Should().NotContain(d => d.Value == "振替休日" && d.Key.DayOfWeek == IsoDayOfWeek.Sunday);
        }
    }

    [Theory]
    [InlineData(1980, 20, 23)]
    [InlineData(1999, 21, 23)]
    [InlineData(2012, 20, 22)]
    [InlineData(2023, 21, 23)]
    [InlineData(2024, 20, 22)]
    [InlineData(2025, 20, 23)]
    [InlineData(2026, 20, 23)]
    [InlineData(2027, 21, 23)]
    [InlineData(2099, 20, 23)]
    public void Equinoxes_are_forecast(int year, int march, int september)
    {
        Equinox.Vernal(year).Should().Be(new LocalDate(year, 3, march));
        Equinox.Autumnal(year).Should().Be(new LocalDate(year, 9, september));
    }

    [Fact]
    public void A_correction_moves_an_equinox_and_the_days_off_that_follow_from_it()
    {
        var corrected = new NationalHolidays(
            new HolidayCorrections(
                new Dictionary<LocalDate, string> { [new LocalDate(2026, 9, 22)] = "秋分の日" },
                new HashSet<LocalDate> { new(2026, 9, 23) }
            )
        );

        corrected.NameOf(new LocalDate(2026, 9, 22)).Should().Be("秋分の日");
        corrected.Contains(new LocalDate(2026, 9, 23)).Should().BeFalse();
        NationalHolidays.ByRule.NameOf(new LocalDate(2026, 9, 22)).Should().Be("国民の休日");
    }

    [Fact]
    public void A_holiday_added_on_a_sunday_brings_its_substitute()
    {
        LocalDate sunday = LocalDatePattern.Iso.Parse("2031-06-01").Value;
        var corrected = new NationalHolidays(
            new HolidayCorrections(
                new Dictionary<LocalDate, string> { [sunday] = "臨時の祝日" },
                new HashSet<LocalDate>()
            )
        );

        corrected.NameOf(sunday.PlusDays(1)).Should().Be("振替休日");
    }

    [Theory]
    [InlineData("2026-09-22", null)]
    [InlineData("2026-09-24", null)]
    [InlineData(null, "2100-01-04")]
    public void A_correction_that_must_be_mistyped_is_refused(string? removed, string? added)
    {
        LocalDate[] Dates(string? iso) => iso is null ? [] : [LocalDatePattern.Iso.Parse(iso).Value];
        var correct = () =>
            new NationalHolidays(
                new HolidayCorrections(Dates(added).ToDictionary(d => d, _ => "臨時の祝日"), Dates(removed).ToHashSet())
            );

        correct.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData(2015)]
    [InlineData(2100)]
    public void A_year_without_rules_is_not_guessed(int year)
    {
        var ask = () => NationalHolidays.ByRule.Contains(new LocalDate(year, 1, 1));

        ask.Should().Throw<ArgumentOutOfRangeException>();
    }
}
