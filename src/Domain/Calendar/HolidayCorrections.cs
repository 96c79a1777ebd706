using NodaTime;

namespace Store.Domain.Calendar;

/// <summary>
/// What the rules cannot know: days that a law or the official gazette of February adds to the national holidays,
/// and days it takes away. A corrected equinox is one of each. Substitute and citizens' holidays follow by rule. Dates
/// already issued are facts and are not computed again when a correction comes.
/// </summary>
public sealed record HolidayCorrections(IReadOnlyDictionary<LocalDate, string> Added, IReadOnlySet<LocalDate> Removed)
{
    /// <summary>The rules alone; they agree with what is published up to 2027.</summary>
    public static readonly HolidayCorrections None = new(new Dictionary<LocalDate, string>(), new HashSet<LocalDate>());
}
