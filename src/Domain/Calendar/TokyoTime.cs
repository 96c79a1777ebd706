using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// Business days and months are those of Asia/Tokyo. An instant belongs to the day, and an order to the billing month,
/// that a clock in Tokyo shows.
/// </summary>
public static class TokyoTime
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Tokyo"];

    public static LocalDateTime At(Instant instant) => instant.InZone(Zone).LocalDateTime;

    public static LocalDate DateOf(Instant instant) => At(instant).Date;

    public static YearMonth MonthOf(Instant instant) => DateOf(instant).ToYearMonth();

    /// <summary>The first instant of the day.</summary>
    public static Instant StartOf(LocalDate date) => Zone.AtStartOfDay(date).ToInstant();

    /// <summary>The first instant of the month; the month before is over from here on.</summary>
    public static Instant StartOf(YearMonth month) => StartOf(month.OnDayOfMonth(1));

    /// <summary>The first instant after the day: what is valid until the day's end is valid before this.</summary>
    public static Instant EndOf(LocalDate date) => StartOf(date.PlusDays(1));

    /// <summary>The first instant after the month.</summary>
    public static Instant EndOf(YearMonth month) => StartOf(month.PlusMonths(1));
}
