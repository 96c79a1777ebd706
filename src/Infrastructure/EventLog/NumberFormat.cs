using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Store.Application.EventSourcing;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// How numbers of documents look, and which period a series counts within (months and years end in Tokyo).
/// </summary>
internal static class NumberFormat
{
    private static readonly DateTimeZone Tokyo = DateTimeZoneProviders.Tzdb["Asia/Tokyo"];

    public static string PeriodOf(NumberSeries series, Instant now)
    {
        var date = now.InZone(Tokyo).Date;
        return series switch
        {
            NumberSeries.Quote or NumberSeries.Order or NumberSeries.Inquiry => string.Create(
                CultureInfo.InvariantCulture,
                $"{date.Year:D4}{date.Month:D2}"
            ),
            NumberSeries.Invoice or NumberSeries.ReturnInvoice => string.Create(
                CultureInfo.InvariantCulture,
                $"{date.Year:D4}"
            ),
            _ => throw new UnreachableException($"{series}"),
        };
    }

    public static string Of(NumberSeries series, string period, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(series)}-{period}-{number:D6}");

    public static string PrefixOf(NumberSeries series) =>
        series switch
        {
            NumberSeries.Quote => "Q",
            NumberSeries.Order => "O",
            NumberSeries.Inquiry => "I",
            NumberSeries.Invoice => "INV",
            NumberSeries.ReturnInvoice => "RIN",
            _ => throw new UnreachableException($"{series}"),
        };
}
