using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Application.Catalogue;

/// <summary>
/// What the seller has decided for every sale: settings, copied into quotes and orders so that a later change
/// touches nothing that was agreed.
/// </summary>
/// <param name="QuoteValidityDays">From the day of issue (QUO-3); the last day counts in full.</param>
/// <param name="CartDays">A cart is kept this long after it last changed.</param>
public sealed record SaleSettings(
    Seller Seller,
    TaxRounding TaxRounding,
    int QuoteValidityDays,
    int CartDays,
    int MaxCartLines,
    int MaxSeats,
    TaxRates TaxRates
);
