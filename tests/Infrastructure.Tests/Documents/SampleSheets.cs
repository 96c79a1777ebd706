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

    public static QualifiedInvoiceSheet Invoice(int lines = 3, string? corrects = null)
    {
        var quote = Quote(lines);
        return new(
            Number: corrects is null ? "INV-2026-000041" : "INV-2026-000042",
            IssuedOn: new LocalDate(2026, 11, 25),
            AddresseeCompany: "株式会社サンプル商事",
            Issuer,
            SuppliedOn: new LocalDate(2026, 11, 24),
            ChargedOn: new LocalDate(2026, 11, 25),
            quote.Lines,
            quote.SubtotalYen,
            quote.TaxByRate,
            quote.TotalYen,
            OrderNumber: "O-202611-000077",
            PurchaseOrderNumber: "PO-889",
            corrects,
            Notes: corrects is null ? [] : ["社名変更にともない、宛名を訂正しました。"]
        );
    }

    public static ReturnInvoiceSheet Return()
    {
        var invoice = Invoice();
        return new(
            Number: "RIN-2026-000003",
            InvoiceNumber: invoice.Number,
            invoice.OrderNumber,
            IssuedOn: new LocalDate(2026, 12, 2),
            invoice.AddresseeCompany,
            Issuer,
            ReturnedOn: new LocalDate(2026, 12, 1),
            invoice.SuppliedOn,
            invoice.Lines,
            invoice.SubtotalYen,
            invoice.TaxByRate,
            invoice.TotalYen
        );
    }

    /// <summary>As the store would fill it in; every tenth line takes the one before it back.</summary>
    public static StatementSheet Statement(int lines = 6)
    {
        var all = Enumerable
            .Range(1, lines)
            .Select(i => new StatementLine(
                new LocalDate(2026, 11, 1 + (i % 28)),
                $"O-202611-{i:000000}",
                i % 10 == 0
                    ? "【取消】クラウド勤怠管理「出勤名人」 スタンダードプラン 10席×12か月"
                    : "クラウド勤怠管理「出勤名人」 スタンダードプラン 10席×12か月",
                i % 10 == 0 ? new LocalDate(2026, 11, 29) : null,
                i % 10 == 0 ? -1_005 : 1_005,
                10
            ))
            .ToList();
        var subtotal = all.Sum(l => l.AmountYen);
        return new(
            Number: "2026-11",
            IssuedOn: new LocalDate(2026, 12, 1),
            AddresseeCompany: "株式会社サンプル商事",
            Issuer with
            {
                RegistrationNumber = null,
            },
            [
                ("ご利用月", "2026年11月分"),
                ("締日", "2026年11月30日"),
                ("請求書発行日", "2026年12月3日"),
                ("お支払期限", "2026年12月31日"),
                ("最終振込日", "2027年1月4日（金融機関営業日）"),
                ("お支払方法", "銀行振込（NP掛け払い）"),
                ("請求書の発行", "株式会社ネットプロテクションズ"),
                ("債権の譲渡先", "株式会社ネットプロテクションズ"),
            ],
            all,
            subtotal,
            [new SheetTax(10, subtotal, subtotal / 10)],
            subtotal + (subtotal / 10),
            [
                Store.Domain.Payments.ClaimAssignment.NetProtections.Notice,
                Store.Application.Billing.InvoiceOn.TaxIsRoundedOnce,
                "お支払い・請求書に関するお問い合わせ：NP掛け払いコールセンター　03-4577-9631（10:00〜17:00）",
            ]
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
