using NodaTime;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain;

namespace Store.Application.Carts;

/// <summary>Changes a cart under the version it was read at, and again where somebody else was first.</summary>
public sealed class ChangeCart(ICarts carts, CartView view, SaleSettings settings, IStoreClock clock)
{
    /// <summary>Of so many who change a cart at once, each finds its turn: every round somebody succeeds.</summary>
    private const int Tries = 10;

    public async Task<CommandResult> Carry(
        CommandContext context,
        string cartId,
        Func<Cart, Refusal?> refuse,
        Func<Cart, Cart> change,
        CancellationToken ct
    )
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var now = clock.Now;
            var cart = await carts.Find(cartId, now - Duration.FromDays(settings.CartDays), ct);
            if (cart?.IsOpenTo(context.AccountId) != true)
            {
                return CartRefusals.NotFound;
            }

            if (context.IfVersion is { } seen && seen != cart.Version)
            {
                return LogRefusals.Stale;
            }

            if (refuse(cart) is { } refused)
            {
                return refused;
            }

            var changed = change(cart);
            if (ReferenceEquals(changed, cart) || await carts.Replace(changed, now, ct))
            {
                var shown = await view.Show(changed, ct);
                return shown.Refused is { } unread
                    ? unread
                    : new CommandResult.Done(
                        StoredResponse.Shown(shown.Tag, shown.Body),
                        shown.Position,
                        Replayed: false
                    );
            }
        }

        return CartRefusals.Busy;
    }
}
