using NodaTime;
using Store.Application.Sandbox;
using Store.Domain.Calendar;

namespace Store.Api.Sandbox;

/// <summary>
/// What may be done with a payment as it stands: each step answers OK and the payment as it stands then, or the code
/// that SBPS has for the conflict.
/// </summary>
internal static class SbpsRules
{
    public const string Ok = "OK";

    private const string Unprocessed = "0";
    private const string Committed = "1";
    private const string CancelledUncommitted = "3";

    private const string Authorized = "1";
    private const string Captured = "2";
    private const string Cancelled = "3";
    private const string Refunded = "4";

    public static (SbpsBookedPayment? After, string Code) Commit(SbpsBookedPayment payment) =>
        payment is { CommitStatus: Unprocessed, Status: Authorized }
            ? (payment with { CommitStatus = Committed }, Ok)
            // Done already, or undone.
            : (null, SbpsCodes.Of("60"));

    public static (SbpsBookedPayment? After, string Code) Capture(
        SbpsBookedPayment payment,
        long? amountYen,
        LocalDate today
    ) =>
        payment switch
        {
            { Status: Cancelled } => (null, SbpsCodes.Of("40")),
            { Status: Captured or Refunded } => (null, SbpsCodes.Of("41")),
            { CommitStatus: not Committed } => (null, SbpsCodes.Of("39")),
            _ when amountYen > payment.AmountYen => (null, SbpsCodes.Of("79")),
            _ when today > LastDay(payment) => (null, SbpsCodes.Of("42")),
            _ => (payment with { Status = Captured, CapturedYen = amountYen ?? payment.AmountYen }, Ok),
        };

    public static (SbpsBookedPayment? After, string Code) Cancel(SbpsBookedPayment payment, LocalDate today) =>
        payment switch
        {
            { Status: Cancelled } => (null, SbpsCodes.Of("45")),
            { Status: Refunded } => (null, SbpsCodes.Of("46")),
            _ when today > LastDay(payment) => (null, SbpsCodes.Of("56")),
            { Status: Captured } => (payment with { Status = Refunded, RefundedYen = payment.CapturedYen }, Ok),
            { CommitStatus: Committed } => (payment with { Status = Cancelled }, Ok),
            _ => (payment with { Status = Cancelled, CommitStatus = CancelledUncommitted }, Ok),
        };

    public static (SbpsBookedPayment? After, string Code) Refund(
        SbpsBookedPayment payment,
        long amountYen,
        LocalDate today
    ) =>
        payment switch
        {
            { Status: Cancelled } => (null, SbpsCodes.Of("45")),
            { Status: Refunded } => (null, SbpsCodes.Of("46")),
            { Status: not Captured } => (null, SbpsCodes.Of("K0")),
            _ when today > LastDay(payment) => (null, SbpsCodes.Of("56")),
            _ when payment.RefundedYen + amountYen > payment.CapturedYen => (null, SbpsCodes.Of("K1")),
            _ => (
                payment with
                {
                    RefundedYen = payment.RefundedYen + amountYen,
                    Status = payment.RefundedYen + amountYen == payment.CapturedYen ? Refunded : Captured,
                },
                Ok
            ),
        };

    /// <summary>The end of the third month after the authorisation's, in Japan and by the store's clock.</summary>
    private static LocalDate LastDay(SbpsBookedPayment payment) =>
        TokyoTime.DateOf(payment.AuthorizedAt).PlusMonths(3).With(DateAdjusters.EndOfMonth);
}

/// <summary>Error codes of the method "credit card".</summary>
internal static class SbpsCodes
{
    public static string Of(string type, string item = "999") => $"101{type}{item}";
}
