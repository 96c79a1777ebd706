using Store.Domain;

namespace Store.Application.Carts;

public static class CartRefusals
{
    /// <summary>Also for another account's cart, and for one that was not touched for 30 days.</summary>
    public static readonly Refusal NotFound = new(
        "cart.not_found",
        RefusalKind.NotFound,
        "該当するカートが見つかりません。",
        "There is no such cart."
    );

    public static readonly Refusal Empty = new(
        "cart.empty",
        RefusalKind.Conflict,
        "カートに製品が入っていません。",
        "There is nothing in the cart."
    );

    public static readonly Refusal TooManyLines = new(
        "cart.too_many_lines",
        RefusalKind.Unprocessable,
        "カートに入れられる製品の数の上限を超えています。",
        "A cart holds no more lines than this."
    );

    public static readonly Refusal Busy = new(
        "cart.busy",
        RefusalKind.Conflict,
        "カートが同時に変更されています。もう一度お試しください。",
        "The cart is being changed by others. Repeat the request."
    );
}
