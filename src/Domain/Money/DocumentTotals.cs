namespace Store.Domain.Money;

/// <summary>An amount in yen, tax excluded, that stands on a document under one tax rate.</summary>
public readonly record struct TaxableAmount(long AmountYen, int RatePercent);

/// <summary>What one tax rate contributes to a document. Amounts are yen; the base is without tax.</summary>
public sealed record TaxOfRate(int RatePercent, long BaseYen, long TaxYen);

/// <summary>
/// Sums of one document in yen. Tax is computed once per document and rate on that rate's whole base; tax rounded
/// line by line must not be summed (qualified invoice, 適格請求書). So the same orders may bear another tax on one
/// monthly document than each on its own. The highest rate comes first.
/// </summary>
public sealed record DocumentTotals(long SubtotalYen, IReadOnlyList<TaxOfRate> TaxByRate, long TaxYen, long TotalYen)
{
    public static DocumentTotals Of(IEnumerable<TaxableAmount> amounts, TaxRounding rounding)
    {
        // Enumerable.Sum over long is checked: an overflow throws.
        List<TaxOfRate> byRate = amounts
            .GroupBy(amount => amount.RatePercent, amount => amount.AmountYen)
            .OrderByDescending(rate => rate.Key)
            .Select(rate =>
            {
                long baseYen = rate.Sum();
                return new TaxOfRate(rate.Key, baseYen, ConsumptionTax.On(baseYen, rate.Key, rounding));
            })
            .ToList();
        long subtotal = byRate.Sum(rate => rate.BaseYen);
        long tax = byRate.Sum(rate => rate.TaxYen);
        return new DocumentTotals(subtotal, byRate, tax, checked(subtotal + tax));
    }
}
