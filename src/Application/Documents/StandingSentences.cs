namespace Store.Application.Documents;

/// <summary>The sentences that documents owe to the law, kept in one place so that none is forgotten.</summary>
public static class StandingSentences
{
    /// <summary>
    /// Printed on every quote. Without it a quote with a period is an offer that binds the seller (民法523条);
    /// with it the contract is formed by the order's acceptance (E1).
    /// </summary>
    public const string QuoteIsNoContract =
        "本見積書は契約の成立を示すものではありません。契約は、貴社のお申込みを弊社が承諾したときに成立します。";

    /// <summary>Printed on every acknowledgement: which two declarations formed the contract (E2).</summary>
    public const string OrderIsAccepted =
        "本書は、貴社のご注文に対する弊社の承諾を示すものです。契約は、貴社のお申込みと弊社の承諾により成立しています。";

    /// <summary>For orders on account: NP掛け払い bills by way of the claim's assignment (NP-2).</summary>
    public const string ClaimGoesToNetProtections =
        "銀行振込（NP掛け払い）をご利用の場合、代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます。"
        + "請求書は同社が発行します。振込手数料はお客様のご負担となります。";

    /// <summary>Printed on every qualified invoice, so that nobody pays twice.</summary>
    public const string PaidByCardAlready =
        "代金はクレジットカードにて決済済みです。本書によるお振込みは不要です。"
        + "カード会社の利用明細は適格請求書ではありませんので、本書を保存してください。";

    /// <summary>Printed on every statement of a month (C4).</summary>
    public const string StatementIsNoInvoice =
        "本書は適格請求書（インボイス）ではありません。"
        + "適格請求書は、請求代行を行う株式会社ネットプロテクションズが発行します。";
}
