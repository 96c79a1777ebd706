using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Support;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>The letters about one order, in business Japanese.</summary>
/// <param name="First">The fact of the placing.</param>
internal sealed record OrderMailTexts(Letterhead Head, RecordedFact First, OrderPlaced Order, Addressee To)
{
    private const string Thanks = $"このたびは{Letterhead.StoreName}にてご注文いただき、誠にありがとうございます。";

    /// <summary>The method in effect when the letter is written.</summary>
    public PaymentMethod Method { get; init; } = Order.PaymentMethod;

    private string Number => First.Stream.Id;

    /// <summary>E2: the order is received and not yet accepted, because a screening follows.</summary>
    public Letter Received() =>
        Write(
            "ご注文を受け付けました",
            LetterPart.Of(Thanks, "下記のとおりご注文を受け付けましたので、ご確認くださいますようお願い申し上げます。"),
            Summary(),
            LetterPart.Of(
                "本メールはご注文の受付をお知らせするものであり、ご契約の成立をお知らせするものではございません。",
                Next(Method)
            ),
            ToOrder("ご注文の内容")
        );

    /// <summary>ORD-6: the customer service desk writes to the buyer.</summary>
    public Letter Held(OrderCreditHeld held) =>
        Write(
            "ご注文の与信枠超過について",
            LetterPart.Of(
                Thanks,
                $"下記のご注文を受け付けましたが、ご注文金額が{Limit(held.Cause)}を超過しておりますため、"
                    + "お手続きを保留しております。"
            ),
            Summary(),
            LetterPart.Of([
                "弊社にてお取り扱いを確認のうえ、あらためてメールにてご案内申し上げます。",
                .. CardWouldDo
                    ? (string[])["なお、クレジットカードでのお支払いに変更していただくことも可能でございます。"]
                    : [],
            ]),
            LetterPart.Important(OrElseCancelled(held.AnswerByOn)),
            ToPayment()
        );

    /// <summary>Net Protections' reason stays with the store and it.</summary>
    public Letter Refused(OrderScreeningRefused refused) =>
        Write(
            "銀行振込（NP掛け払い）の審査結果について",
            LetterPart.Of(
                Thanks,
                "下記のご注文につきまして、株式会社ネットプロテクションズによる審査の結果、誠に恐れ入りますが、"
                    + "銀行振込（NP掛け払い）をご利用いただけないこととなりました。"
            ),
            Summary(),
            LetterPart.Of(
                CardWouldDo
                    ? $"{Day(refused.AnswerByOn)}までに、クレジットカードでのお支払いに変更していただきますと、"
                        + "同じ内容にてご購入いただけます。"
                    : $"{Day(refused.AnswerByOn)}までに、お問い合わせフォームよりお支払い方法をご相談くださいますよう"
                        + "お願い申し上げます。"
            ),
            LetterPart.Important(OrElseCancelled(refused.AnswerByOn)),
            ToPayment()
        );

    public Letter Accepted(OrderAccepted accepted) =>
        Write(
            "ご注文を承諾いたしました",
            [
                LetterPart.Of(
                    Thanks,
                    "下記のご注文を承諾いたしましたので、お知らせ申し上げます。これをもちましてご契約が成立いたします。"
                ),
                Summary(new Row("ご利用開始日", Day(accepted.StartsOn))),
                LetterPart.Of(PaymentOf(accepted.PaymentMethod)),
                .. DeskOf(accepted.PaymentMethod),
                .. DocumentsOf(accepted.PaymentMethod),
            ]
        );

    /// <summary>The card that answered a hold or a refused screening was not charged; the order waits again.</summary>
    public Letter Declined(CardDecline reason, LocalDate answerByOn) =>
        Write(
            "カード決済の結果について",
            [
                LetterPart.Of(
                    "下記のご注文につきまして、クレジットカードでのお支払いのお申し込みを承りましたが、"
                        + "お支払いを完了することができませんでした。"
                ),
                LetterPart.Of(Advice(reason)),
                Summary(),
                LetterPart.Of(
                    $"{Day(answerByOn)}までに、あらためてクレジットカードでのお支払いのお手続きをいただきますと、"
                        + "同じ内容にてご購入いただけます。"
                ),
                LetterPart.Important(OrElseCancelled(answerByOn)),
                ToOrder("ご注文の内容・お支払い方法の変更"),
            ]
        );

    /// <param name="notCharged">CARD-5: why, where a card came to nothing.</param>
    /// <param name="refunded">What was charged on the card was given back.</param>
    public Letter Cancelled(OrderCancelled cancelled, CardDecline? notCharged = null, bool refunded = false) =>
        Write(
            "ご注文取り消しのお知らせ",
            [
                .. Because(cancelled.Cause, notCharged),
                .. refunded
                    ? (LetterPart[])
                        [
                            LetterPart.Of(
                                "ご請求済みの代金は、ご利用のクレジットカードへ全額返金いたします。"
                                    + "ご返金の時期は、クレジットカード会社により異なります。"
                            ),
                        ]
                    : [],
                Summary(),
                .. Order.QuoteNumber is null
                    ? []
                    : (LetterPart[])
                        [
                            LetterPart.Of(
                                "お見積書の有効期限内でございましたら、同じお見積書よりあらためてご注文いただけます。"
                            ),
                        ],
                ToOrder("ご注文の内容"),
            ]
        );

    /// <summary>Why the order came to nothing, and what the buyer can do about that.</summary>
    private static LetterPart[] Because(CancellationCause cause, CardDecline? notCharged) =>
        cause switch
        {
            CancellationCause.CardNotCharged =>
            [
                LetterPart.Of(
                    "下記のご注文につきまして、クレジットカードでのお支払いを完了することができませんでしたため、"
                        + "誠に勝手ながらご注文を取り消しとさせていただきました。"
                ),
                .. AfterDecline(notCharged),
            ],
            CancellationCause.Unanswered =>
            [
                LetterPart.Of(
                    "下記のご注文につきまして、期限までにお手続きを確認できませんでしたため、"
                        + "誠に勝手ながらご注文を取り消しとさせていただきました。"
                ),
                .. AfterDecline(notCharged),
            ],
            CancellationCause.Operator => [LetterPart.Of("下記のご注文を取り消しましたので、お知らせ申し上げます。")],
            _ => throw new UnreachableException($"{cause}"),
        };

    private static LetterPart[] AfterDecline(CardDecline? notCharged) =>
        notCharged is { } reason ? [LetterPart.Of(Advice(reason))] : [];

    private Letter Write(string subject, params LetterPart[] parts) => new($"{subject}（{Number}）", To, parts);

    private LetterPart.Summary Summary(params Row[] more) =>
        new(
            "ご注文内容",
            [
                new Row("ご注文番号", Number),
                new Row("ご注文日", Day(TokyoTime.DateOf(First.RecordedAt))),
                .. Order.PurchaseOrderNumber is { } own ? (Row[])[new Row("貴社注文番号", own)] : [],
                .. Order.Lines.Select(line => new Row(
                    "商品",
                    Yen($"{line.ProductName} {line.PlanName} × {line.Seats:N0}（{line.AmountYen:N0}円・税抜）")
                )),
                new Row("合計金額", Yen($"{Order.TotalYen:N0}円（税込）")),
                new Row("お支払い方法", NameOf(Method)),
                .. more,
            ]
        );

    /// <summary>The card is offered only where one charge can be of this amount.</summary>
    private bool CardWouldDo => Order.TotalYen <= CardLimit.GreatestAmountYen;

    private LetterPart.Link ToPayment() => ToOrder(CardWouldDo ? "ご注文の内容・お支払い方法の変更" : "ご注文の内容");

    private LetterPart.Link ToOrder(string label) => new(label, Head.LinkTo($"orders/{Number}"));

    /// <summary>C4: for cards the store issues the invoice too.</summary>
    private LetterPart[] DocumentsOf(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount =>
            [
                LetterPart.Of("注文請書は、下記のページよりダウンロードしていただけます。"),
                ToOrder("ご注文の内容・注文請書"),
            ],
            PaymentMethod.Card =>
            [
                LetterPart.Of(
                    "注文請書と、決済の完了後に発行する適格請求書は、下記のページよりダウンロードしていただけます。"
                ),
                ToOrder("ご注文の内容・注文請書・適格請求書"),
            ],
            _ => throw new UnreachableException($"{method}"),
        };

    /// <summary>SUP-1. For cards the signature says whom to ask.</summary>
    private LetterPart[] DeskOf(PaymentMethod method) =>
        Head.Desks.Of(method) is { Phone: { } phone } desk
            ? [new LetterPart.Summary("お支払い・請求書に関するお問い合わせ", [.. RowsOf(desk, phone)])]
            : [];

    private static IEnumerable<Row> RowsOf(SupportDesk desk, string phone)
    {
        yield return new Row("窓口", desk.Desk);
        yield return new Row("電話番号", $"{phone}（ご購入企業様専用）");
        yield return new Row("メール", desk.Email ?? "");
        yield return new Row("受付時間", $"{desk.OpensAt}～{desk.ClosesAt}（土日祝日および12月29日～1月3日を除く）");
    }

    private static string NameOf(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount => "銀行振込（NP掛け払い）",
            PaymentMethod.Card => "クレジットカード（一括払い）",
            _ => throw new UnreachableException($"{method}"),
        };

    private static string Next(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount =>
                "株式会社ネットプロテクションズによる審査の後、結果をあらためてメールにてご連絡申し上げます。",
            PaymentMethod.Card => "カード決済の確認の後、結果をあらためてメールにてご連絡申し上げます。",
            _ => throw new UnreachableException($"{method}"),
        };

    private static string Limit(HoldCause cause) =>
        cause switch
        {
            HoldCause.StoreLine => "ご利用可能な与信枠",
            HoldCause.NetProtections => "株式会社ネットプロテクションズの設定するご利用限度額",
            _ => throw new UnreachableException($"{cause}"),
        };

    /// <summary>NP-2 and NP-5 to NP-10; CARD-6.</summary>
    private static string[] PaymentOf(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount =>
            [
                "代金債権は、請求代行のため株式会社ネットプロテクションズへ譲渡いたします。",
                "請求書は、月末締め後の第3営業日ごろに同社より、ご登録のメールアドレス宛にお送りいたします。",
                "請求書に記載の銀行口座へ、翌月末日までにお振り込みくださいますようお願い申し上げます"
                    + "（振込手数料はお客様のご負担となります）。",
            ],
            PaymentMethod.Card => [$"カードのご利用明細には「{Letterhead.StoreName}」と表示されます。"],
            _ => throw new UnreachableException($"{method}"),
        };

    /// <summary>CARD-5, and what the buyer can do; CARD-4 where only the card company knows why.</summary>
    private static string[] Advice(CardDecline reason) =>
        reason switch
        {
            CardDecline.CardCompany =>
            [
                "クレジットカード会社の承認がおりませんでした。",
                CardSentences.AskTheCardCompany,
            ],
            CardDecline.CardData =>
            [
                "カード番号、有効期限またはセキュリティコードに誤りがあるため、承認がおりませんでした。",
                "お手数ではございますが、カード情報をご確認のうえ、あらためてお手続きくださいますようお願い申し上げます。",
            ],
            CardDecline.Token =>
            [
                "カード情報をご入力いただいてからお手続きの完了までに時間が経過したため、決済を行うことができませんでした。",
                "お手数ではございますが、カード情報をあらためてご入力くださいますようお願い申し上げます。",
            ],
            CardDecline.Brand =>
            [
                "ご利用いただけるブランドは、JCB、VISA、Mastercard、American Express、Diners Clubでございます。",
                "お手数ではございますが、ほかのカードにてあらためてお手続きくださいますようお願い申し上げます。",
            ],
            CardDecline.Request =>
            [
                "お手数をおかけし誠に申し訳ございません。時間をおいて、あらためてお手続きくださいますようお願い申し上げます。",
            ],
            _ => throw new UnreachableException($"{reason}"),
        };

    private static string OrElseCancelled(LocalDate day) =>
        $"{Day(day)}までにお手続きを確認できない場合は、誠に勝手ながらご注文を取り消しとさせていただきます。";

    private static string Day(LocalDate day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");

    private static string Yen(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
