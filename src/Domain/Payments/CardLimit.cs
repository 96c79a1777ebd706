namespace Store.Domain.Payments;

/// <summary>What the card network's request can say: integer yen of at most seven digits.</summary>
public static class CardLimit
{
    public const long GreatestAmountYen = 9_999_999;

    public const long LeastAmountYen = 1;

    /// <summary>Why a card cannot be asked for this amount; null where it can.</summary>
    public static Refusal? Refuse(long amountYen) =>
        amountYen switch
        {
            > GreatestAmountYen => CardRefusals.AmountTooLarge,
            < LeastAmountYen => CardRefusals.AmountTooSmall,
            _ => null,
        };
}
