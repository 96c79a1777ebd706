namespace Store.Domain.Money;

/// <summary>How consumption tax (消費税) is rounded to whole yen: the issuer's choice, a setting.</summary>
public enum TaxRounding
{
    Down,
    Up,
    HalfUp,
}
