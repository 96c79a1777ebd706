using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Domain.Contracts;

/// <summary>
/// ORD-4: the one line of an offer for a contract, priced by the contract's own policies. What an operator does not
/// say is the contract's, save for the tax, which is that of the day.
/// </summary>
public static class ContractOffer
{
    /// <summary>The next term, for so many seats or those in use on the last day.</summary>
    public static AgreedLine Renewal(Contract contract, int? seats, long? unitPriceYen, TaxRates rates, LocalDate today)
    {
        var line = contract.Line!;
        var price = unitPriceYen ?? line.UnitPriceYen;
        var count = seats ?? contract.SeatsOn(contract.Terms[^1].ToOn);
        return line with
        {
            Seats = count,
            UnitPriceYen = price,
            Months = line.TermMonths,
            AmountYen = checked(price * count * line.TermMonths),
            TaxRatePercent = TaxOf(contract, rates, today),
            Proration = null,
        };
    }

    /// <summary>
    /// Seats that join the term of the day, or the first one where that is still to come. Refuses
    /// <c>contract.ended</c> where no term is left.
    /// </summary>
    public static PricedLine Seats(Contract contract, int seats, long? unitPriceYen, TaxRates rates, LocalDate today)
    {
        var fromOn = LocalDate.Max(today, contract.StartsOn);
        if (contract.TermOn(fromOn) is not { } term)
        {
            return ContractRefusals.Ended;
        }

        var line = contract.Line!;
        var price = unitPriceYen ?? line.UnitPriceYen;
        var (proration, amount) = SeatProration.Of(
            line.ProrationPolicy,
            line.PolicyVersion,
            term,
            fromOn,
            seats,
            price
        );
        return line with
        {
            Seats = seats,
            UnitPriceYen = price,
            Months = null,
            AmountYen = amount,
            TaxRatePercent = TaxOf(contract, rates, today),
            Proration = proration,
        };
    }

    /// <summary>
    /// The line was agreed about the first day of its term; one of another channel (他商流) may have come here later.
    /// </summary>
    private static int TaxOf(Contract contract, TaxRates rates, LocalDate today)
    {
        var percent = contract.Line!.TaxRatePercent;
        var agreedOn = LocalDate.Min(today, contract.Terms[^1].FromOn);
        return rates.Again(percent, rates.CategoryOf(percent, agreedOn) is null ? today : agreedOn, today);
    }
}
