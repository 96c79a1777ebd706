using NodaTime;
using Store.Domain.Money;

namespace Store.Domain.Billing;

// The stored form of what is recorded when an account's month (請求月) closes. The stream's id names both.

public abstract record BillingMonthFact : Fact;

/// <summary>A part of what a month comes to, recorded together with its closing.</summary>
/// <param name="Month">In which the lines were recorded, in Asia/Tokyo.</param>
/// <param name="Page">Counted from 1.</param>
[StoredAs("billing_month.page_recorded", 1)]
public sealed record BillingPageRecorded(string AccountId, YearMonth Month, int Page, IReadOnlyList<BilledLine> Lines)
    : BillingMonthFact;

/// <summary>
/// The month as it was billed. Nothing changes it: what is corrected later stands in a later month, and dates stay
/// as they are when the calendar is corrected.
/// </summary>
/// <param name="Month">That is over, in Asia/Tokyo.</param>
/// <param name="Method">DD-6: how the account paid at the month's end.</param>
/// <param name="Document">Which document Net Protections sends: DD-3.</param>
/// <param name="Issuer">NP-7: who issues it.</param>
/// <param name="IssuerMode">By which rule it issues for the seller.</param>
/// <param name="ClosesOn">NP-5: the month's last day.</param>
/// <param name="IssuesOn">NP-6: the third business day after the close.</param>
/// <param name="DueOn">NP-5, DD-2: the last day to transfer, or the day of the debit.</param>
/// <param name="TransferLastBankingDayOn">Null where the amount is debited.</param>
/// <param name="LineCount">Of all pages.</param>
/// <param name="TaxRounding">As it was set; tax is rounded once for each rate.</param>
/// <param name="OrdersTaxYen">What the orders' own taxes come to, each rounded by itself: for information.</param>
/// <param name="Pages">In order; their lines are in facts of their own.</param>
[StoredAs("billing_month.closed", 1)]
public sealed record BillingMonthClosed(
    string AccountId,
    YearMonth Month,
    BillingCollection Method,
    BillingDocument Document,
    string Issuer,
    InvoiceIssuerMode IssuerMode,
    LocalDate ClosesOn,
    LocalDate IssuesOn,
    LocalDate DueOn,
    LocalDate? TransferLastBankingDayOn,
    int LineCount,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    TaxRounding TaxRounding,
    long OrdersTaxYen,
    IReadOnlyList<BilledPage> Pages
) : BillingMonthFact;

/// <summary>
/// The statement of a closed month (ご利用明細書) was made and stored, once. It is no invoice: Net Protections issues
/// that. The hash is SHA-256 of the stored bytes, lower-case hex.
/// </summary>
/// <param name="Number">The month, as it stands on the statement.</param>
/// <param name="CompanyName">To whom it is addressed: the company's name when the month closed.</param>
/// <param name="IssuedOn">The day on which the month was closed, in Asia/Tokyo.</param>
/// <param name="TotalYen">The month's total, with tax.</param>
[StoredAs("billing_month.document_filed", 1)]
public sealed record BillingDocumentFiled(
    string Kind,
    string Number,
    string AccountId,
    string CompanyName,
    LocalDate IssuedOn,
    long TotalYen,
    string Sha256,
    int Bytes
) : BillingMonthFact;

/// <summary>One line of a month. A correction has the amount of what it takes back, with a minus.</summary>
/// <param name="AcceptedOn">Of the order, also where the line corrects it.</param>
/// <param name="AmountYen">Without tax.</param>
/// <param name="CorrectedOn">The day on which the order was undone; null for what was ordered.</param>
public sealed record BilledLine(
    string OrderNumber,
    string Description,
    LocalDate AcceptedOn,
    long AmountYen,
    int TaxRatePercent,
    LocalDate? CorrectedOn = null
)
{
    public TaxableAmount AsTaxable() => new(AmountYen, TaxRatePercent);
}

/// <param name="Page">Counted from 1.</param>
/// <param name="LineCount">Of the page.</param>
/// <param name="Sha256">Of the page's lines as JSON, lower-case hex: see <c>BillingPages</c>.</param>
public sealed record BilledPage(int Page, int LineCount, string Sha256);

/// <summary>How an account's month is paid: DD-6.</summary>
public enum BillingCollection
{
    /// <summary>銀行振込, by the end of the following month (NP-5).</summary>
    BankTransfer,

    /// <summary>口座振替, on the 27th of the following month (DD-2).</summary>
    DirectDebit,
}

public enum BillingDocument
{
    /// <summary>請求書 (NP-7).</summary>
    Invoice,

    /// <summary>口座振替通知書 (DD-3).</summary>
    DirectDebitNotice,
}

/// <summary>By which rule Net Protections issues the qualified invoice for the seller (適格請求書).</summary>
public enum InvoiceIssuerMode
{
    /// <summary>代理交付: it shows the seller's name and registration number.</summary>
    Agency,

    /// <summary>媒介者交付特例: it shows Net Protections' own.</summary>
    Mediator,
}
