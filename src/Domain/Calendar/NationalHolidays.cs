using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// Japan's national holidays (国民の祝日に関する法律), by rule, for the years <see cref="FirstYear"/> to
/// <see cref="LastYear"/>: the sixteen days of article 2 with the exceptions of single years, the substitute holiday
/// (振替休日, article 3-2) and the day off between two holidays (国民の休日, article 3-3). Equinoxes are official only
/// from the February before; until then the usual formula forecasts them.
/// </summary>
public sealed class NationalHolidays
{
    /// <summary>August 11 became a holiday in this year; older years follow other rules.</summary>
    public const int FirstYear = 2016;

    /// <summary>The equinox formula holds so far.</summary>
    public const int LastYear = 2099;

    /// <summary>The holidays by rule alone.</summary>
    public static readonly NationalHolidays ByRule = new(HolidayCorrections.None);

    private readonly Dictionary<LocalDate, string> _names = [];

    /// <exception cref="ArgumentException">
    /// A day is removed that the law does not make a holiday, or one is added outside of the years covered: either is a
    /// mistyped date.
    /// </exception>
    public NationalHolidays(HolidayCorrections corrections)
    {
        foreach (int year in Enumerable.Range(FirstYear, LastYear - FirstYear + 1))
        {
            foreach ((LocalDate date, string name) in Statutory(year))
            {
                _names.Add(date, name);
            }
        }

        foreach (LocalDate date in corrections.Removed)
        {
            if (!_names.Remove(date))
            {
                throw new ArgumentException($"{date:uuuu-MM-dd} is no holiday that could be removed.");
            }
        }

        foreach ((LocalDate date, string name) in corrections.Added)
        {
            if (date.Year is < FirstYear or > LastYear)
            {
                throw new ArgumentException($"{date:uuuu-MM-dd} is outside of {FirstYear} to {LastYear}.");
            }

            _names[date] = name;
        }

        AddDaysOff();
    }

    /// <exception cref="ArgumentOutOfRangeException">The year is outside of what the rules cover.</exception>
    public bool Contains(LocalDate date) => NameOf(date) is not null;

    /// <summary>The holiday's Japanese name, or null on any other day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside of what the rules cover.</exception>
    public string? NameOf(LocalDate date)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(date.Year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(date.Year, LastYear);
        return _names.GetValueOrDefault(date);
    }

    /// <summary>The holidays of one year in order, with their Japanese names.</summary>
    public IReadOnlyList<KeyValuePair<LocalDate, string>> Of(int year) =>
        [.. _names.Where(holiday => holiday.Key.Year == year).OrderBy(holiday => holiday.Key)];

    private static IEnumerable<(LocalDate Date, string Name)> Statutory(int year)
    {
        yield return (new LocalDate(year, 1, 1), "元日");
        yield return (Monday(year, 1, 2), "成人の日");
        yield return (new LocalDate(year, 2, 11), "建国記念の日");
        yield return (Equinox.Vernal(year), "春分の日");
        yield return (new LocalDate(year, 4, 29), "昭和の日");
        yield return (new LocalDate(year, 5, 3), "憲法記念日");
        yield return (new LocalDate(year, 5, 4), "みどりの日");
        yield return (new LocalDate(year, 5, 5), "こどもの日");
        yield return (Monday(year, 9, 3), "敬老の日");
        yield return (Equinox.Autumnal(year), "秋分の日");
        yield return (new LocalDate(year, 11, 3), "文化の日");
        yield return (new LocalDate(year, 11, 23), "勤労感謝の日");

        // The Olympic laws moved three holidays in 2020 and again in 2021.
        (LocalDate marine, LocalDate mountain, LocalDate sports) = year switch
        {
            2020 => (new LocalDate(2020, 7, 23), new LocalDate(2020, 8, 10), new LocalDate(2020, 7, 24)),
            2021 => (new LocalDate(2021, 7, 22), new LocalDate(2021, 8, 8), new LocalDate(2021, 7, 23)),
            _ => (Monday(year, 7, 3), new LocalDate(year, 8, 11), Monday(year, 10, 2)),
        };
        yield return (marine, "海の日");
        yield return (mountain, "山の日");
        yield return (sports, year < 2020 ? "体育の日" : "スポーツの日");

        // The emperor's birthday moved with the reign; in the year of the change nobody's was a holiday.
        if (year <= 2018)
        {
            yield return (new LocalDate(year, 12, 23), "天皇誕生日");
        }
        else if (year >= 2020)
        {
            yield return (new LocalDate(year, 2, 23), "天皇誕生日");
        }
        else
        {
            yield return (new LocalDate(year, 5, 1), "即位の日");
            yield return (new LocalDate(year, 10, 22), "即位礼正殿の儀");
        }
    }

    // Both kinds of day off are judged by the holidays of article 2 alone, never by one another.
    private void AddDaysOff()
    {
        var holidays = _names.Keys.ToHashSet();
        foreach (LocalDate holiday in holidays)
        {
            if (holiday.DayOfWeek == IsoDayOfWeek.Sunday)
            {
                LocalDate substitute = holiday.PlusDays(1);
                while (holidays.Contains(substitute))
                {
                    substitute = substitute.PlusDays(1);
                }

                _names[substitute] = "振替休日";
            }

            LocalDate between = holiday.PlusDays(1);
            if (!holidays.Contains(between) && holidays.Contains(holiday.PlusDays(2)))
            {
                _names.TryAdd(between, "国民の休日");
            }
        }
    }

    private static LocalDate Monday(int year, int month, int nth) =>
        LocalDate.FromYearMonthWeekAndDay(year, month, nth, IsoDayOfWeek.Monday);
}
