using System.Diagnostics;
using Store.Application.Timelines;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>What people are told about a card that was not charged: enough to act on, and no provider's code.</summary>
internal static class CardSentences
{
    /// <summary>CARD-4: only the card company knows what its contract with the holder allows.</summary>
    public const string AskTheCardCompany =
        "カード会社とのご契約内容により、ご利用いただけないお支払い方法がございます。"
        + "詳しくは、ご利用のクレジットカード会社にお問い合わせください。";

    public static TimelineText Of(CardDecline reason) =>
        reason switch
        {
            CardDecline.CardCompany => new(
                "カード会社の承認がおりませんでした。詳しくはカード会社にお問い合わせください",
                "The card company did not approve; please ask the card company"
            ),
            CardDecline.CardData => new(
                "カード情報に誤りがあるため、承認がおりませんでした",
                "Not approved: the card's number, expiry or security code does not fit"
            ),
            CardDecline.Token => new(
                "カード情報の有効時間が過ぎたため、お支払いの手続きができませんでした",
                "The card's token had expired; the card has to be entered anew"
            ),
            CardDecline.Brand => new(
                "ご利用いただけないブランドのカードです",
                "The store does not take cards of this brand"
            ),
            CardDecline.Request => new("カード決済を完了できませんでした", "The card payment could not be completed"),
            _ => throw new UnreachableException($"{reason}"),
        };
}
