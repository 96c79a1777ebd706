namespace Store.Domain.Money;

/// <summary>How consumption tax (消費税) is rounded to whole yen: the issuer's choice, a setting.</summary>
public enum TaxRounding
{
    /// <summary>切り捨て: what is less than a yen is dropped.</summary>
    Down,

    /// <summary>切り上げ: what is less than a yen counts as one.</summary>
    Up,

    /// <summary>四捨五入: half a yen and more counts as one.</summary>
    HalfUp,
}
