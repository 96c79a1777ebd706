using NodaTime;
using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Billing;
using Store.Domain.Billing;
using Store.Domain.Calendar;

namespace Store.Api.Billing;

/// <summary>Billing months (請求月) and their dates.</summary>
public static class BillingEndpoints
{
    private static readonly BillingSchedule Schedule = new(
        new YearMonth(2026, 4),
        new LocalDate(2026, 4, 30),
        new LocalDate(2026, 5, 8),
        new LocalDate(2026, 5, 31),
        new LocalDate(2026, 6, 1),
        new LocalDate(2026, 5, 27)
    );

    public static void MapBilling(this IEndpointRouteBuilder app) =>
        app.MapGet(
                "/v1/billing-schedule/{month}",
                (Exchange exchange) =>
                    exchange.Query(_ => new GetBillingSchedule(exchange.Value<YearMonth>("month") ?? default))
            )
            .ForAnyone()
            .Describe("請求日程 / When a month (2020-01 to 2050-12) closes, is issued, and is paid or debited")
            .Answers(200, Schedule)
            .Refuses(BillingRefusals.NoSchedule);
}
