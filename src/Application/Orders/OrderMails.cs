using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Reactors;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// Tells the buyer by e-mail what became of an order, at the registered address: one mail for each fact that has one,
/// under an id made of that fact.
/// </summary>
public sealed class OrderMails(IEventLog log, IMailer mailer, Buyers buyers, Letterhead head) : IReactor
{
    public const string ReactorName = "order_mails";

    public string Name => ReactorName;

    public bool DeliversOutside => true;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact is OrderPlaced or OrderCreditHeld or OrderScreeningRefused or OrderAccepted or OrderCancelled;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var facts = await log.Read(fact.Stream, ct);
        var placed = (OrderPlaced)facts[0].Fact;
        var buyer = (await buyers.Of(placed.AccountId, ct)).Information;
        if (buyer.Email.Value is not { } address)
        {
            // The person asked to be forgotten; nobody is left to write to.
            return Reaction.Done;
        }

        var to = new Addressee(buyer.CompanyName, buyer.ContactName.Value);
        if (LetterAbout(fact, facts, new OrderMailTexts(head, facts[0], placed, to)) is { } letter)
        {
            await mailer.Send(letter.Post(head, $"{Name}-{fact.Id:N}", placed.AccountId, address), ct);
        }

        return Reaction.Done;
    }

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
            OrderCancelled f => texts.Cancelled(f),
            _ => throw new UnreachableException(fact.Type),
        };
}
