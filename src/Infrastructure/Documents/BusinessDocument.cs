using NodaTime;
using Store.Application.Documents;

namespace Store.Infrastructure.Documents;

/// <summary>
/// What every document between the seller and a buyer has in common, with the wording of its kind: the one thing that
/// <see cref="BusinessDocumentLayout"/> draws.
/// </summary>
/// <param name="Title">Drawn in large, widely set characters.</param>
/// <param name="NumberLabel">What the number is called, such as 見積番号.</param>
/// <param name="Remark">Beside the number and the date, such as which document this one replaces.</param>
/// <param name="Addressee">Null leaves the place blank, to be filled in by hand.</param>
/// <param name="Particulars">Label and value, above the table.</param>
/// <param name="Notes">備考, one paragraph each.</param>
internal sealed record BusinessDocument(
    string Title,
    string NumberLabel,
    string Number,
    LocalDate IssuedOn,
    string? Remark,
    string? Addressee,
    string Greeting,
    IReadOnlyList<(string Label, string Value)> Particulars,
    string TotalLabel,
    SheetIssuer Issuer,
    LineTable Lines,
    long SubtotalYen,
    IReadOnlyList<SheetTax> TaxByRate,
    long TotalYen,
    IReadOnlyList<string> Notes
)
{
    public static BusinessDocument Of(QuoteSheet sheet) =>
        new(
            Title: "御見積書",
            NumberLabel: "見積番号",
            sheet.Number,
            sheet.IssuedOn,
            Remark: sheet.SupersedesNumber is { } old ? $"{old} の再発行" : null,
            Addressee: sheet.AddresseeCompany,
            Greeting: "下記のとおり御見積り申し上げます。",
            Particulars:
            [
                ("件名", sheet.Subject),
                ("ご利用開始", sheet.StartsOn is { } start ? JapaneseText.Date(start) : "ご注文の承諾日"),
                ("契約期間", sheet.ContractTerm),
                ("お支払条件", sheet.PaymentTerms),
                ("有効期限", JapaneseText.Date(sheet.ValidUntilOn)),
            ],
            TotalLabel: "御見積金額",
            sheet.Issuer,
            LineTable.Of(sheet.Lines),
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: [StandingSentences.QuoteIsNoContract, .. Given(sheet.ClaimAssignment), .. sheet.Notes]
        );

    public static BusinessDocument Of(AcknowledgementSheet sheet) =>
        new(
            Title: "注文請書",
            NumberLabel: "注文番号",
            sheet.Number,
            sheet.AcceptedOn,
            Remark: null,
            Addressee: sheet.AddresseeCompany,
            Greeting: "貴社のご注文を下記のとおりお請けいたしました。",
            Particulars:
            [
                ("件名", sheet.Subject),
                ("ご注文日", JapaneseText.Date(sheet.OrderedOn)),
                ("承諾日", JapaneseText.Date(sheet.AcceptedOn)),
                ("契約期間", $"{JapaneseText.Date(sheet.StartsOn)}〜{JapaneseText.Date(sheet.EndsOn)}"),
                ("お支払条件", sheet.PaymentTerms),
                .. Given(sheet.QuoteNumber).Select(n => ("見積番号", n)),
                .. Given(sheet.PurchaseOrderNumber).Select(n => ("貴社注文番号", n)),
            ],
            TotalLabel: "ご注文金額",
            sheet.Issuer,
            LineTable.Of(sheet.Lines),
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: [StandingSentences.OrderIsAccepted, .. Given(sheet.ClaimAssignment), .. sheet.Notes]
        );

    public static BusinessDocument Of(QualifiedInvoiceSheet sheet) =>
        new(
            Title: "適格請求書",
            NumberLabel: "請求書番号",
            sheet.Number,
            sheet.IssuedOn,
            Remark: sheet.Corrects is { } old ? $"{old} の訂正" : null,
            Addressee: sheet.AddresseeCompany,
            Greeting: "下記のとおりご請求申し上げます。",
            Particulars:
            [
                ("取引年月日", JapaneseText.Date(sheet.SuppliedOn)),
                ("ご注文番号", sheet.OrderNumber),
                .. Given(sheet.PurchaseOrderNumber).Select(n => ("貴社注文番号", n)),
                ("お支払方法", "クレジットカード（一括払い）"),
                ("決済日", JapaneseText.Date(sheet.ChargedOn)),
                .. Given(sheet.Corrects).Select(n => ("訂正前", n)),
            ],
            TotalLabel: "ご請求金額",
            sheet.Issuer,
            LineTable.Of(sheet.Lines),
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes:
            [
                StandingSentences.PaidByCardAlready,
                .. Given(sheet.Corrects).Select(n => $"本書は請求書 {n} を訂正したものです。金額に変更はありません。"),
                .. sheet.Notes,
            ]
        );

    public static BusinessDocument Of(ReturnInvoiceSheet sheet) =>
        new(
            Title: "適格返還請求書",
            NumberLabel: "返還請求書番号",
            sheet.Number,
            sheet.IssuedOn,
            Remark: null,
            Addressee: sheet.AddresseeCompany,
            Greeting: "下記のとおりご返金いたしました。",
            Particulars:
            [
                ("返還年月日", JapaneseText.Date(sheet.ReturnedOn)),
                ("元の取引", JapaneseText.Date(sheet.SuppliedOn)),
                ("対象請求書", sheet.InvoiceNumber),
                ("ご注文番号", sheet.OrderNumber),
                ("返金方法", "クレジットカードへの返金"),
            ],
            TotalLabel: "ご返金金額",
            sheet.Issuer,
            LineTable.Of(sheet.Lines),
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: ["ご注文の取り消しにともなう対価の返還です。元の取引年月日は、上記「元の取引」の日付です。"]
        );

    public static BusinessDocument Of(StatementSheet sheet) =>
        new(
            Title: "ご利用明細書",
            NumberLabel: "明細番号",
            sheet.Number,
            sheet.IssuedOn,
            Remark: "本書は適格請求書ではありません",
            Addressee: sheet.AddresseeCompany,
            Greeting: "ご利用の内容を下記のとおりご案内いたします。",
            sheet.Particulars,
            TotalLabel: "ご利用金額",
            sheet.Issuer,
            LineTable.Of(sheet.Lines),
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: [StandingSentences.StatementIsNoInvoice, .. sheet.Notes]
        );

    private static string[] Given(string? value) => string.IsNullOrEmpty(value) ? [] : [value];
}
