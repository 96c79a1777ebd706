using System.Diagnostics;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Application.Support;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// <c>Prefer: wait</c>: the order once its first answer has come, or as it stands when the time is over.
/// </summary>
public sealed record AwaitOrder(string AccountId, string Number, TimeSpan AtMost) : IQuery
{
    public sealed class Handler(IReadDocuments reads, SupportDesks desks) : IQueryHandler<AwaitOrder>
    {
        private static readonly TimeSpan FirstGlance = TimeSpan.FromMilliseconds(10);
        private static readonly TimeSpan LongestGlance = TimeSpan.FromMilliseconds(250);

        public async Task<Reading> Handle(AwaitOrder query, CancellationToken cancellationToken)
        {
            var order = new GetOrder.Handler(reads, desks);
            var started = Stopwatch.GetTimestamp();
            for (var glance = FirstGlance; ; glance = glance < LongestGlance ? glance * 2 : LongestGlance)
            {
                var reading = await order.Handle(new GetOrder(query.AccountId, query.Number), cancellationToken);
                var left = query.AtMost - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || (reading.Refused is null && IsSettled(reading)))
                {
                    return reading;
                }

                await Task.Delay(glance < left ? glance : left, cancellationToken);
            }
        }

        private static bool IsSettled(Reading reading) =>
            StoreJson.Read<OrderDocument>(reading.Body).Status.IsSettled();
    }
}
