using System.Diagnostics;

namespace Store.Domain.Catalogue;

/// <summary>How consumption tax (消費税) is rounded to whole yen: the issuer's choice, a setting.</summary>
public enum TaxRounding
{
    Down,
    Up,
    HalfUp,
}

/// <summary>What one tax rate contributes to a document. Amounts are yen; the base is without tax.</summary>
public sealed record TaxOfRate(int RatePercent, long BaseYen, long TaxYen);

/// <summary>
/// Sums of a document. Tax is rounded once per document and rate; tax rounded line by line must not be summed
/// (qualified invoice, 適格請求書).
/// </summary>
public sealed record DocumentTotals(long SubtotalYen, IReadOnlyList<TaxOfRate> TaxByRate, long TaxYen, long TotalYen)
{
    public static DocumentTotals Of(IEnumerable<AgreedLine> lines, TaxRounding rounding)
    {
        var byRate = lines
            .GroupBy(l => l.TaxRatePercent, l => l.AmountYen)
            .OrderByDescending(g => g.Key)
            .Select(g => Rate(g.Key, g.Sum(), rounding))
            .ToList();
        var subtotal = byRate.Sum(r => r.BaseYen);
        var tax = byRate.Sum(r => r.TaxYen);
        return new DocumentTotals(subtotal, byRate, tax, subtotal + tax);
    }

    private static TaxOfRate Rate(int percent, long baseYen, TaxRounding rounding)
    {
        var hundredths = checked(Math.Abs(baseYen) * percent);
        var tax = rounding switch
        {
            TaxRounding.Down => hundredths / 100,
            TaxRounding.Up => (hundredths + 99) / 100,
            TaxRounding.HalfUp => (hundredths + 50) / 100,
            _ => throw new UnreachableException(),
        };
        return new TaxOfRate(percent, baseYen, baseYen < 0 ? -tax : tax);
    }
}
