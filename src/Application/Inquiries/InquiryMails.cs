using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Orders;
using Store.Application.Reactors;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>
/// Mails each side what the other did: the buyer, that the inquiry came in, what the desk replied and how it was
/// resolved; the desk, that a buyer wrote, without the text, which stays where it can be erased.
/// </summary>
public sealed class InquiryMails(
    IEventLog log,
    IMailer mailer,
    BuyerDirectory buyers,
    Letterhead head,
    SaleSettings sale
) : IReactor
{
    public const string ReactorName = "inquiry_mails";

    public string Name => ReactorName;

    public bool DeliversOutside => true;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact is InquiryReceived or BuyerWrote or DeskReplied or InquiryApproved or InquiryDeclined;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var asked = (InquiryReceived)(await log.Read(fact.Stream, ct))[0].Fact;
        var buyer = (await buyers.Of(asked.AccountId, fact, ct)).Information;
        var to = new Addressee(buyer.CompanyName, buyer.ContactName.Value);
        var texts = new InquiryMailTexts(head, fact.Stream.Id, asked, to);
        if (fact.Fact is InquiryReceived or BuyerWrote && sale.Seller.Email is { Length: > 0 } desk)
        {
            var notice = texts.ForDesk().Post(head, $"{Name}-desk-{fact.Id:N}", accountId: null, desk);
            if ((await mailer.Send(notice, ct)).AsReaction() is var handed && handed != Reaction.Done)
            {
                return handed;
            }
        }

        return buyer.Email.Value is { } address && LetterAbout(fact, texts) is { } letter
            ? (await mailer.Send(letter.Post(head, $"{Name}-{fact.Id:N}", asked.AccountId, address), ct)).AsReaction()
            : Reaction.Done;
    }

    private static Letter? LetterAbout(RecordedFact fact, InquiryMailTexts texts) =>
        fact.Fact switch
        {
            InquiryReceived => texts.Received(),
            BuyerWrote => null,
            DeskReplied f => texts.Replied(f.Message.Value ?? ""),
            InquiryApproved f => texts.Approved(f, fact.Actor.Reason ?? ""),
            InquiryDeclined => texts.Declined(fact.Actor.Reason ?? ""),
            _ => throw new UnreachableException(fact.Type),
        };
}

/// <summary>The letters about one inquiry, in business Japanese.</summary>
internal sealed record InquiryMailTexts(Letterhead Head, string Number, InquiryReceived Asked, Addressee To)
{
    public Letter Received() =>
        Write(
            "お問い合わせを受け付けました",
            LetterPart.Of(
                "お問い合わせいただき、誠にありがとうございます。",
                "下記の内容にて承りました。担当者が確認のうえ、あらためてご連絡申し上げます。"
            ),
            Summary(),
            ToInquiry()
        );

    public Letter ForDesk() =>
        new Letter(
            $"お問い合わせ {Number}（{NameOf(Asked.Type)}）",
            null,
            [
                LetterPart.Of($"{To.CompanyName} 様よりご連絡がありました。内容は担当者画面でご確認ください。"),
                Summary(),
                new LetterPart.Link("お問い合わせの内容", Head.LinkTo($"operator/inquiries/{Number}")),
            ]
        )
        {
            IsInternal = true,
        };

    public Letter Replied(string message) =>
        Write(
            "お問い合わせへのご回答",
            LetterPart.Of("お問い合わせいただきました件につきまして、下記のとおりご回答申し上げます。"),
            LetterPart.Of(message.Split('\n')),
            Summary(),
            ToInquiry()
        );

    public Letter Approved(InquiryApproved approved, string reason) =>
        Write(
            "お問い合わせの件を承りました",
            [
                LetterPart.Of("お問い合わせいただきました件を承りました。", What(approved)),
                LetterPart.Of(reason),
                Summary(),
                .. approved.OfferQuoteId is { } quote
                    ? [new LetterPart.Link("お見積書の内容・ご注文", Head.LinkTo($"quotes/{quote}"))]
                    : Array.Empty<LetterPart>(),
                ToInquiry(),
            ]
        );

    public Letter Declined(string reason) =>
        Write(
            "お問い合わせの件につきまして",
            LetterPart.Of(
                "お問い合わせいただきました件につきまして、誠に恐れ入りますが、ご希望に沿いかねることとなりました。",
                reason
            ),
            Summary(),
            ToInquiry()
        );

    private string What(InquiryApproved approved) =>
        Asked.Type switch
        {
            InquiryType.BasicInfoChange => "ご登録の情報を変更いたしました。",
            InquiryType.CancellationRequest => "ご注文の取り消しのお手続きを進めております。",
            InquiryType.Renewal => $"ご契約更新のお見積書（{approved.OfferQuoteNumber}）を発行いたしました。",
            InquiryType.SeatAddition => $"アカウント追加のお見積書（{approved.OfferQuoteNumber}）を発行いたしました。",
            InquiryType.Termination => $"ご契約は、{Day(approved.EndsOn!.Value)}をもちまして終了いたします。",
            InquiryType.DirectDebit =>
                "株式会社ネットプロテクションズより口座振替依頼書をお送りいたします。お手続きの完了までは、"
                    + "請求書に記載の銀行口座へお振り込みください。",
            InquiryType.DocumentReissue or InquiryType.Payment or InquiryType.Other =>
                "下記のとおりご案内申し上げます。",
            _ => throw new UnreachableException($"{Asked.Type}"),
        };

    private Letter Write(string subject, params LetterPart[] parts) => new($"{subject}（{Number}）", To, parts);

    private LetterPart.Summary Summary() =>
        new(
            "お問い合わせ内容",
            [
                new Row("お問い合わせ番号", Number),
                new Row("種別", NameOf(Asked.Type)),
                .. Asked.OrderNumber is { } order ? (Row[])[new Row("ご注文番号", order)] : [],
                .. Asked.ContractId is { } contract ? (Row[])[new Row("ご契約番号", contract)] : [],
                .. Asked.Seats is { } seats
                    ? (Row[])[new Row("アカウント数", seats.ToString("N0", CultureInfo.InvariantCulture))]
                    : [],
            ]
        );

    private LetterPart.Link ToInquiry() => new("お問い合わせの内容・ご返信", Head.LinkTo($"inquiries/{Number}"));

    /// <summary>As the FAQ names the types.</summary>
    private static string NameOf(InquiryType type) =>
        type switch
        {
            InquiryType.BasicInfoChange => "基本情報変更",
            InquiryType.SeatAddition => "購入済み製品へのアカウント追加について",
            InquiryType.Renewal => "購入済み製品の契約更新について",
            InquiryType.Termination => "購入済み製品の解約について",
            InquiryType.CancellationRequest => "ご注文の取り消しについて",
            InquiryType.DirectDebit => "口座振替について",
            InquiryType.DocumentReissue => "請求書の再発行について",
            InquiryType.Payment => "お支払いについて",
            InquiryType.Other => "その他",
            _ => throw new UnreachableException($"{type}"),
        };

    private static string Day(LocalDate day) =>
        string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日");
}
