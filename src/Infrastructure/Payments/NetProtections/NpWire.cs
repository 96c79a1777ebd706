using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Store.Application.Json;
using Store.Application.Payments;

namespace Store.Infrastructure.Payments.NetProtections;

/// <summary>
/// The bodies that NP掛け払い takes, field by field: amounts are strings with tax included, postal codes and telephone
/// numbers digits alone.
/// </summary>
internal static class NpWire
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = StoreJson.Options.Encoder,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static byte[] Buyer(NpBuyer buyer) =>
        Write(
            new RequestOf<BuyerBody>(
                new(
                    buyer.ShopBuyerId,
                    buyer.CompanyName,
                    "",
                    buyer.ContactName,
                    Digits(buyer.PostalCode),
                    buyer.Address,
                    Digits(buyer.Phone),
                    buyer.Email
                )
            )
        );

    public static byte[] Transaction(NpTransaction transaction) =>
        Write(
            new RequestOf<TransactionsBody>(
                new(
                    transaction.NpBuyerId,
                    [
                        new(
                            // Tells the requests of one call apart, and this call has one.
                            "00000001",
                            transaction.ShopTransactionId,
                            Date(transaction.OrderedOn),
                            Yen(transaction.TotalYen),
                            [.. transaction.Details.Select(Detail)],
                            [
                                .. transaction.RateTotals.Select(r => new RateBody(
                                    Number(r.RatePercent),
                                    Yen(r.TotalYen)
                                )),
                            ],
                            DeliverTo(transaction.DeliverTo)
                        ),
                    ]
                )
            )
        );

    public static byte[] Find(string shopTransactionId) => Write(new FindBody([shopTransactionId]));

    public static byte[] Billing(string npTransactionId, LocalDate baseOn) =>
        Write(new RequestsOf<BillingBody>([new(npTransactionId, Date(baseOn))]));

    public static byte[] Cancel(string npTransactionId) => Write(new RequestsOf<string>([npTransactionId]));

    private static DetailBody Detail(NpDetail detail) =>
        new(
            detail.Text.Length <= NpAssumptions.DetailLength ? detail.Text : detail.Text[..NpAssumptions.DetailLength],
            Yen(detail.PriceYen),
            Number(detail.Quantity),
            NpAssumptions.TaxKind(detail.TaxRatePercent)
        );

    private static DeliveryBody DeliverTo(NpBuyer buyer) =>
        new(buyer.CompanyName, "", buyer.ContactName, Digits(buyer.PostalCode), buyer.Address, Digits(buyer.Phone));

    private static string Yen(long yen) => yen.ToString(CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(LocalDate date) => LocalDatePattern.Iso.Format(date);

    /// <summary>Full-width digits (０３) are digits too.</summary>
    private static string Digits(string text) =>
        string.Concat(text.Where(char.IsDigit).Select(c => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c))));

    private static byte[] Write<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Options);

    private sealed record RequestOf<T>(T Request);

    private sealed record RequestsOf<T>(IReadOnlyList<T> Requests);

    private sealed record BuyerBody(
        string ShopBuyerId,
        string CompanyName,
        string Department,
        string CustomerName,
        string ZipCode,
        string Address,
        string TelNo,
        string Email
    );

    private sealed record TransactionsBody(string NpBuyerId, IReadOnlyList<TransactionBody> TransactionInfoes);

    private sealed record TransactionBody(
        string RequestId,
        string ShopTransactionId,
        string ShopOrderDate,
        string TotalAmount,
        IReadOnlyList<DetailBody> TransactionDetails,
        IReadOnlyList<RateBody> TaxRateSummaries,
        DeliveryBody DeliveryInfo
    );

    private sealed record DetailBody(string Detail, string Price, string Quantity, string BilledTaxKind);

    private sealed record RateBody(string TaxRate, string TotalAmount);

    private sealed record DeliveryBody(
        string CompanyName,
        string Department,
        string CustomerName,
        string ZipCode,
        string Address,
        string TelNo
    );

    private sealed record FindBody(IReadOnlyList<string> ShopTransactionIds);

    private sealed record BillingBody(string NpTransactionId, string BillIssueBaseDate);
}
