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
public sealed class OrderMails(IEventLog log, IMailer mailer, Buyers buyers) : IReactor
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
        if (TextOf(fact, facts, placed) is not { } text)
        {
            return Reaction.Done;
        }

        var buyer = (await buyers.Of(placed.AccountId, ct)).Information;
        if (buyer.Email.Value is not { } address)
        {
            // The person asked to be forgotten; nobody is left to write to.
            return Reaction.Done;
        }

        await mailer.Send(
            new MailMessage(
                $"{Name}-{fact.Id:N}",
                placed.AccountId,
                address,
                text.Subject,
                OrderMailTexts.Letter(text, buyer.CompanyName, buyer.ContactName.Value)
            ),
            ct
        );
        return Reaction.Done;
    }

    private static OrderMailText? TextOf(RecordedFact fact, IReadOnlyList<RecordedFact> facts, OrderPlaced placed) =>
        fact.Fact switch
        {
            // Over the line, the mail of the hold says that the order was received (ORD-6).
            OrderPlaced => facts is [_, { Fact: OrderCreditHeld { Cause: HoldCause.StoreLine } }, ..]
                ? null
                : OrderMailTexts.Received(facts[0], placed),
            OrderCreditHeld f => OrderMailTexts.Held(facts[0], placed, f),
            OrderScreeningRefused f => OrderMailTexts.Refused(facts[0], placed, f),
            OrderAccepted f => OrderMailTexts.Accepted(facts[0], placed, f),
            OrderCancelled f => OrderMailTexts.Cancelled(facts[0], placed, f),
            _ => throw new UnreachableException(fact.Type),
        };
}
