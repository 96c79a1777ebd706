using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Domain.Calendar;
using Xunit;

namespace Store.Domain.Tests.Calendar;

/// <summary>NP-5, NP-6, DD-2 and DD-3 as dates.</summary>
public class BillingScheduleTests
{
    [Theory]
    [InlineData("2024-12-31", "2025-01-08", "2025-01-31", "2025-01-31", "2025-01-27")]
    [InlineData("2025-01-31", "2025-02-05", "2025-02-28", "2025-02-28", "2025-02-27")]
    [InlineData("2025-03-31", "2025-04-03", "2025-04-30", "2025-04-30", "2025-04-28")]
    [InlineData("2025-04-30", "2025-05-07", "2025-05-31", "2025-06-02", "2025-05-27")]
    [InlineData("2025-05-31", "2025-06-04", "2025-06-30", "2025-06-30", "2025-06-27")]
    [InlineData("2025-07-31", "2025-08-05", "2025-08-31", "2025-09-01", "2025-08-27")]
    [InlineData("2025-08-31", "2025-09-03", "2025-09-30", "2025-09-30", "2025-09-29")]
    [InlineData("2025-10-31", "2025-11-06", "2025-11-30", "2025-12-01", "2025-11-27")]
    [InlineData("2025-11-30", "2025-12-03", "2025-12-31", "2026-01-05", "2025-12-29")]
    [InlineData("2025-12-31", "2026-01-07", "2026-01-31", "2026-02-02", "2026-01-27")]
    [InlineData("2026-04-30", "2026-05-08", "2026-05-31", "2026-06-01", "2026-05-27")]
    [InlineData("2026-08-31", "2026-09-03", "2026-09-30", "2026-09-30", "2026-09-28")]
    [InlineData("2027-01-31", "2027-02-03", "2027-02-28", "2027-03-01", "2027-03-01")]
    public void A_month_is_billed_on_these_dates(string closes, string issues, string due, string banking, string debit)
    {
        YearMonth month = Date(closes).ToYearMonth();

        BillingSchedule schedule = BillingSchedule.For(month, NationalHolidays.ByRule);

        schedule
            .Should()
            .Be(new BillingSchedule(month, Date(closes), Date(issues), Date(due), Date(banking), Date(debit)));
    }

    [Theory]
    [InlineData(2024, 2, "2024-02-29")]
    [InlineData(2026, 2, "2026-02-28")]
    [InlineData(2028, 2, "2028-02-29")]
    public void February_closes_on_its_last_day(int year, int month, string closes)
    {
        BillingSchedule.For(new YearMonth(year, month), NationalHolidays.ByRule).ClosesOn.Should().Be(Date(closes));
    }

    [Fact]
    public void Every_month_from_2020_to_2050_has_its_dates_in_order()
    {
        var bank = BusinessCalendar.Bank(NationalHolidays.ByRule);
        var netProtections = BusinessCalendar.NetProtections(NationalHolidays.ByRule);
        int months = 0;
        for (
            YearMonth month = BillingSchedule.FirstMonth;
            month <= BillingSchedule.LastMonth;
            month = month.PlusMonths(1)
        )
        {
            BillingSchedule schedule = BillingSchedule.For(month, NationalHolidays.ByRule);
            YearMonth following = month.PlusMonths(1);

            schedule.ClosesOn.PlusDays(1).Should().Be(following.OnDayOfMonth(1));
            schedule.IssuesOn.ToYearMonth().Should().Be(following);
            netProtections.IsBusinessDay(schedule.IssuesOn).Should().BeTrue();
            Enumerable
                .Range(1, schedule.IssuesOn.Day)
                .Count(day => bank.IsBusinessDay(following.OnDayOfMonth(day)))
                .Should()
                .Be(3, "from January on both calendars agree, in {0}", following);
            schedule.TransferDueOn.PlusDays(1).Should().Be(following.PlusMonths(1).OnDayOfMonth(1));
            schedule.TransferLastBankingDayOn.Should().BeGreaterThanOrEqualTo(schedule.TransferDueOn);
            bank.IsBusinessDay(schedule.TransferLastBankingDayOn).Should().BeTrue();
            schedule.DirectDebitOn.Should().BeGreaterThanOrEqualTo(following.OnDayOfMonth(27));
            bank.IsBusinessDay(schedule.DirectDebitOn).Should().BeTrue();
            months++;
        }

        months.Should().Be(31 * 12);
    }

    [Theory]
    [InlineData(2019, 12, false)]
    [InlineData(2020, 1, true)]
    [InlineData(2050, 12, true)]
    [InlineData(2051, 1, false)]
    public void Schedules_are_published_for_2020_to_2050_and_every_month_can_close(int year, int month, bool covered)
    {
        var asked = new YearMonth(year, month);

        BillingSchedule.Covers(asked).Should().Be(covered);
        BillingSchedule.For(asked, NationalHolidays.ByRule).Month.Should().Be(asked);
    }

    [Fact]
    public void A_holiday_added_before_the_issue_date_moves_it()
    {
        var corrected = new NationalHolidays(
            new HolidayCorrections(
                new Dictionary<LocalDate, string> { [new LocalDate(2026, 9, 2)] = "臨時の祝日" },
                new HashSet<LocalDate>()
            )
        );

        BillingSchedule.For(new YearMonth(2026, 8), corrected).IssuesOn.Should().Be(new LocalDate(2026, 9, 4));
    }

    private static LocalDate Date(string iso) => LocalDatePattern.Iso.Parse(iso).Value;
}
