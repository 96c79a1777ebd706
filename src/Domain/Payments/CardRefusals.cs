namespace Store.Domain.Payments;

public static class CardRefusals
{
    /// <summary>Card data must never reach the store: a token made in the browser stands in for it.</summary>
    public static readonly Refusal PanRefused = new(
        "card.pan_refused",
        RefusalKind.Unprocessable,
        "カード番号とみられる値が含まれているため、受け付けられません。カード情報はトークンでお送りください。",
        "The request contains what looks like a card number. Send a token instead; card data is never accepted."
    );

    /// <summary>CARD-3: lump sum (一括払い) only.</summary>
    public static readonly Refusal LumpSumOnly = new(
        "card.lump_sum_only",
        RefusalKind.Unprocessable,
        "クレジットカードのお支払いは一括払いのみです。",
        "Cards are charged in one payment only."
    );

    /// <summary>The card network's request holds at most seven digits of yen.</summary>
    public static readonly Refusal AmountTooLarge = new(
        "card.amount_too_large",
        RefusalKind.Unprocessable,
        "クレジットカードでお支払いいただける金額は 9,999,999 円までです。",
        "A card order cannot exceed 9,999,999 yen."
    );

    /// <summary>A card cannot be asked for nothing.</summary>
    public static readonly Refusal AmountTooSmall = new(
        "card.amount_too_small",
        RefusalKind.Unprocessable,
        "クレジットカードでお支払いいただけるのは 1 円以上のご注文です。",
        "A card order needs a total of at least 1 yen."
    );

    /// <summary>A payment that stands has to be found, or it can be neither charged nor refunded.</summary>
    public static readonly Refusal TrackingIdRequired = new(
        "card.tracking_id_required",
        RefusalKind.Unprocessable,
        "決済を承認済みとするには、SBペイメントサービスの trackingId と spsTransactionId が必要です。",
        "A payment that stands needs the trackingId and the spsTransactionId of SB Payment Service."
    );

    /// <summary>SBPS has no payment by the ids given, or has undone it.</summary>
    public static readonly Refusal PaymentNotFound = new(
        "card.payment_not_found",
        RefusalKind.Unprocessable,
        "SBペイメントサービスに、この trackingId の有効な決済が見つかりません。",
        "SB Payment Service has no payment by this trackingId that stands."
    );

    /// <summary>The order names the authorisation already, and it is another one.</summary>
    public static readonly Refusal TrackingIdDiffers = new(
        "card.tracking_id_differs",
        RefusalKind.Unprocessable,
        "trackingId が、この注文に記録されている決済と異なります。",
        "The trackingId is not that of the order's own payment."
    );
}
