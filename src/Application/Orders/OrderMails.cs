using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Reactors;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// Tells the buyer by e-mail what became of an order, at the registered address: one mail for each fact that has one,
/// under an id made of that fact.
/// </summary>
public sealed class OrderMails(IEventLog log, IMailer mailer, BuyerDirectory buyers, Letterhead head) : IReactor
{
    public const string ReactorName = "order_mails";

    public string Name => ReactorName;

    public bool DeliversOutside => true;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact
            is OrderPlaced
                or OrderCreditHeld
                or OrderScreeningRefused
                or OrderAccepted
                or OrderPaymentDeclined { Back: not null }
                or OrderCancelled;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var facts = await log.Recall(fact.Stream, fact, ct);
        var placed = (OrderPlaced)facts[0].Fact;
        var buyer = (await buyers.Of(placed.AccountId, fact, ct)).Information;
        if (buyer.Email.Value is not { } address)
        {
            // The person asked to be forgotten; nobody is left to write to.
            return Reaction.Done;
        }

        var to = new Addressee(buyer.CompanyName, buyer.ContactName.Value);
        var texts = new OrderMailTexts(head, facts[0], placed, to) { Method = MethodAt(fact, facts) };
        if (LetterAbout(fact, facts, texts) is { } letter)
        {
            var mail = letter.Post(head, $"{Name}-{fact.Id:N}", placed.AccountId, address);
            return (await mailer.Send(mail, ct)).AsReaction();
        }

        return Reaction.Done;
    }

    /// <summary>The method in effect when the fact was recorded.</summary>
    private static PaymentMethod MethodAt(RecordedFact fact, IReadOnlyList<RecordedFact> facts) =>
        facts
            .TakeWhile(f => f.Version <= fact.Version)
            .Aggregate(Order.Initial, (order, f) => order.Evolve(f.Fact))
            .Method!.Value;

    /// <summary>Where a declined card ended the order: both facts were recorded together.</summary>
    private static CardDecline? WhyNotCharged(RecordedFact cancelled, IReadOnlyList<RecordedFact> facts) =>
        facts.FirstOrDefault(f => f.Version == cancelled.Version - 1)?.Fact is OrderPaymentDeclined declined
            ? declined.Reason
            : null;

    private static Letter? LetterAbout(RecordedFact fact, IReadOnlyList<RecordedFact> facts, OrderMailTexts texts) =>
        fact.Fact switch
        {
            // Over the line, the mail of the hold says that the order was received (ORD-6).
            OrderPlaced => facts is [_, { Fact: OrderCreditHeld { Cause: HoldCause.StoreLine } }, ..]
                ? null
                : texts.Received(),
            OrderCreditHeld f => texts.Held(f),
            OrderScreeningRefused f => texts.Refused(f),
            OrderAccepted f => texts.Accepted(f),
            // Past its last day, the mail of the cancellation says all.
            OrderPaymentDeclined { Back: { } back } f => facts.Any(n =>
                n.Version == fact.Version + 1 && n.Fact is OrderCancelled
            )
                ? null
                : texts.Declined(f.Reason, back.AnswerByOn),
            OrderCancelled f => texts.Cancelled(f, WhyNotCharged(fact, facts), facts.Any(n => n.Fact is OrderRefunded)),
            _ => throw new UnreachableException(fact.Type),
        };
}
