namespace Store.Domain.Payments;

/// <summary>Why a card was not charged (CARD-5), as far as a buyer can do something about it.</summary>
public enum CardDecline
{
    /// <summary>The card company refused, and it alone can say why (CARD-4).</summary>
    CardCompany,

    /// <summary>Number, expiry or security code do not fit.</summary>
    CardData,

    /// <summary>The token expired or can't be read: a new one has to be made in the browser.</summary>
    Token,

    /// <summary>CARD-2.</summary>
    Brand,

    /// <summary>The request itself was refused, by a fault of the store's: nothing was authorised.</summary>
    Request,
}
