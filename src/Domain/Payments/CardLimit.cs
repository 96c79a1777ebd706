namespace Store.Domain.Payments;

/// <summary>What the card network's request can say: integer yen of at most seven digits.</summary>
public static class CardLimit
{
    public const long GreatestAmountYen = 9_999_999;
}
