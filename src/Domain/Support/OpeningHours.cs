using NodaTime;
using Store.Domain.Calendar;

namespace Store.Domain.Support;

/// <summary>
/// SUP-1: when somebody answers (受付時間). The clock is that of Asia/Tokyo; the opening instant counts, the closing
/// one does not.
/// </summary>
public sealed record OpeningHours(LocalTime OpensAt, LocalTime ClosesAt, BusinessCalendar Days)
{
    public bool IncludeInstant(Instant instant)
    {
        var here = TokyoTime.At(instant);
        return here.TimeOfDay >= OpensAt && here.TimeOfDay < ClosesAt && Days.IsBusinessDay(here.Date);
    }
}
