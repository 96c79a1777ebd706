using System.Globalization;
using NodaTime;
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

    /// <param name="agreedOn">Whose law says which rate is the reduced one (軽減税率).</param>
    public static SheetLine LineOf(AgreedLine line, TaxRates rates, LocalDate agreedOn) =>
        new(
            line.ProductName,
            line.PlanName,
            line.Seats,
            "ライセンス",
            line.UnitPriceYen,
            line.Months,
            line.AmountYen,
            line.TaxRatePercent,
            ReducedRate: rates.CategoryOf(line.TaxRatePercent, agreedOn) == TaxCategory.Reduced,
            line.Proration is { } p ? NoteOf(p) : null
        );

    private static string NoteOf(Proration p) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{p.FromOn:yyyy年M月d日}〜{p.ToOn:yyyy年M月d日}（{p.Units}/{p.Of}{(p.Policy == ProrationPolicy.Daily ? "日" : "か月")}）"
        );
}
