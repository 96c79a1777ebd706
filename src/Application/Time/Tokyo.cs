using NodaTime;

namespace Store.Application.Time;

/// <summary>
/// Calendar days as the store's buyers live them: Asia/Tokyo, where every date of the store is meant.
/// </summary>
public static class Tokyo
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Tokyo"];

    public static LocalDate DateOf(Instant instant) => instant.InZone(Zone).Date;
}
