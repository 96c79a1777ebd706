using NodaTime;
using Store.Application.Documents;
using Store.Infrastructure.Documents.Pdf;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>Sheets as the store would fill them in, and the font of this machine.</summary>
internal static class SampleSheets
{
    public static readonly Lazy<TrueTypeFont> Font = new(() =>
        TrueTypeFont.Load(FontPlaces.Find(Environment.GetEnvironmentVariable("STORE_TEST_FONT")))
    );

    private static readonly SheetIssuer Issuer = new(
        "アイティクラウド株式会社",
        "〒100-0001 東京都千代田区千代田1丁目1番1号",
        ["カスタマーサービスデスク", "store@example.jp"],
        "T7123456789012"
    );

    public static QuoteSheet Quote(int lines = 3, string? company = "株式会社サンプル商事")
    {
        var all = Lines(lines);
        var subtotal = all.Sum(l => l.AmountYen);
        return new(
            Number: "Q-202611-000123",
            IssuedOn: new LocalDate(2026, 11, 23),
            ValidUntilOn: new LocalDate(2026, 12, 23),
            AddresseeCompany: company,
            Subject: "クラウド勤怠管理「出勤名人」ほか",
            Issuer,
            all,
            subtotal,
            TaxByRate: [new(10, subtotal, subtotal / 10)],
            TotalYen: subtotal + (subtotal / 10),
            PaymentTerms: "銀行振込（NP掛け払い）：月末締め翌月末払い、またはクレジットカード一括払い",
            ContractTerm: "ご利用開始日から12か月",
            StartsOn: null,
            SupersedesNumber: null,
            ClaimAssignment: StandingSentences.ClaimGoesToNetProtections,
            Notes: ["有効期限内は本書の価格でご注文いただけます。"]
        );
    }

    public static AcknowledgementSheet Acknowledgement()
    {
        var quote = Quote();
        return new(
            Number: "O-202611-000077",
            OrderedOn: new LocalDate(2026, 11, 24),
            AcceptedOn: new LocalDate(2026, 11, 25),
            AddresseeCompany: "株式会社サンプル商事",
            quote.Subject,
            Issuer,
            quote.Lines,
            quote.SubtotalYen,
            quote.TaxByRate,
            quote.TotalYen,
            quote.PaymentTerms,
            StartsOn: new LocalDate(2026, 12, 1),
            EndsOn: new LocalDate(2027, 11, 30),
            QuoteNumber: quote.Number,
            PurchaseOrderNumber: "PO-889",
            quote.ClaimAssignment,
            Notes: []
        );
    }

    private static List<SheetLine> Lines(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(i => new SheetLine(
                    ProductName: i % 2 == 0
                        ? "名刺管理・営業支援（SFA）プラットフォーム"
                        : "クラウド勤怠管理「出勤名人」",
                    PlanName: $"スタンダードプラン{i}（個人事業主・フリーランス可）",
                    Seats: 10 * i,
                    Unit: "ユーザー",
                    UnitPriceYen: 1500,
                    Months: 12,
                    AmountYen: 180_000L * i,
                    TaxRatePercent: 10
                )),
        ];
}
