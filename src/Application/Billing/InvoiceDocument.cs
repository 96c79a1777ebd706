using System.Diagnostics;
using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;
using Store.Domain.ProviderFacts;

namespace Store.Application.Billing;

/// <summary>
/// What an account bought on account in a month, summed as it happens: the month is open until its closing. The
/// document stays small however many orders there are; all lines are in <see cref="InvoiceLinesDocument"/>.
/// </summary>
/// <param name="Bases">The sum of the lines for each tax rate.</param>
/// <param name="OrdersTaxYen">The sum of the orders' own taxes, each rounded by itself.</param>
/// <param name="FewLines">All lines of a closed month that has no more than a page of them; otherwise empty.</param>
/// <param name="Closed">Null while the month is open.</param>
/// <param name="SettledOn">When Net Protections was paid for the month as a whole.</param>
public sealed record InvoiceDocument(
    string AccountId,
    YearMonth Month,
    IReadOnlyList<TaxableAmount> Bases,
    long OrdersTaxYen,
    int Orders,
    int LineCount,
    IReadOnlyList<BilledLine> FewLines,
    BillingMonthClosed? Closed,
    Instant? ClosedAt,
    IReadOnlyList<NpInvoiceIssued> Issued,
    int PaidOrders,
    long PaidYen,
    LocalDate? LastPaidOn,
    LocalDate? SettledOn
)
{
    public const string ProjectionName = "invoices";

    /// <summary>As many lines as a page of the list has unless asked otherwise.</summary>
    public const int ShownLines = PageRequest.DefaultLimit;

    /// <summary>Of the month's own stream, which begins with its closing.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    public static InvoiceDocument Empty(string accountId, YearMonth month) =>
        new(accountId, month, [], 0, 0, 0, [], null, null, [], 0, 0, null, null);

    /// <summary>Lists are ordered by month, and a month's documents are found by it.</summary>
    public static long SortOf(YearMonth month) => (month.Year * 12L) + month.Month;

    /// <summary>The key is that of the month's stream.</summary>
    public sealed class Projection : Projection<InvoiceDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 2;

        public override string? KeyOf(RecordedFact fact) =>
            PlaceOf(fact) is var (account, month) ? BillingMonth.IdOf(account, month) : null;

        public override InvoiceDocument? Apply(InvoiceDocument? document, RecordedFact fact)
        {
            switch (fact.Fact)
            {
                case OrderAccepted f:
                    return With(document ?? Begin(fact), [.. f.Lines.Select(l => l.AsTaxable())], f.TotalYen) with
                    {
                        Orders = (document?.Orders ?? 0) + 1,
                    };
                case OrderCancelled { Undone: { } f }:
                    return With(
                        document ?? Begin(fact),
                        [.. f.Lines.Select(l => new TaxableAmount(-l.AmountYen, l.TaxRatePercent))],
                        -f.TotalYen
                    );
                case BillingPageRecorded f:
                    return (document ?? Begin(fact)) with
                    {
                        FewLines = f is { Page: 1, Lines.Count: <= ShownLines } ? f.Lines : [],
                    };
                case BillingMonthClosed f:
                    return (document ?? Begin(fact)) with
                    {
                        Closed = f,
                        ClosedAt = fact.RecordedAt,
                        Version = fact.Version,
                    };
                case NpInvoiceIssued f:
                    return document is null ? null : document with { Issued = [.. document.Issued, f] };
                case OrderPaid f:
                    return document is null
                        ? null
                        : document with
                        {
                            PaidOrders = document.PaidOrders + 1,
                            PaidYen = checked(document.PaidYen + f.AmountYen),
                            LastPaidOn =
                                document.LastPaidOn is { } last && last > f.PaidOn ? document.LastPaidOn : f.PaidOn,
                        };
                case NpPaymentReceived f:
                    return document is null ? null : document with { SettledOn = f.PaidOn };
                default:
                    throw new UnreachableException(fact.Type);
            }
        }

        public override ReadDocument Store(string key, InvoiceDocument document) =>
            new(key, document.AccountId, SortOf(document.Month), document.Version, StoreJson.Write(document));

        public override InvoiceDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Version = stored.Version,
            };

        /// <summary>Whose month the fact belongs to; an order's and a correction's is that of their instant.</summary>
        private static (string AccountId, YearMonth Month)? PlaceOf(RecordedFact fact) =>
            fact.Fact switch
            {
                OrderAccepted { PaymentMethod: PaymentMethod.OnAccount } f => (
                    f.AccountId,
                    TokyoTime.MonthOf(fact.RecordedAt)
                ),
                OrderCancelled { Undone: { PaymentMethod: PaymentMethod.OnAccount } f } => (
                    f.AccountId,
                    TokyoTime.MonthOf(fact.RecordedAt)
                ),
                OrderPaid f => (f.AccountId, f.AcceptedOn.ToYearMonth()),
                BillingPageRecorded f => (f.AccountId, f.Month),
                BillingMonthClosed f => (f.AccountId, f.Month),
                NpInvoiceIssued f => (f.AccountId, f.Month),
                NpPaymentReceived { Month: { } month } f => (f.AccountId, month),
                _ => null,
            };

        private static InvoiceDocument Begin(RecordedFact fact)
        {
            var (account, month) = PlaceOf(fact)!.Value;
            return Empty(account, month);
        }

        private static InvoiceDocument With(
            InvoiceDocument document,
            IReadOnlyList<TaxableAmount> lines,
            long totalYen
        ) =>
            document with
            {
                Bases = BilledLines.Sum([.. document.Bases, .. lines]),
                OrdersTaxYen = checked(document.OrdersTaxYen + totalYen - lines.Sum(l => l.AmountYen)),
                LineCount = document.LineCount + lines.Count,
            };
    }
}
