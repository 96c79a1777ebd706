using Store.Application.Accounts;
using Store.Application.ReadModels;

namespace Store.Application.Orders;

public enum OrderSort
{
    Newest,
    Oldest,
}

/// <summary>
/// Every account's orders, as a help desk looks for them: by anything that a list of orders is found by, and by the
/// buyer's e-mail address, which leads to the account over its keyed index and is stored with no order.
/// </summary>
/// <param name="Email">The whole address. One that no account has finds nothing.</param>
public sealed record SearchOrders(ListOrders Orders, string? Email) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IEmailIndex emails) : IQueryHandler<SearchOrders>
    {
        public async Task<QueryResult> Handle(SearchOrders query, CancellationToken cancellationToken)
        {
            var orders = query.Orders;
            if (!string.IsNullOrWhiteSpace(query.Email))
            {
                var accounts = await reads.List(
                    new DocumentQuery(AccountDocument.ProjectionName, orders.AccountId, Limit: 1)
                    {
                        Facets = new Dictionary<string, string>
                        {
                            [AccountDocument.EmailFacet] = emails.ClaimOf(query.Email),
                        },
                    },
                    cancellationToken
                );
                if (accounts is { Refused: not null } or { Value.Count: 0 })
                {
                    return orders.Page.Show(accounts);
                }

                orders = orders with { AccountId = accounts.Value[0].Key };
            }

            return await new ListOrders.Handler(reads).Handle(orders, cancellationToken);
        }
    }
}
