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

        public async Task<QueryResult> Handle(AwaitOrder query, CancellationToken cancellationToken)
        {
            var order = new GetOrder.Handler(reads, desks);
            var started = Stopwatch.GetTimestamp();
            for (var glance = FirstGlance; ; glance = glance < LongestGlance ? glance * 2 : LongestGlance)
            {
                var result = await order.Handle(new GetOrder(query.AccountId, query.Number), cancellationToken);
                var left = query.AtMost - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || (result.Refused is null && IsSettled(result)))
                {
                    return result;
                }

                await Task.Delay(glance < left ? glance : left, cancellationToken);
            }
        }

        private static bool IsSettled(QueryResult result) =>
            StoreJson.Read<OrderDocument>(result.Body).Status.IsSettled();
    }
}
