namespace Store.Domain.Money;

/// <summary>Splits an amount so that the parts always add up to it, such as a discount across tax rates.</summary>
public static class LargestRemainder
{
    /// <summary>
    /// Shares of <paramref name="amountYen"/> in proportion to <paramref name="weights"/>, in their order. Each share
    /// is rounded toward zero first; the yen that are left go one each to the largest remainders, the earlier weight
    /// first where two are equal.
    /// </summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero and the amount is not.</exception>
    public static IReadOnlyList<long> Allocate(long amountYen, IReadOnlyList<long> weights)
    {
        Int128 sum = 0;
        foreach (long weight in weights)
        {
            if (weight < 0)
            {
                throw new ArgumentException("A weight is not negative.", nameof(weights));
            }

            sum += weight;
        }

        var shares = new long[weights.Count];
        if (amountYen == 0)
        {
            return shares;
        }

        if (sum == 0)
        {
            throw new ArgumentException("Nothing to allocate to: every weight is zero.", nameof(weights));
        }

        var remainders = new Int128[weights.Count];
        long left = amountYen;
        for (int i = 0; i < shares.Length; i++)
        {
            (Int128 share, Int128 remainder) = Int128.DivRem((Int128)amountYen * weights[i], sum);
            shares[i] = (long)share;
            remainders[i] = Int128.Abs(remainder);
            left -= shares[i];
        }

        // OrderByDescending is stable, so that equal remainders keep their order.
        foreach (int i in Enumerable.Range(0, shares.Length).OrderByDescending(i => remainders[i]))
        {
            if (left == 0)
            {
                break;
            }

            shares[i] += Math.Sign(amountYen);
            left -= Math.Sign(amountYen);
        }

        return shares;
    }
}
