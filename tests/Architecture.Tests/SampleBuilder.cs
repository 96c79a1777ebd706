using NodaTime;
using Store.Domain;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Architecture.Tests;

/// <summary>
/// Makes a first sample of a fact whose golden file does not exist yet: the same values every time, every field
/// filled. Once the file is there, the file is the sample and may be made more telling by hand.
/// </summary>
internal static class SampleBuilder
{
    private const string Account = "5f0c1e7a9b3d4c6e8f1a2b3c4d5e6f70";

    private const string Order = "O-202611-000001";
    private const string Invoice = "INV-2026-000001";
    private const string ReturnInvoice = "RIN-2026-000001";
    private const string Quote = "Q-202611-000001";

    private static readonly Dictionary<string, object> Known = new()
    {
        ["OrderDocumentFiled.Kind"] = "acknowledgement",
        ["QuoteDocumentFiled.Kind"] = "quote",
        ["QuoteIssued.Number"] = Quote,
        ["QualifiedInvoiceIssued.Number"] = "INV-2026-000002",
        ["QualifiedInvoiceIssued.PaymentMethod"] = PaymentMethod.Card,
        ["QualifiedInvoiceIssued.Note"] = "宛名を訂正しました。",
        ["QualifiedInvoiceCorrected.ByNumber"] = "INV-2026-000002",
        ["QualifiedInvoiceDocumentFiled.Kind"] = "qualified_invoice",
        ["InvoiceNumber"] = "INV-2026-000002",
        ["Corrects"] = Invoice,
        ["ReturnInvoiceIssued.Number"] = ReturnInvoice,
        ["ReturnInvoiceDocumentFiled.Kind"] = "return_invoice",
        ["ReturnInvoiceNumber"] = ReturnInvoice,
        ["BillingDocumentFiled.Kind"] = "statement",
        ["BillingDocumentFiled.Number"] = "2026-11",
        ["ChargedOn"] = new LocalDate(2026, 11, 23),
        ["SuppliedOn"] = new LocalDate(2026, 11, 22),
        ["ReturnedOn"] = new LocalDate(2026, 12, 1),
        ["QuoteSuperseded.ByNumber"] = "Q-202611-000002",
        ["Seller.Name"] = "株式会社ストア",
        ["Seller.Phone"] = "03-0000-0000",
        ["Seller.Email"] = "desk@store.example",
        ["Seller.Address"] = "東京都千代田区丸の内1-1-1",
        ["Seller.PostalCode"] = "100-0005",
        ["AccountId"] = Account,
        ["OrderNumber"] = Order,
        ["CardOrderId"] = Order + "-2",
        ["CardTokenId"] = "1f2e3d4c5b6a79880716253443526170",
        ["SpsTransactionId"] = "B30132002ST010011110100361052464",
        ["TrackingId"] = "00000616307347",
        ["Code"] = "10166000",
        ["Evidence"] = "SBPS決済管理画面 2026-11-23 10:15",
        ["AnswerAwaited.Status"] = OrderStatus.OnCreditHold,
        ["ShopTransactionId"] = Order + "-2",
        ["QuoteNumber"] = Quote,
        ["QuoteId"] = "0b1c2d3e4f5061728394a5b6c7d8e9f0",
        ["Supersedes"] = "00112233445566778899aabbccddeeff",
        ["SupersedesNumber"] = "Q-202610-000007",
        ["ByQuoteId"] = "ffeeddccbbaa99887766554433221100",
        ["ContractId"] = "c0ffee00c0ffee00c0ffee00c0ffee00",
        ["InquiryNumber"] = "I-202611-000001",
        ["CompanyName"] = "株式会社見本",
        ["RegistrationNumber"] = "T7000012050002",
        ["ProductId"] = "kanban-board",
        ["ProductName"] = "Kanban Board",
        ["PlanId"] = "kanban-board:team",
        ["Slug"] = "team",
        ["PlanName"] = "Team",
        ["Maker"] = "Sample Works",
        ["SellerName"] = "株式会社ストア",
        ["Sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ["Bytes"] = 31_415,
        ["Seats"] = 10,
        ["MinSeats"] = 1,
        ["MaxSeats"] = 1_000,
        ["Months"] = 12,
        ["TermMonths"] = 12,
        ["UnitPriceYen"] = 1_200L,
        ["AmountYen"] = 144_000L,
        ["BaseYen"] = 144_000L,
        ["SubtotalYen"] = 144_000L,
        ["TaxYen"] = 14_400L,
        ["TotalYen"] = 158_400L,
        ["LimitYen"] = 300_000L,
        ["RatePercent"] = 10,
        ["TaxRatePercent"] = 10,
        ["NoticeDays"] = 30,
        ["NoticeDayOfMonth"] = 20,
        ["Units"] = 6,
        ["Of"] = 12,
        ["ContactName"] = "山田 花子",
        ["Email"] = "hanako@example.jp",
        ["Phone"] = "03-1234-5678",
        ["PostalCode"] = "100-0001",
        ["Address"] = "東京都千代田区千代田1-1",
        ["EmailClaim"] = "7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730",
        ["AgreedTermsVersion"] = "2026-04",
        ["TermsAgreed.Version"] = "2026-04",
        ["NpBuyerId"] = "NPB-0001",
        ["NpTransactionId"] = "NPT-000001",
        ["NpBuyerRegistered.Result"] = "00",
        ["PurchaseOrderNumber"] = "PO-4711",
        ["AssignedTo"] = "株式会社ネットプロテクションズ",
        ["Notice"] = "代金債権は譲渡されます。",
        ["Consumer"] = "order_screening",
        ["Position"] = 4_711L,
        ["Attempts"] = 8,
        ["NpInvoiceNumber"] = "NP2026110001",
        ["DueOn"] = new LocalDate(2026, 12, 31),
        ["SinceOn"] = new LocalDate(2026, 12, 1),
        ["PaymentId"] = "payment-3f0c1e7a9b3d4c6e8f1a2b3c4d5e6f70",
        ["PaidOn"] = new LocalDate(2026, 12, 28),
        ["AcceptedOn"] = new LocalDate(2026, 11, 23),
        ["ProviderMessage"] = "キャンセル期限を過ぎています。",
        ["Reason"] = "お客さまのご依頼による",
        ["Description"] = "カンバン方式のタスク管理",
        ["ProductListed.Name"] = "Kanban Board",
        ["PlanOffered.Name"] = "Team",
        ["QuoteChange.Field"] = "unitPriceYen",
        ["Before"] = 1_200L,
        ["After"] = 1_100L,
        ["ToOn"] = new LocalDate(2027, 5, 22),
        ["AnswerByOn"] = new LocalDate(2026, 11, 30),
        ["IssuedOn"] = new LocalDate(2026, 11, 23),
        ["ValidUntilOn"] = new LocalDate(2026, 12, 23),
    };

    /// <summary>The id of the stream that samples of a category stand in: what other facts call it by.</summary>
    public static string StreamOf(string category) =>
        category switch
        {
            "account" or "credit-line" => Account,
            "order" => Order,
            "quote" => (string)Known["QuoteId"],
            "product" => (string)Known["ProductId"],
            "np-invoice" => (string)Known["NpInvoiceNumber"],
            "qualified-invoice" => Invoice,
            "return-invoice" => ReturnInvoice,
            "parked-work" => "reaction:order_screening:4711",
            "np-payment" => (string)Known["PaymentId"],
            _ => category + "-1",
        };

    public static Fact Build(Type fact) => (Fact)Record(fact);

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([
            .. constructor.GetParameters().Select(p => Value(type.Name, p.Name!, p.ParameterType)),
        ]);
    }

    private static object Value(string owner, string field, Type declared)
    {
        var type = FactKinds.Bare(declared);
        if (type == typeof(PersonalText))
        {
            return new PersonalText(Account, (string)Value(owner, field, typeof(string)));
        }

        if (FactKinds.IsList(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Value(owner, field, item), 0);
            return list;
        }

        var known = Known.GetValueOrDefault($"{owner}.{field}") ?? Known.GetValueOrDefault(field);
        return known is not null && known.GetType() == type ? known : Plain(type, field);
    }

    private static object Plain(Type type, string field) =>
        type == typeof(string) ? char.ToLowerInvariant(field[0]) + field[1..]
        : type == typeof(bool) ? true
        : type == typeof(int) ? 1
        : type == typeof(long) ? 1_000L
        : type == typeof(Guid) ? new Guid("00000000-0000-4000-8000-000000000001")
        : type == typeof(Instant) ? Instant.FromUtc(2026, 11, 23, 1, 2, 3)
        : type == typeof(LocalDate) ? new LocalDate(2026, 11, 23)
        : type == typeof(YearMonth) ? new YearMonth(2026, 11)
        : type.IsEnum ? Enum.GetValues(type).GetValue(0)!
        : FactKinds.IsPart(type) ? Record(type)
        : throw new InvalidOperationException($"A fact cannot hold a {type.Name} ({field}).");
}
