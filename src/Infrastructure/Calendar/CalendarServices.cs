using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Store.Domain.Calendar;

namespace Store.Infrastructure.Calendar;

/// <summary>
/// The one calendar of the store: the rules, corrected by <c>Store:Calendar:Added</c> (a date and the holiday's name)
/// and <c>Store:Calendar:Removed</c> (dates). The gazette of February corrects a forecast equinox by one of each.
/// </summary>
public static class CalendarServices
{
    public static IServiceCollection AddCalendar(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(HolidaysOf(configuration));

    /// <exception cref="InvalidOperationException">A setting cannot be meant so.</exception>
    public static NationalHolidays HolidaysOf(IConfiguration configuration)
    {
        var settings = configuration.GetSection("Store:Calendar");
        if (settings.GetChildren().FirstOrDefault(s => s.Key is not ("Added" or "Removed")) is { } unknown)
        {
            throw new InvalidOperationException($"{unknown.Path} is unknown; there are Added and Removed.");
        }

        var added = settings.GetSection("Added").GetChildren().ToDictionary(s => DateOf(s.Key, s), s => NameOf(s));
        var removed = settings.GetSection("Removed").GetChildren().Select(s => DateOf(s.Value, s)).ToHashSet();
        try
        {
            return new NationalHolidays(new HolidayCorrections(added, removed));
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{settings.Path}: {e.Message}", e);
        }
    }

    private static LocalDate DateOf(string? text, IConfigurationSection setting)
    {
        var parsed = LocalDatePattern.Iso.Parse(text ?? "");
        return parsed.Success
            ? parsed.Value
            : throw new InvalidOperationException($"{setting.Path} must name a date such as 2027-03-21.");
    }

    private static string NameOf(IConfigurationSection setting) =>
        string.IsNullOrWhiteSpace(setting.Value)
            ? throw new InvalidOperationException($"{setting.Path} must be the holiday's name.")
            : setting.Value;
}
