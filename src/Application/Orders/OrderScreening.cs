using System.Diagnostics;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Calendar;
using Store.Domain.Money;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// Has every order on account screened by Net Protections (NP-3), under one id for as long as that takes: an answer
/// that is pending or got lost is asked for again, and never under another id.
/// </summary>
public sealed class OrderScreening(
    IEventLog log,
    INetProtections np,
    BuyerDirectory buyers,
    OrderSettings settings,
    IStoreClock clock
) : IReactor
{
    public const string ReactorName = "order_screening";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact is OrderPlaced { PaymentMethod: PaymentMethod.OnAccount } or OrderReleased;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var facts = await log.Recall(fact.Stream, fact, ct);
        var order = facts.Aggregate(Order.Initial, (state, f) => state.Evolve(f.Fact));
        if (order.Status != OrderStatus.Screening)
        {
            return Reaction.Done;
        }

        var buyer = await buyers.Of(order.Placed!.AccountId, fact, ct);
        switch (await Introduce(fact, order.Placed.AccountId, buyer, ct))
        {
            case NpBuyerAnswer.Known { Standing: NpBuyerStanding.Passed } known:
                var request = NpRequests.TransactionOf(
                    order.ShopTransactionId(fact.Stream.Id),
                    known.NpBuyerId,
                    facts[0].RecordedAt,
                    order.Placed,
                    buyer.Information
                );
                return await TakeUp(fact, order, await Screen(order, request, ct), ct);
            case NpBuyerAnswer.Known { Standing: NpBuyerStanding.Refused }:
                await Decide(fact, order, (o, now) => Fail(o, NpNgReason.Buyer, null, now), ct);
                return Reaction.Done;
            case NpBuyerAnswer.Known { Standing: NpBuyerStanding.Pending } or NpBuyerAnswer.Lost:
                return AskAgain(fact);
            default:
                throw new UnreachableException("A buyer is known or the answer was lost.");
        }
    }

    /// <summary>
    /// Makes the account known to Net Protections once; one that did not pass is asked about each time.
    /// </summary>
    private async Task<NpBuyerAnswer> Introduce(RecordedFact fact, string accountId, Buyer buyer, CancellationToken ct)
    {
        if (buyer.Account is { NpBuyerId: { } id, NpBuyerResult: Passed })
        {
            return new NpBuyerAnswer.Known(id, NpBuyerStanding.Passed);
        }

        var answer = await np.RegisterBuyer(NpRequests.BuyerOf(accountId, buyer.Information), ct);
        if (answer is NpBuyerAnswer.Known known)
        {
            await log.DecideInResponseTo(
                fact,
                Name,
                [StreamId.Of<Account>(accountId)],
                session =>
                    session.Decide<Account>(accountId, a => a.RegisterNpBuyer(known.NpBuyerId, CodeOf(known.Standing))),
                ct
            );
        }

        return answer;
    }

    private async Task<NpScreeningAnswer> Screen(Order order, NpTransaction request, CancellationToken ct)
    {
        if (order.NpTransactionId is not null)
        {
            var found = await np.Find(request.ShopTransactionId, ct);
            if (found is not NpScreeningAnswer.NotRegistered)
            {
                return found;
            }
        }

        return await np.RegisterTransaction(request, ct);
    }

    private async Task<Reaction> TakeUp(RecordedFact fact, Order order, NpScreeningAnswer answer, CancellationToken ct)
    {
        switch (answer)
        {
            case NpScreeningAnswer.Ok ok:
                await Decide(fact, order, (o, now) => o.PassScreening(ok.NpTransactionId, TokyoTime.DateOf(now)), ct);
                return Reaction.Done;
            case NpScreeningAnswer.Ng ng:
                await Decide(fact, order, (o, now) => Fail(o, ng.Reason, ng.NpTransactionId, now), ct);
                return Reaction.Done;
            case NpScreeningAnswer.Pending pending:
                await Decide(fact, order, (o, _) => o.AwaitScreening(pending.NpTransactionId), ct);
                return AskAgain(fact);
            case NpScreeningAnswer.Lost or NpScreeningAnswer.NotRegistered:
                return AskAgain(fact);
            default:
                throw new UnreachableException(answer.GetType().Name);
        }
    }

    private Task<IReadOnlyList<RecordedFact>> Decide(
        RecordedFact fact,
        Order order,
        Func<Order, Instant, Decision> decide,
        CancellationToken ct
    ) =>
        log.DecideInResponseTo(
            fact,
            Name,
            OrderConsequences.Streams(fact.Stream, order.Placed!),
            session => session.DecideOrder(fact.Stream.Id, o => decide(o, session.Now)),
            ct
        );

    private Decision Fail(Order order, NpNgReason reason, string? npTransactionId, Instant now) =>
        order.FailScreening(reason, npTransactionId, settings.AnswerByOn(now));

    private Reaction AskAgain(RecordedFact fact) => Reaction.Again(settings.AskAgainAt(fact.RecordedAt, clock.Now));

    private const string Passed = "00";

    /// <summary>As the account's fact stores it.</summary>
    private static string CodeOf(NpBuyerStanding standing) =>
        standing switch
        {
            NpBuyerStanding.Passed => Passed,
            NpBuyerStanding.Pending => "10",
            NpBuyerStanding.Refused => "20",
            _ => throw new UnreachableException($"{standing}"),
        };
}

/// <summary>What Net Protections is told of a buyer and an order: what it needs, and no more.</summary>
internal static class NpRequests
{
    public static NpBuyer BuyerOf(string accountId, BasicInformation information) =>
        new(
            accountId,
            information.CompanyName,
            Needed(information.ContactName),
            Needed(information.PostalCode),
            Needed(information.Address),
            Needed(information.Phone),
            Needed(information.Email)
        );

    public static NpTransaction TransactionOf(
        string shopTransactionId,
        string npBuyerId,
        Instant orderedAt,
        OrderPlaced order,
        BasicInformation information
    ) =>
        new(
            npBuyerId,
            shopTransactionId,
            TokyoTime.DateOf(orderedAt),
            order.TotalYen,
            [.. order.TaxByRate.SelectMany(rate => DetailsOf(order, rate))],
            [.. order.TaxByRate.Select(r => new NpRateTotal(r.RatePercent, r.BaseYen + r.TaxYen))],
            BuyerOf(order.AccountId, information)
        );

    /// <summary>
    /// Details show prices with tax, while tax is rounded once per rate: it is split over the rate's lines so that
    /// they add up to the rate's total.
    /// </summary>
    private static IEnumerable<NpDetail> DetailsOf(OrderPlaced order, TaxOfRate rate)
    {
        var lines = order.Lines.Where(l => l.TaxRatePercent == rate.RatePercent).ToList();
        var taxes = LargestRemainder.Allocate(rate.TaxYen, [.. lines.Select(l => l.AmountYen)]);
        return lines.Zip(
            taxes,
            (line, tax) =>
                new NpDetail(
                    $"{line.ProductName} {line.PlanName} × {line.Seats}",
                    line.AmountYen + tax,
                    1,
                    rate.RatePercent
                )
        );
    }

    private static string Needed(PersonalText text) =>
        text.Value ?? throw new InvalidOperationException("The buyer's personal data was erased.");
}
