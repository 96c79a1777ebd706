using System.Globalization;
using Microsoft.Extensions.Logging;
using Store.Application.Payments;
using Store.Domain.Payments;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// SBPS behind its port: what the store means, as parameters, and what the answers mean to the store.
/// </summary>
internal sealed class SbPaymentClient(
    SbpsSettings settings,
    Func<Uri?> baseUrl,
    TimeProvider time,
    ILogger<SbPaymentClient> log,
    HttpMessageHandler? handler = null
) : ISbPayment, IDisposable
{
    /// <summary>Far longer than any token that was seen; what is longer is none.</summary>
    private const int LongestToken = 1024;

    /// <summary>In bytes.</summary>
    private const int LongestItemName = 40;

    private readonly SbpsConnection _sbps = new(settings.Checked(), baseUrl, time, log, handler);

    public async Task<CardAuthorizationAnswer> Authorize(CardAuthorization authorization, CancellationToken ct)
    {
        if (!IsToken(authorization.Token.Token) || !IsToken(authorization.Token.TokenKey))
        {
            // It comes from a browser. Nothing was sent, so there is no code of SBPS's.
            return new CardAuthorizationAnswer.Declined(CardDecline.Token, "");
        }

        var values = new Dictionary<string, string>
        {
            ["cust_code"] = Within(authorization.CustomerCode, 64, nameof(authorization.CustomerCode)),
            ["order_id"] = Within(authorization.OrderId, 38, nameof(authorization.OrderId)),
            ["item_id"] = Within(authorization.ItemId, 32, nameof(authorization.ItemId)),
            ["item_name"] = ShiftJis.Fitting(authorization.ItemName, LongestItemName),
            ["tax"] = Yen(authorization.TaxYen, least: 0),
            ["amount"] = Yen(authorization.AmountYen, least: 1),
            ["sps_cust_info_return_flg"] = "0",
            // CARD-3: a lump sum, always.
            ["pay_method_info.dealings_type"] = "10",
            ["pay_option_manage.token"] = authorization.Token.Token,
            ["pay_option_manage.token_key"] = authorization.Token.TokenKey,
            // The card isn't kept at SBPS for a next time.
            ["pay_option_manage.cust_manage_flg"] = "0",
            ["pay_option_manage.cardbrand_return_flg"] = "1",
        };
        return await _sbps.Ask(SbpsFunctions.Authorize, values, ct) switch
        {
            SbpsOutcome.Ok { Reply: var reply } => Approval(reply),
            SbpsOutcome.No { Code: var code } => SbpsErrors.OfAuthorization(code),
            SbpsOutcome.TurnedAway { Status: var status } => new CardAuthorizationAnswer.Declined(
                CardDecline.Request,
                status
            ),
            // Nobody was there to hear the request: to send it again is as safe as after a failure behind SBPS.
            SbpsOutcome.NotSent => new CardAuthorizationAnswer.GatewayFailed(""),
            _ => new CardAuthorizationAnswer.Unknown(null),
        };
    }

    public Task<CardStepAnswer> Commit(CardPayment payment, CancellationToken ct) =>
        Step(SbpsFunctions.Commit, ValuesOf(payment), ct);

    public Task<CardStepAnswer> Capture(CardPayment payment, CancellationToken ct) =>
        Step(SbpsFunctions.Capture, ValuesOf(payment), ct);

    public Task<CardStepAnswer> Cancel(CardPayment payment, CancellationToken ct) =>
        Step(SbpsFunctions.Cancel, ValuesOf(payment), ct);

    public Task<CardStepAnswer> Refund(CardPayment payment, long amountYen, CancellationToken ct) =>
        Step(
            SbpsFunctions.Refund,
            new(ValuesOf(payment)) { ["pay_option_manage.amount"] = Yen(amountYen, least: 1) },
            ct
        );

    public async Task<CardInquiryAnswer> Inquire(CardPayment payment, CancellationToken ct)
    {
        var values = new Dictionary<string, string>(ValuesOf(payment))
        {
            ["response_info_type"] = "2",
            ["pay_option_manage.cardbrand_return_flg"] = "1",
        };
        return await _sbps.Ask(SbpsFunctions.Inquire, values, ct) switch
        {
            SbpsOutcome.Ok { Reply: var reply } => Standing(reply),
            SbpsOutcome.No { Code: var code } => SbpsErrors.OfInquiry(code),
            SbpsOutcome.TurnedAway { Status: var status } => throw new SbPaymentException(status),
            _ => new CardInquiryAnswer.Lost(),
        };
    }

    public void Dispose() => _sbps.Dispose();

    private async Task<CardStepAnswer> Step(
        SbpsFunction function,
        Dictionary<string, string> values,
        CancellationToken ct
    ) =>
        await _sbps.Ask(function, values, ct) switch
        {
            SbpsOutcome.Ok => new CardStepAnswer.Done(),
            SbpsOutcome.No { Code: var code } => SbpsErrors.OfStep(code),
            SbpsOutcome.TurnedAway { Status: var status } => throw new SbPaymentException(status),
            _ => new CardStepAnswer.Unclear(null),
        };

    /// <summary>An OK that doesn't name the payment is no help: nothing could be done with it.</summary>
    private CardAuthorizationAnswer Approval(SbpsReply reply)
    {
        var payment = new CardPayment(reply.Text("res_sps_transaction_id"), reply.Text("res_tracking_id"));
        return IsId(payment.SpsTransactionId) && IsId(payment.TrackingId)
            ? new CardAuthorizationAnswer.Approved(payment, BrandOf(Detail(reply, "cardbrand_code")))
            : new CardAuthorizationAnswer.Unknown(null);
    }

    /// <summary>
    /// A brand that can't be told is none of the five (CARD-2), and what was authorised on it is given back.
    /// </summary>
    private static CardBrand BrandOf(string? code) =>
        code switch
        {
            "V" => CardBrand.Visa,
            "M" => CardBrand.Mastercard,
            "J" => CardBrand.Jcb,
            "A" => CardBrand.Amex,
            "D" => CardBrand.Diners,
            _ => CardBrand.Other,
        };

    /// <summary>Nothing is guessed: a state that isn't in the list is no answer.</summary>
    private CardInquiryAnswer Standing(SbpsReply reply)
    {
        CardCommitState? commit = Detail(reply, "commit_status") switch
        {
            "0" => CardCommitState.Unprocessed,
            "1" => CardCommitState.Committed,
            "2" => CardCommitState.CancelledAfterCommit,
            "3" => CardCommitState.CancelledUncommitted,
            _ => null,
        };
        CardPaymentState? payment = Detail(reply, "payment_status") switch
        {
            "1" => CardPaymentState.Authorised,
            "2" => CardPaymentState.Captured,
            "3" => CardPaymentState.Cancelled,
            "4" => CardPaymentState.Refunded,
            _ => null,
        };
        return (commit, payment, reply.Text("res_status")) is ({ } c, { } p, "0")
            ? new CardInquiryAnswer.Found(c, p)
            : new CardInquiryAnswer.Lost();
    }

    private string? Detail(SbpsReply reply, string name) => _sbps.Decrypt(reply.Text($"res_pay_method_info.{name}"));

    private static Dictionary<string, string> ValuesOf(CardPayment payment) =>
        new() { ["sps_transaction_id"] = payment.SpsTransactionId, ["tracking_id"] = payment.TrackingId };

    private static bool IsId(string text) => text.Length is > 0 and <= 64 && text.All(char.IsAsciiLetterOrDigit);

    private static bool IsToken(string text) =>
        text.Length is > 0 and <= LongestToken && text.All(c => c is > ' ' and <= '~');

    private static string Within(string value, int longest, string name) =>
        value.Length > 0 && value.Length <= longest
            ? value
            : throw new ArgumentException($"{name} must have 1 to {longest} characters.");

    private static string Yen(long yen, long least) =>
        yen >= least && yen <= CardLimit.GreatestAmountYen
            ? yen.ToString(CultureInfo.InvariantCulture)
            : throw new ArgumentOutOfRangeException(nameof(yen), yen, "SBPS takes at most seven digits.");
}
