using System.Security.Cryptography;
using NodaTime;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Support;
using Store.Domain.Billing;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Payments;

namespace Store.Application.Billing;

public enum InvoiceStatus
{
    /// <summary>Orders still come in; dates are those of today's calendar.</summary>
    Open,

    /// <summary>Nothing changes it any more.</summary>
    Closed,
}

/// <summary>
/// An account's bill for a month (請求) as it is answered: Net Protections issues it (NP-7), the store shows what it is
/// made of.
/// </summary>
/// <param name="ClaimAssignedTo">NP-2.</param>
/// <param name="CollectionMethod">DD-6; of an open month as it stands.</param>
/// <param name="IssuesOn">NP-6. The date on Net Protections' own document is in <c>npInvoices</c> once it is known.</param>
/// <param name="DueOn">NP-5, DD-2: the last day to transfer, or the day of the debit.</param>
/// <param name="TransferLastBankingDayOn">The last day on which banks transfer; null where the amount is debited.</param>
/// <param name="Lines">The first of <paramref name="LineCount"/>; <paramref name="NextCursor"/> is for the others.</param>
/// <param name="TaxByRate">Rounded once for the month and rate.</param>
/// <param name="OrdersTaxYen">What the taxes of the single orders come to, which may be another sum.</param>
/// <param name="PaidYen">The sum of the month's orders that were paid.</param>
/// <param name="PaidOn">When everything was paid; null until then.</param>
public sealed record InvoiceOn(
    YearMonth Month,
    InvoiceStatus Status,
    string AccountId,
    string Issuer,
    InvoiceIssuerMode IssuerMode,
    string ClaimAssignedTo,
    string ClaimNotice,
    BillingCollection CollectionMethod,
    BillingDocument Document,
    LocalDate ClosesOn,
    LocalDate IssuesOn,
    LocalDate DueOn,
    LocalDate? TransferLastBankingDayOn,
    Instant? ClosedAt,
    IReadOnlyList<BilledLine> Lines,
    int LineCount,
    string? NextCursor,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    long OrdersTaxYen,
    string TaxNotice,
    IReadOnlyList<NpInvoiceShown> NpInvoices,
    long PaidYen,
    LocalDate? PaidOn,
    SupportDesk Support
)
{
    /// <summary>Why 301 yen can stand beside three times 100.</summary>
    public const string TaxIsRoundedOnce =
        "消費税は、ひと月のご請求ごと・税率ごとに一度だけ端数処理します。各ご注文の消費税の合計とは異なる場合があります。";

    /// <summary>No single stream stands behind this, so that its tag says all that is shown.</summary>
    internal static QueryResult Show(ReadOnlyMemory<byte> body, long version, long position)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span).AsSpan(0, 8));
        return new QueryResult(body, position, StateTag.Of(version, hash));
    }
}

/// <summary>NP-7: what Net Protections issued, as an operator recorded it.</summary>
public sealed record NpInvoiceShown(string NpInvoiceNumber, LocalDate IssuedOn, LocalDate? DueOn, long AmountYen);

/// <summary>What lists show of a month.</summary>
public sealed record InvoiceSummary(
    YearMonth Month,
    InvoiceStatus Status,
    BillingCollection CollectionMethod,
    BillingDocument Document,
    LocalDate IssuesOn,
    LocalDate DueOn,
    int LineCount,
    long TotalYen,
    LocalDate? PaidOn
)
{
    public static InvoiceSummary Of(InvoiceOn invoice) =>
        new(
            invoice.Month,
            invoice.Status,
            invoice.CollectionMethod,
            invoice.Document,
            invoice.IssuesOn,
            invoice.DueOn,
            invoice.LineCount,
            invoice.TotalYen,
            invoice.PaidOn
        );
}

/// <summary>Makes a bill of what was folded; of an open month with the calendar and settings of today.</summary>
public sealed class InvoiceSheets(
    SaleSettings sale,
    BillingSettings billing,
    NationalHolidays holidays,
    SupportDesks desks
)
{
    /// <param name="collection">Of an open month; a closed one keeps its own.</param>
    /// <param name="lines">The first of the month's.</param>
    /// <param name="nextCursor">Where the list of lines goes on behind them; null where these are all.</param>
    public InvoiceOn Show(
        InvoiceDocument document,
        BillingCollection collection,
        IReadOnlyList<BilledLine> lines,
        string? nextCursor = null
    )
    {
        var closed = document.Closed ?? Close(document, collection, []);
        var claim = ClaimAssignment.NetProtections;
        return new InvoiceOn(
            closed.Month,
            document.Closed is null ? InvoiceStatus.Open : InvoiceStatus.Closed,
            closed.AccountId,
            closed.Issuer,
            closed.IssuerMode,
            claim.AssignedTo,
            claim.Notice,
            closed.Method,
            closed.Document,
            closed.ClosesOn,
            closed.IssuesOn,
            closed.DueOn,
            closed.TransferLastBankingDayOn,
            document.ClosedAt,
            lines,
            document.LineCount,
            nextCursor,
            closed.SubtotalYen,
            closed.TaxByRate,
            closed.TaxYen,
            closed.TotalYen,
            document.OrdersTaxYen,
            InvoiceOn.TaxIsRoundedOnce,
            [.. document.Issued.Select(i => new NpInvoiceShown(i.NpInvoiceNumber, i.IssuedOn, i.DueOn, i.AmountYen))],
            document.PaidYen,
            document.SettledOn ?? (PaidOneByOne(document) ? document.LastPaidOn : null),
            desks.Of(PaymentMethod.OnAccount)
        );
    }

    /// <summary>What is recorded when the month closes; of an open month, what would be if it closed now.</summary>
    public BillingMonthClosed Close(
        InvoiceDocument document,
        BillingCollection collection,
        IReadOnlyList<BillingPageRecorded> pages
    )
    {
        var schedule = BillingSchedule.For(document.Month, holidays);
        var totals = DocumentTotals.Of(document.Bases, sale.TaxRounding);
        var debited = collection == BillingCollection.DirectDebit;
        return new BillingMonthClosed(
            document.AccountId,
            document.Month,
            collection,
            debited ? BillingDocument.DirectDebitNotice : BillingDocument.Invoice,
            ClaimAssignment.NetProtections.AssignedTo,
            billing.IssuerMode,
            schedule.ClosesOn,
            schedule.IssuesOn,
            debited ? schedule.DirectDebitOn : schedule.TransferDueOn,
            debited ? null : schedule.TransferLastBankingDayOn,
            document.LineCount,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            sale.TaxRounding,
            document.OrdersTaxYen,
            [.. pages.Select(BillingPages.HashOf)]
        );
    }

    private static bool PaidOneByOne(InvoiceDocument document) =>
        document.Orders > 0 && document.PaidOrders == document.Orders;
}
