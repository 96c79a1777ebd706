namespace Store.Domain.Billing;

public static class BillingRefusals
{
    /// <summary>Schedules are published for 2020-01 to 2050-12.</summary>
    public static readonly Refusal NoSchedule = new(
        "billing_schedule.not_found",
        RefusalKind.NotFound,
        "請求日程をご案内できるのは、2020年1月から2050年12月までです。",
        "There are schedules for the months from 2020-01 to 2050-12."
    );

    /// <summary>The account bought nothing on account in this month; also for months to come.</summary>
    public static readonly Refusal NotFound = new(
        "invoice.not_found",
        RefusalKind.NotFound,
        "該当する月のご請求はありません。",
        "There is no bill for this month."
    );

    /// <summary>A statement is made of a closed month alone: an open one still changes.</summary>
    public static readonly Refusal MonthOpen = new(
        "statement.month_open",
        RefusalKind.Conflict,
        "ご利用明細書は、月が締まってから発行されます。",
        "The statement follows once the month has closed."
    );
}
