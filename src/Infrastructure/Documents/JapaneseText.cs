using System.Globalization;
using NodaTime;

namespace Store.Infrastructure.Documents;

/// <summary>Dates and amounts as Japanese documents write them.</summary>
internal static class JapaneseText
{
    public static string Date(LocalDate date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日");

    public static string Yen(long yen) => yen < 0 ? $"-¥{Number(-yen)}" : $"¥{Number(yen)}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
