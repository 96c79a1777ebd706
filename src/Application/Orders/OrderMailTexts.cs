using System.Diagnostics;
using System.Globalization;
using System.Text;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <param name="Body">Between the salutation and the signature.</param>
internal sealed record OrderMailText(string Subject, string Body);

/// <summary>The texts of all mails about orders, in business Japanese.</summary>
internal static class OrderMailTexts
{
    private const string Shop = "【ITreviewオンラインストア】";

    /// <summary>E2: the order is received and not yet accepted, because a screening follows.</summary>
    public static OrderMailText Received(RecordedFact first, OrderPlaced order) =>
        new(
            $"{Shop}ご注文を受け付けました（{first.Stream.Id}）",
            $"""
            このたびはご注文いただき、誠にありがとうございます。
            以下のご注文を受け付けました。

            {Summary(first, order)}

            本メールはご注文の受付をお知らせするもので、ご契約の成立をお知らせするものではありません。
            {Next(order.PaymentMethod)}
            """
        );

    /// <summary>ORD-6: the customer service desk writes to the buyer.</summary>
    public static OrderMailText Held(RecordedFact first, OrderPlaced order, OrderCreditHeld held) =>
        new(
            $"{Shop}ご注文の与信枠超過について（{first.Stream.Id}）",
            $"""
            このたびはご注文いただき、誠にありがとうございます。
            カスタマーサービスデスクよりご連絡いたします。

            下記のご注文につきまして、{Limit(held.Cause)}を超過しているため、手続きを保留しております。

            {Summary(first, order)}

            弊社にて確認のうえ、あらためてご案内いたします。
            クレジットカードでのお支払いに変更していただくこともできます。
            {Day(held.AnswerByOn)}までにお手続きがない場合、ご注文は取り消しとなりますのでご了承ください。
            """
        );

    /// <summary>Net Protections' reason stays with the store and it.</summary>
    public static OrderMailText Refused(RecordedFact first, OrderPlaced order, OrderScreeningRefused refused) =>
        new(
            $"{Shop}銀行振込（NP掛け払い）の審査結果について（{first.Stream.Id}）",
            $"""
            このたびはご注文いただき、誠にありがとうございます。

            下記のご注文につきまして、株式会社ネットプロテクションズによる審査の結果、
            銀行振込（NP掛け払い）をご利用いただけないこととなりました。

            {Summary(first, order)}

            {Day(refused.AnswerByOn)}までであれば、クレジットカードでのお支払いに変更してご購入いただけます。
            期限までにお手続きがない場合、ご注文は取り消しとなりますのでご了承ください。
            """
        );

    public static OrderMailText Accepted(RecordedFact first, OrderPlaced order, OrderAccepted accepted) =>
        new(
            $"{Shop}ご注文を承諾いたしました（{first.Stream.Id}）",
            $"""
            下記のご注文を承諾いたしました。これをもちましてご契約が成立いたします。

            {Summary(first, order)}
            ご利用開始日: {Day(accepted.StartsOn)}

            {PaymentOf(accepted)}
            注文請書は、マイアカウントの注文履歴よりダウンロードしていただけます。
            """
        );

    public static OrderMailText Cancelled(RecordedFact first, OrderPlaced order, OrderCancelled cancelled) =>
        new(
            $"{Shop}ご注文取り消しのお知らせ（{first.Stream.Id}）",
            $"""
            {Because(cancelled.Cause)}

            {Summary(first, order)}

            お見積書の有効期限内であれば、同じお見積書よりあらためてご注文いただけます。
            """
        );

    /// <summary>The whole letter.</summary>
    public static string Letter(OrderMailText text, string companyName, string? contactName) =>
        $"""
            {companyName}
            {contactName ?? "ご担当者"} 様

            いつもお世話になっております。
            ITreviewオンラインストアです。

            {text.Body}

            ご不明な点がございましたら、お問い合わせフォームよりご連絡ください。

            --
            アイティクラウド株式会社
            ITreviewオンラインストア カスタマーサービスデスク
            """;

    private static string Summary(RecordedFact first, OrderPlaced order)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"ご注文番号: {first.Stream.Id}")
            .AppendLine(CultureInfo.InvariantCulture, $"ご注文日: {Day(TokyoTime.DateOf(first.RecordedAt))}");
        foreach (var line in order.Lines)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"商品: {line.ProductName} {line.PlanName} × {line.Seats}（{line.AmountYen:N0}円・税抜）"
            );
        }

        return text.AppendLine(CultureInfo.InvariantCulture, $"合計金額: {order.TotalYen:N0}円（税込）")
            .Append("お支払い方法: ")
            .Append(
                order.PaymentMethod switch
                {
                    PaymentMethod.OnAccount => "銀行振込（NP掛け払い）",
                    PaymentMethod.Card => "クレジットカード（一括払い）",
                    _ => throw new UnreachableException($"{order.PaymentMethod}"),
                }
            )
            .ToString();
    }

    private static string Next(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount =>
                "株式会社ネットプロテクションズによる審査の後、結果をあらためてご連絡いたします。",
            PaymentMethod.Card => "カード決済の確認の後、結果をあらためてご連絡いたします。",
            _ => throw new UnreachableException($"{method}"),
        };

    private static string Limit(HoldCause cause) =>
        cause switch
        {
            HoldCause.StoreLine => "ご利用可能な与信枠",
            HoldCause.NetProtections => "株式会社ネットプロテクションズの設定するご利用限度額",
            _ => throw new UnreachableException($"{cause}"),
        };

    /// <summary>NP-5 to NP-10, CARD-6.</summary>
    private static string PaymentOf(OrderAccepted accepted) =>
        accepted.PaymentMethod switch
        {
            PaymentMethod.OnAccount => """
                代金債権は請求代行のため株式会社ネットプロテクションズへ譲渡されます。
                請求書は、月末締め後の第3営業日ごろに同社より、ご登録のメールアドレス宛にお送りいたします。
                請求書に記載の銀行口座へ、翌月末までにお振り込みください（振込手数料はお客様のご負担となります）。
                """,
            PaymentMethod.Card => "カードのご利用明細には「ITreviewオンラインストア」と表示されます。",
            _ => throw new UnreachableException($"{accepted.PaymentMethod}"),
        };

    private static string Because(CancellationCause cause) =>
        cause switch
        {
            CancellationCause.Unanswered => "期限までにお手続きを確認できなかったため、下記のご注文を取り消しました。",
            CancellationCause.Operator => "下記のご注文を取り消しましたので、お知らせいたします。",
            _ => throw new UnreachableException($"{cause}"),
        };

    private static string Day(LocalDate day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");
}
