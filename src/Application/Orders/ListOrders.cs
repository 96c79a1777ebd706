using NodaTime;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>Orders, the newest first unless asked otherwise.</summary>
/// <param name="AccountId">Null for operators, who see every account's.</param>
/// <param name="PlacedFrom">A day in Asia/Tokyo, included.</param>
/// <param name="PlacedTo">A day in Asia/Tokyo, included.</param>
/// <param name="Search">Part of a number, a company's name, a quote's number or the buyer's own order number.</param>
public sealed record ListOrders(
    string? AccountId,
    PageRequest Page,
    OrderStatus? Status,
    LocalDate? PlacedFrom,
    LocalDate? PlacedTo,
    PaymentMethod? PaymentMethod,
    string? Search = null,
    bool OldestFirst = false
) : IQuery
{
    public sealed class Handler(IReadDocuments reads) : IQueryHandler<ListOrders>
    {
        public async Task<QueryResult> Handle(ListOrders query, CancellationToken cancellationToken)
        {
            var facets = new Dictionary<string, string>();
            if (query.Status is { } status)
            {
                facets[OrderDocument.StatusFacet] = StoreJson.NameOf(status);
            }

            if (query.PaymentMethod is { } method)
            {
                facets[OrderDocument.PaymentMethodFacet] = StoreJson.NameOf(method);
            }

            var asked = query.Page.Of(OrderDocument.ProjectionName, query.AccountId) with
            {
                Facets = facets,
                SortFrom = query.PlacedFrom is { } from ? OrderDocument.SortOf(TokyoTime.StartOf(Bounded(from))) : null,
                SortTo = query.PlacedTo is { } to ? OrderDocument.SortOf(TokyoTime.EndOf(Bounded(to))) - 1 : null,
                Search = query.Search,
                OldestFirst = query.OldestFirst,
            };
            return query.Page.Show(await reads.List(asked, cancellationToken));
        }

        /// <summary>Any date can be asked for; a date outside the calendar's ends has no instants.</summary>
        private static LocalDate Bounded(LocalDate date) =>
            LocalDate.Max(new LocalDate(1970, 1, 1), LocalDate.Min(date, new LocalDate(2999, 12, 31)));
    }
}
