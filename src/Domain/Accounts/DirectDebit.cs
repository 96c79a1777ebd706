using NodaTime;

namespace Store.Domain.Accounts;

/// <summary>
/// How far an account's direct debit (口座振替) has come: DD-1 to DD-6. It is a setting of the account, never of an
/// order, and only Net Protections' word makes it active; the two months of DD-4 are an estimate.
/// </summary>
/// <param name="SinceOn">The day of the present step.</param>
/// <param name="ActiveFrom">The first month whose closing is debited; those before are paid by transfer (DD-5).</param>
/// <param name="TransferFrom">The first month, after a stop, whose closing is paid by transfer again.</param>
public sealed record DirectDebit(
    DirectDebitStep Step,
    LocalDate SinceOn,
    LocalDate? FormReceivedOn = null,
    YearMonth? ActiveFrom = null,
    YearMonth? TransferFrom = null
)
{
    private const int UsualMonths = 2;

    /// <summary>DD-4: about two months after the form came back. Nothing switches by itself on that day.</summary>
    public LocalDate? EstimatedActiveOn =>
        ActiveFrom is null && Step != DirectDebitStep.Rejected ? FormReceivedOn?.PlusMonths(UsualMonths) : null;

    /// <summary>Whether the closing of this month is debited.</summary>
    public bool Collects(YearMonth month) =>
        ActiveFrom is { } from && month >= from && !(TransferFrom is { } until && month >= until);

    /// <summary>
    /// The next step; the same again is nothing, but for a request: a new form is not taken while another debit is
    /// under way or active. That one is stopped first.
    /// </summary>
    public static Decision Move(DirectDebit? now, DirectDebitMoved to)
    {
        if (now?.Step == to.To && to.To != DirectDebitStep.Requested)
        {
            return Decision.Nothing;
        }

        if (!NextOf(now?.Step).Contains(to.To))
        {
            return to.To == DirectDebitStep.Requested
                ? DirectDebitRefusals.UnderWay.With("step", now!.Step)
                : DirectDebitRefusals.OutOfOrder.With("possible", NextOf(now?.Step));
        }

        var takesMonth = to.To is DirectDebitStep.Active or DirectDebitStep.Stopped;
        return takesMonth && to.EffectiveFrom is null ? DirectDebitRefusals.MonthRequired
            : takesMonth && to.EffectiveFrom < to.On.ToYearMonth() ? DirectDebitRefusals.MonthOver
            : to with { EffectiveFrom = takesMonth ? to.EffectiveFrom : null };
    }

    /// <summary>A request begins anew: what an earlier debit left is over.</summary>
    public static DirectDebit After(DirectDebit? now, DirectDebitMoved f)
    {
        var before = f.To == DirectDebitStep.Requested ? null : now;
        return new DirectDebit(
            f.To,
            f.On,
            f.To == DirectDebitStep.FormReceived ? f.On : before?.FormReceivedOn,
            f.To == DirectDebitStep.Active ? f.EffectiveFrom : before?.ActiveFrom,
            f.To == DirectDebitStep.Stopped ? f.EffectiveFrom : before?.TransferFrom
        );
    }

    private static DirectDebitStep[] NextOf(DirectDebitStep? step) =>
        step switch
        {
            null or DirectDebitStep.Rejected or DirectDebitStep.Stopped => [DirectDebitStep.Requested],
            DirectDebitStep.Requested => [DirectDebitStep.FormSent, DirectDebitStep.Rejected],
            DirectDebitStep.FormSent => [DirectDebitStep.FormReceived, DirectDebitStep.Rejected],
            DirectDebitStep.FormReceived => [DirectDebitStep.BankScreening, DirectDebitStep.Rejected],
            DirectDebitStep.BankScreening => [DirectDebitStep.Active, DirectDebitStep.Rejected],
            DirectDebitStep.Active => [DirectDebitStep.StopRequested],
            DirectDebitStep.StopRequested => [DirectDebitStep.Stopped],
            _ => throw new System.Diagnostics.UnreachableException($"{step}"),
        };
}

public enum DirectDebitStep
{
    /// <summary>DD-1: Net Protections is asked to send its form (口座振替依頼書).</summary>
    Requested,

    /// <summary>Net Protections sent the form to the buyer.</summary>
    FormSent,

    /// <summary>The form came back, filled in.</summary>
    FormReceived,

    /// <summary>The bank looks at it, at times longer than usual (DD-4).</summary>
    BankScreening,

    /// <summary>Closings are debited from the month that is named.</summary>
    Active,

    /// <summary>The form had a defect, or the bank said no; the envelope's actor has the reason.</summary>
    Rejected,

    /// <summary>Net Protections was asked to end it.</summary>
    StopRequested,

    /// <summary>Closings are paid by transfer again, from the month that is named.</summary>
    Stopped,
}

public static class DirectDebitRefusals
{
    /// <summary>One debit at a time: the one before is stopped first.</summary>
    public static readonly Refusal UnderWay = new(
        "direct_debit.under_way",
        RefusalKind.Conflict,
        "口座振替のお手続き中、またはご利用中です。変更される場合は、先に停止のお手続きが必要です。",
        "A direct debit is under way or active. Stop it before another one is requested."
    );

    /// <summary>The steps that are possible now are in <c>possible</c>.</summary>
    public static readonly Refusal OutOfOrder = new(
        "direct_debit.out_of_order",
        RefusalKind.Conflict,
        "口座振替の手続きの順序が正しくありません。",
        "The direct debit cannot take this step now. See possible."
    );

    public static readonly Refusal MonthRequired = new(
        "direct_debit.month_required",
        RefusalKind.Unprocessable,
        "切り替えとなる締め月 (effectiveFromClosing) を指定してください。",
        "Name the first closing month of the change in effectiveFromClosing."
    );

    public static readonly Refusal MonthOver = new(
        "direct_debit.month_over",
        RefusalKind.Unprocessable,
        "過ぎた月を切り替えの締め月に指定することはできません。",
        "A month that is over cannot be changed: effectiveFromClosing is this month or a later one."
    );
}
