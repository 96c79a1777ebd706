using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// The usual forecast of the equinox days in Japan, good for 1980 to 2099, in integers: the day of the month drifts by
/// 0.242194 a year and is set back by each leap year.
/// </summary>
public static class Equinox
{
    private const int Millionth = 1_000_000;
    private const int DriftPerYear = 242_194;
    private const int VernalIn1980 = 20_843_100;
    private const int AutumnalIn1980 = 23_248_800;

    public static LocalDate Vernal(int year) => new(year, 3, Day(VernalIn1980, year));

    public static LocalDate Autumnal(int year) => new(year, 9, Day(AutumnalIn1980, year));

    private static int Day(int in1980, int year)
    {
        int years = year - 1980;
        return ((in1980 + (DriftPerYear * years)) / Millionth) - (years / 4);
    }
}
