namespace Store.Domain.Invoices;

public static class InvoiceRefusals
{
    /// <summary>Also for another account's: it cannot be told from one that does not exist.</summary>
    public static readonly Refusal NotFound = new(
        "document.not_found",
        RefusalKind.NotFound,
        "該当する書類が見つかりません。",
        "There is no such document."
    );

    /// <summary>C4: a second qualified invoice for the same supply must not exist.</summary>
    public static readonly Refusal IssuedByNetProtections = new(
        "invoice.issued_by_net_protections",
        RefusalKind.Conflict,
        "銀行振込（NP掛け払い）のご注文の請求書は、株式会社ネットプロテクションズが発行します。",
        "Net Protections issues the invoice for orders on account; the store issues none."
    );

    /// <summary>The card was not charged, or was charged a moment ago.</summary>
    public static readonly Refusal NotIssued = new(
        "invoice.not_issued",
        RefusalKind.Conflict,
        "請求書はまだ発行されていません。クレジットカードの売上確定後に発行されます。",
        "No invoice has been issued: it follows once the card is charged."
    );

    /// <summary>C3: nothing was given back, or less than 10,000 yen with tax.</summary>
    public static readonly Refusal NoReturn = new(
        "return_invoice.not_issued",
        RefusalKind.Conflict,
        "適格返還請求書は発行されていません。税込1万円以上の返金があった場合に発行されます。",
        "No return invoice has been issued: it follows a refund of 10,000 yen or more, tax included."
    );

    /// <summary>The invoice that stands in its place can be corrected in turn.</summary>
    public static readonly Refusal CorrectedAlready = new(
        "invoice.corrected_already",
        RefusalKind.Conflict,
        "この請求書はすでに訂正されています。訂正後の請求書をご確認ください。",
        "Another invoice stands in the place of this one already: correct that one."
    );

    /// <summary>A correction that changes nothing would only use up a number.</summary>
    public static readonly Refusal NothingCorrected = new(
        "invoice.nothing_corrected",
        RefusalKind.Unprocessable,
        "訂正する内容がありません。宛名または備考を変更してください。",
        "Nothing is corrected: give another company name or another note."
    );
}
