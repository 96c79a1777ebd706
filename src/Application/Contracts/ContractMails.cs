using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Orders;
using Store.Application.Reactors;
using Store.Domain.Contracts;

namespace Store.Application.Contracts;

/// <summary>
/// Writes to the buyer about a contract, at the registered address: before it ends, when notice was taken, when the
/// next term was ordered by itself, and when it has ended. One mail for each fact that has one.
/// </summary>
public sealed class ContractMails(IEventLog log, IMailer mailer, BuyerDirectory buyers, Letterhead head) : IReactor
{
    public const string ReactorName = "contract_mails";

    public string Name => ReactorName;

    public bool DeliversOutside => true;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact is ContractReminded or TerminationAgreed or ContractRenewalOrdered or ContractEnded;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var contract = (await log.Recall(fact.Stream, fact, ct))
            .TakeWhile(f => f.Version <= fact.Version)
            .Aggregate(Contract.Initial, (state, f) => state.Evolve(f.Fact));
        var buyer = (await buyers.Of(contract.AccountId!, fact, ct)).Information;
        if (buyer.Email.Value is { } address)
        {
            var to = new Addressee(buyer.CompanyName, buyer.ContactName.Value);
            if (LetterAbout(fact, new ContractMailTexts(head, fact.Stream.Id, contract, to)) is { } letter)
            {
                var mail = letter.Post(head, $"{Name}-{fact.Id:N}", contract.AccountId, address);
                return (await mailer.Send(mail, ct)).AsReaction();
            }
        }

        return Reaction.Done;
    }

    private static Letter? LetterAbout(RecordedFact fact, ContractMailTexts texts) =>
        fact.Fact switch
        {
            ContractReminded f => texts.Reminded(f),
            TerminationAgreed f => texts.Terminating(f),
            ContractRenewalOrdered f => texts.RenewalOrdered(f),
            // The order's own mail says that it was cancelled.
            ContractEnded { Cause: ContractEnd.Undone } => null,
            ContractEnded f => texts.Ended(f),
            _ => throw new UnreachableException(fact.Type),
        };
}

/// <summary>The letters about one contract, in business Japanese.</summary>
internal sealed record ContractMailTexts(Letterhead Head, string Id, Contract Contract, Addressee To)
{
    public Letter Reminded(ContractReminded reminded) =>
        Write(
            $"ご契約満了日のお知らせ（{reminded.DaysBefore}日前）",
            LetterPart.Of(
                "ご契約の満了日が近づいてまいりましたので、お知らせ申し上げます。",
                Contract.Line!.TerminationPolicy.AutoRenew
                    ? "本契約は、解約のお申し出がない場合、満了日の翌日より同じ内容にて自動的に更新されます。"
                    : "本契約は自動更新されません。継続をご希望の場合は、更新のお申し込みをお願い申し上げます。"
            ),
            Summary(),
            LetterPart.Important(
                Contract.Line.TerminationPolicy.AutoRenew
                    ? $"解約をご希望の場合は、{Day(NoticeBy)}までにお申し出ください。"
                    : $"{Day(reminded.EndsOn)}をもちましてご利用いただけなくなります。"
            ),
            ToContract("ご契約の内容・更新や解約のお申し込み")
        );

    public Letter Terminating(TerminationAgreed agreed) =>
        Write(
            "解約のお手続き完了のお知らせ",
            LetterPart.Of(
                "解約のお申し出を承りました。",
                $"下記のご契約は、{Day(agreed.EndsOn)}をもちまして終了いたします。それまでは引き続きご利用いただけます。"
            ),
            Summary(),
            ToContract("ご契約の内容")
        );

    public Letter RenewalOrdered(ContractRenewalOrdered ordered) =>
        Write(
            "ご契約の自動更新について",
            LetterPart.Of(
                "解約のお申し出の期限を過ぎましたので、下記のご契約につきまして、次の契約期間のご注文を承りました。",
                $"ご注文番号は {ordered.OrderNumber}、次の契約期間の開始日は{Day(ordered.FromOn)}でございます。",
                "ご注文の結果は、あらためてメールにてご連絡申し上げます。"
            ),
            Summary(),
            new LetterPart.Link("次の契約期間のご注文", Head.LinkTo($"orders/{ordered.OrderNumber}"))
        );

    public Letter Ended(ContractEnded ended) =>
        Write(
            "ご契約終了のお知らせ",
            LetterPart.Of(
                $"下記のご契約は、{Day(ended.EndedOn)}をもちまして終了いたしました。",
                "ご利用いただき、誠にありがとうございました。"
            ),
            Summary(),
            ToContract("ご契約の内容")
        );

    private LocalDate NoticeBy => Contract.Line!.TerminationPolicy.NoticeBy(Contract.EndsOn);

    private Letter Write(string subject, params LetterPart[] parts) => new($"{subject}（{Id}）", To, parts);

    private LetterPart.Summary Summary() =>
        new(
            "ご契約内容",
            [
                new Row("ご契約番号", Id),
                new Row("商品", $"{Contract.Line!.ProductName} {Contract.Line.PlanName}"),
                new Row(
                    "アカウント数",
                    Contract.SeatsOn(LocalDate.Min(Contract.EndsOn, Contract.Terms[^1].ToOn)).ToString("N0", Invariant)
                ),
                new Row("契約期間", $"{Day(Contract.StartsOn)}～{Day(Contract.EndsOn)}"),
            ]
        );

    private LetterPart.Link ToContract(string label) => new(label, Head.LinkTo($"contracts/{Id}"));

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static string Day(LocalDate day) => string.Create(Invariant, $"{day.Year}年{day.Month}月{day.Day}日");
}
