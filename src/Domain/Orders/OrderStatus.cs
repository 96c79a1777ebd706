namespace Store.Domain.Orders;

/// <summary>Every state that an order can be in.</summary>
public enum OrderStatus
{
    /// <summary>Recorded, and nothing decided yet. Lasts no longer than the transaction of the placing.</summary>
    Placed,

    /// <summary>Net Protections is asked (NP-3).</summary>
    Screening,

    /// <summary>The card is asked.</summary>
    Authorizing,

    /// <summary>The contract is formed.</summary>
    Accepted,

    /// <summary>Over a limit; waits for an operator or a card (ORD-6).</summary>
    OnCreditHold,

    /// <summary>Net Protections said no; waits for a card.</summary>
    ScreeningRefused,

    /// <summary>A card's answer was lost; operators find out.</summary>
    PaymentUnknown,

    /// <summary>Cancellation approved; the provider has not confirmed it.</summary>
    Cancelling,

    /// <summary>It came to nothing, or was undone.</summary>
    Cancelled,
}

public static class OrderStatuses
{
    /// <summary>Whether the first answer has come: what <c>Prefer: wait</c> waits for.</summary>
    public static bool IsSettled(this OrderStatus status) =>
        status is not (OrderStatus.Placed or OrderStatus.Screening or OrderStatus.Authorizing);
}
