using NodaTime;
using Store.Application.Catalogue;
using Store.Application.Time;

namespace Store.Application.Carts;

/// <summary>A cart at today's prices. Another account's cart is not found.</summary>
public sealed record GetCart(string? AccountId, string CartId) : IQuery
{
    public sealed class Handler(ICarts carts, CartView view, SaleSettings settings, IStoreClock clock)
        : IQueryHandler<GetCart>
    {
        public async Task<QueryResult> Handle(GetCart query, CancellationToken cancellationToken)
        {
            var keptSince = clock.Now - Duration.FromDays(settings.CartDays);
            var cart = await carts.Find(query.CartId, keptSince, cancellationToken);
            return cart?.IsOpenTo(query.AccountId) == true
                ? await view.Show(cart, cancellationToken)
                : CartRefusals.NotFound;
        }
    }
}
