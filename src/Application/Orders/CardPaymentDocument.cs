using NodaTime;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>What a buyer sees of a card payment; never the provider's codes.</summary>
/// <param name="Brand">CARD-2; null until the card company answered.</param>
/// <param name="CapturedAt">When it was charged; null until then.</param>
/// <param name="RefundedAt">When the whole of it was given back; null until then.</param>
/// <param name="Declined">
/// Why it was not charged: <c>cardCompany</c> is answered by the card company alone (CARD-4), <c>cardData</c> and
/// <c>token</c> by entering the card anew, <c>brand</c> by another card (CARD-2).
/// </param>
public sealed record CardPaymentDocument(
    CardBrand? Brand,
    Instant? CapturedAt,
    Instant? RefundedAt,
    CardDecline? Declined
)
{
    public static readonly CardPaymentDocument Chosen = new(null, null, null, null);
}
