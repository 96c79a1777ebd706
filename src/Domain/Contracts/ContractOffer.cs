using NodaTime;
using Store.Domain.Catalogue;

namespace Store.Domain.Contracts;

/// <summary>
/// ORD-4: the one line of an offer for a contract, priced by the contract's own policies. What an operator does not
/// say is the contract's.
/// </summary>
public static class ContractOffer
{
    /// <summary>The next term, for so many seats or those in use on the last day.</summary>
    public static AgreedLine Renewal(Contract contract, int? seats, long? unitPriceYen)
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
            Proration = null,
        };
    }

    /// <summary>
    /// Seats that join the term of the day, or the first one where that is still to come. Refuses
    /// <c>contract.ended</c> where no term is left.
    /// </summary>
    public static PricedLine Seats(Contract contract, int seats, long? unitPriceYen, LocalDate today)
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
            Proration = proration,
        };
    }
}
