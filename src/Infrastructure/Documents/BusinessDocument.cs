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
    IReadOnlyList<SheetLine> Lines,
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
            sheet.Lines,
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: NotesOf(
                sheet.Lines,
                [StandingSentences.QuoteIsNoContract, .. Given(sheet.ClaimAssignment), .. sheet.Notes]
            )
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
            sheet.Lines,
            sheet.SubtotalYen,
            sheet.TaxByRate,
            sheet.TotalYen,
            Notes: NotesOf(
                sheet.Lines,
                [StandingSentences.OrderIsAccepted, .. Given(sheet.ClaimAssignment), .. sheet.Notes]
            )
        );

    private static IReadOnlyList<string> NotesOf(IReadOnlyList<SheetLine> lines, IReadOnlyList<string> notes) =>
        lines.Any(l => l.ReducedRate) ? [.. notes, "※は軽減税率の対象です。"] : notes;

    private static string[] Given(string? value) => string.IsNullOrEmpty(value) ? [] : [value];
}
