using System.Diagnostics;

namespace Store.Domain.Money;

/// <summary>
/// Tax on one base. The size of the amount is rounded and its sign kept, so that a return takes back exactly what
/// the sale had charged. Amounts beyond a long overflow with an exception.
/// </summary>
public static class ConsumptionTax
{
    /// <summary>Tax to be added to <paramref name="baseYen"/>, which is without tax.</summary>
    public static long On(long baseYen, int ratePercent, TaxRounding rounding) =>
        Round(baseYen, ratePercent, 100, rounding);

    /// <summary>Tax that <paramref name="grossYen"/> already includes.</summary>
    public static long Within(long grossYen, int ratePercent, TaxRounding rounding) =>
        Round(grossYen, ratePercent, checked(100 + ratePercent), rounding);

    private static long Round(long yen, int numerator, int denominator, TaxRounding rounding)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        checked
        {
            long product = Math.Abs(yen) * numerator;
            long size = rounding switch
            {
                TaxRounding.Down => product / denominator,
                TaxRounding.Up => (product + denominator - 1) / denominator,
                TaxRounding.HalfUp => ((product * 2) + denominator) / (denominator * 2),
                _ => throw new UnreachableException(),
            };
            return yen < 0 ? -size : size;
        }
    }
}
