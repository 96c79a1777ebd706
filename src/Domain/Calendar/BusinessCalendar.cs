using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// Which days someone works. Banks and Net Protections differ only at the end of December: banks debit and receive
/// until 12/30, Net Protections closes from 12/29.
/// </summary>
public sealed class BusinessCalendar
{
    private readonly NationalHolidays _holidays;
    private readonly int _firstDayOffInDecember;

    private BusinessCalendar(NationalHolidays holidays, int firstDayOffInDecember)
    {
        _holidays = holidays;
        _firstDayOffInDecember = firstDayOffInDecember;
    }

    /// <summary>Closed on Saturdays, Sundays, national holidays and 12/31–1/3 (銀行法施行令第5条).</summary>
    public static BusinessCalendar Bank(NationalHolidays holidays) => new(holidays, 31);

    /// <summary>Closed on Saturdays, Sundays, national holidays and 12/29–1/3.</summary>
    public static BusinessCalendar NetProtections(NationalHolidays holidays) => new(holidays, 29);

    public bool IsBusinessDay(LocalDate date) =>
        date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)
        && !(date.Month == 12 && date.Day >= _firstDayOffInDecember)
        && !(date.Month == 1 && date.Day <= 3)
        && !_holidays.Contains(date);

    /// <summary>The date itself where it is a business day, otherwise the next one.</summary>
    public LocalDate OnOrAfter(LocalDate date)
    {
        while (!IsBusinessDay(date))
        {
            date = date.PlusDays(1);
        }

        return date;
    }

    /// <summary>The <paramref name="count"/>-th business day after the date, which itself never counts.</summary>
    public LocalDate BusinessDaysAfter(LocalDate date, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        for (int i = 0; i < count; i++)
        {
            date = OnOrAfter(date.PlusDays(1));
        }

        return date;
    }
}
