namespace Store.Domain.Quotes;

/// <summary>
/// Among a refusal's details: the re-issue of this quote (QUO-4) would mend it. Where that is asked for, the API knows.
/// </summary>
public sealed record ReissueOf(string QuoteId);

public static class QuoteRefusals
{
    /// <summary>Also for another account's quote: it cannot be told from one that does not exist.</summary>
    public static readonly Refusal NotFound = new(
        "quote.not_found",
        RefusalKind.NotFound,
        "該当する見積書が見つかりません。",
        "There is no such quote."
    );

    /// <summary>QUO-4: re-issue it, check price and composition, then order.</summary>
    public static readonly Refusal Expired = new(
        "quote.expired",
        RefusalKind.Conflict,
        "見積書の有効期限が過ぎています。再発行のうえ、価格や構成をご確認ください。",
        "The quote has expired. Have it re-issued and check its price and composition before ordering."
    );

    /// <summary>The price holds, the tax follows the law of the day on which it is ordered.</summary>
    public static readonly Refusal TaxRateChanged = new(
        "quote.tax_rate_changed",
        RefusalKind.Conflict,
        "見積書の発行後に消費税率が変わりました。再発行のうえ、金額をご確認ください。",
        "The rate of consumption tax has changed since the quote was issued. Have it re-issued and check its total."
    );

    public static readonly Refusal AlreadyOrdered = new(
        "quote.already_ordered",
        RefusalKind.Conflict,
        "この見積書はすでにご注文済みです。",
        "This quote has been ordered already."
    );

    public static readonly Refusal Superseded = new(
        "quote.superseded",
        RefusalKind.Conflict,
        "この見積書は再発行されています。新しい見積書をご利用ください。",
        "This quote was re-issued. Use the quote that took its place."
    );

    public static readonly Refusal AddresseeRequired = new(
        "quote.addressee_required",
        RefusalKind.Conflict,
        "宛名のない見積書ではご注文いただけません。ログイン後に再発行してください。",
        "A quote without an addressee cannot be ordered. Re-issue it while signed in."
    );

    public static readonly Refusal ChangesNotAcknowledged = new(
        "quote.changes_not_acknowledged",
        RefusalKind.Conflict,
        "再発行により変更された価格や構成をご確認のうえ、ご注文ください。",
        "The re-issue changed prices or composition. Confirm the changes with acknowledgedChanges."
    );

    /// <summary>An offer's price belongs to its contract; a new one is asked for with an inquiry.</summary>
    public static readonly Refusal OfferNotReissued = new(
        "quote.offer_not_reissued",
        RefusalKind.Conflict,
        "ご契約に関するお見積りは再発行できません。お問い合わせよりご依頼ください。",
        "An offer for a contract cannot be re-issued. Ask for a new one with an inquiry."
    );

    public static readonly Refusal NothingLeft = new(
        "quote.nothing_left",
        RefusalKind.Conflict,
        "見積書に含まれるプランは、いずれも現在販売しておりません。",
        "None of the plans in this quote is on sale any more."
    );
}
