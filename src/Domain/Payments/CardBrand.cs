namespace Store.Domain.Payments;

/// <summary>CARD-2: the store takes exactly the five that have a name here; the network knows more.</summary>
public enum CardBrand
{
    /// <summary>VISA.</summary>
    Visa,

    /// <summary>Mastercard.</summary>
    Mastercard,

    /// <summary>JCB.</summary>
    Jcb,

    /// <summary>American Express.</summary>
    Amex,

    /// <summary>Diners Club.</summary>
    Diners,

    /// <summary>Any other brand: what was authorised on it is given back.</summary>
    Other,
}
