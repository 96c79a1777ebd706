using System.Globalization;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Application.Documents;

/// <summary>How what was agreed stands on a document: the same words on a quote and on an acknowledgement.</summary>
internal static class AgreedSheets
{
    public static SheetIssuer IssuerOf(Seller seller) =>
        new(
            seller.Name,
            $"〒{seller.PostalCode} {seller.Address}",
            [.. new[] { seller.Phone, seller.Email }.Where(c => c.Length > 0)],
            seller.RegistrationNumber
        );

    public static SheetTax TaxOf(TaxOfRate tax) => new(tax.RatePercent, tax.BaseYen, tax.TaxYen);

    public static SheetLine LineOf(AgreedLine line) =>
        new(
            line.ProductName,
            line.PlanName,
            line.Seats,
            "ライセンス",
            line.UnitPriceYen,
            line.Months,
            line.AmountYen,
            line.TaxRatePercent,
            ReducedRate: line.TaxRatePercent == 8,
            line.Proration is { } p ? NoteOf(p) : null
        );

    private static string NoteOf(Proration p) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{p.FromOn:yyyy年M月d日}〜{p.ToOn:yyyy年M月d日}（{p.Units}/{p.Of}{(p.Policy == ProrationPolicy.Daily ? "日" : "か月")}）"
        );
}
