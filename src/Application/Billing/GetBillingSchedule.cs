using System.Security.Cryptography;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Billing;
using Store.Domain.Calendar;

namespace Store.Application.Billing;

/// <summary>
/// NP-5, NP-6, DD-2: the dates of a billing month by the calendar as it is known today. A month that was closed keeps
/// the dates of its closing, whatever becomes of the calendar.
/// </summary>
public sealed record GetBillingSchedule(YearMonth Month) : IQuery
{
    public sealed class Handler(NationalHolidays holidays) : IQueryHandler<GetBillingSchedule>
    {
        public Task<QueryResult> Handle(GetBillingSchedule query, CancellationToken cancellationToken)
        {
            if (!BillingSchedule.Covers(query.Month))
            {
                return Task.FromResult<QueryResult>(BillingRefusals.NoSchedule);
            }

            var body = StoreJson.Write(BillingSchedule.For(query.Month, holidays));
            // No stream stands behind this: the tag changes with the calendar's corrections.
            var tag = StateTag.Of(0, Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8)));
            return Task.FromResult(new QueryResult(body, -1, tag));
        }
    }
}
