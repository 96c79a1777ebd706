namespace Store.Domain.Payments;

/// <summary>Why Net Protections did not pass an order's screening (NP-3).</summary>
public enum NpNgReason
{
    /// <summary>21: the buyer has bills that are overdue (未払いNG).</summary>
    Unpaid,

    /// <summary>22: over the limit that Net Protections gives the buyer (金額超過NG): ORD-6 seen from outside.</summary>
    AmountOver,

    /// <summary>24: overall judgement (総合判断NG).</summary>
    Overall,

    /// <summary>The buyer itself did not pass (購入企業審査), so that no order of it can.</summary>
    Buyer,
}
