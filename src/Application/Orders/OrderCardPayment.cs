using System.Diagnostics;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Payments;
using Store.Application.Reactors;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// Charges cards (ADR-0010), a step for each fact: a card that was chosen is authorised once, an authorisation is
/// committed and accepts the order, an accepted order is captured, and what nobody wants is given back. Whatever step
/// the process ends at, the next one finds in the order's facts and by SBPS's inquiry what is left to do.
/// </summary>
public sealed class OrderCardPayment(
    IEventLog log,
    ISbPayment sbps,
    ICardTokens tokens,
    OrderSettings settings,
    IStoreClock clock
) : IReactor
{
    public const string ReactorName = "order_card_payment";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(12.8);

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) =>
        fact.Fact
            is OrderCardChosen
                or OrderCardAuthorized
                or OrderPaymentDeclined
                or OrderPaymentResolved
                or OrderAccepted { PaymentMethod: PaymentMethod.Card };

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var order = (await log.Read(fact.Stream, ct)).Aggregate(Order.Initial, (state, f) => state.Evolve(f.Fact));
        return fact.Fact switch
        {
            OrderCardChosen f => await Authorize(fact, f, order, ct),
            OrderCardAuthorized f => await Commit(fact, new(f.SpsTransactionId, f.TrackingId), order, ct),
            OrderPaymentDeclined or OrderPaymentResolved { Outcome: PaymentResolution.Cancelled } => await GiveBack(
                fact,
                order,
                ct
            ),
            OrderPaymentResolved or OrderAccepted => await Capture(fact, order, ct),
            _ => throw new UnreachableException(fact.Type),
        };
    }

    private async Task<Reaction> Authorize(RecordedFact fact, OrderCardChosen chosen, Order order, CancellationToken ct)
    {
        if (
            order is { Status: OrderStatus.Authorizing, Card: { Payment: null } card }
            && card.OrderId == chosen.CardOrderId
        )
        {
            if (card.Sent)
            {
                // Somebody sent it and left no outcome: nobody knows, and nothing may be sent again.
                await Decide(fact, order, (o, _) => o.LoseCard(card.OrderId, CardStep.Authorization, null), ct);
            }
            else if (await tokens.Find(card.TokenId, ct) is { } token)
            {
                await Authorize(fact, order, card, token, ct);
            }
            else
            {
                await Decline(fact, order, card, CardDecline.Token, null, ct);
            }
        }

        await tokens.Forget(chosen.CardTokenId, ct);
        return Reaction.Done;
    }

    private async Task Authorize(
        RecordedFact fact,
        Order order,
        CardAttempt card,
        CardToken token,
        CancellationToken ct
    )
    {
        var sent = await Decide(fact, order, (o, _) => o.SendAuthorization(card.OrderId), ct);
        if (sent.Count == 0)
        {
            // Another process is asking: its answer counts.
            return;
        }

        // From here on a stop waits for the answer, because nobody could ask for it afterwards.
        var answer = await Ask(fact.Stream.Id, order, card, token);
        switch (answer)
        {
            case CardAuthorizationAnswer.Approved approved:
                var payment = new CardReference(approved.Payment.SpsTransactionId, approved.Payment.TrackingId);
                await Keep(fact, order, (o, today) => o.ApproveCard(card.OrderId, payment, approved.Brand, today));
                break;
            case CardAuthorizationAnswer.Declined declined:
                await Keep(
                    fact,
                    order,
                    (o, today) => o.DeclineCard(card.OrderId, declined.Reason, Named(declined.Code), today)
                );
                break;
            case CardAuthorizationAnswer.GatewayFailed { Code: var code }:
                await Lose(fact, order, card.OrderId, CardStep.Authorization, code);
                break;
            case CardAuthorizationAnswer.Unknown { Code: var code }:
                await Lose(fact, order, card.OrderId, CardStep.Authorization, code);
                break;
            default:
                throw new UnreachableException(answer.GetType().Name);
        }
    }

    /// <summary>The one case in which the same request may leave twice: SBPS itself says that it failed.</summary>
    private async Task<CardAuthorizationAnswer> Ask(string number, Order order, CardAttempt card, CardToken token)
    {
        var placed = order.Placed!;
        var request = new CardAuthorization(
            card.OrderId,
            placed.AccountId,
            number,
            OrderSummary.SubjectOf([.. placed.Lines.Select(l => l.ProductName)]),
            placed.TaxYen,
            placed.TotalYen,
            token
        );
        var answer = await sbps.Authorize(request, CancellationToken.None);
        return answer is CardAuthorizationAnswer.GatewayFailed
            ? await sbps.Authorize(request, CancellationToken.None)
            : answer;
    }

    private async Task<Reaction> Commit(RecordedFact fact, CardReference payment, Order order, CancellationToken ct)
    {
        if (order.ToReturn.Contains(payment))
        {
            // It came too late for its order, or is of a brand that the store does not take.
            return await GiveBack(fact, order, ct);
        }

        if (
            order.Card?.Payment != payment
            || order.Status is not (OrderStatus.Authorizing or OrderStatus.PaymentUnknown)
        )
        {
            return Reaction.Done;
        }

        var asked = new CardPayment(payment.SpsTransactionId, payment.TrackingId);
        // An unknown payment is asked about before anything is sent again.
        var step =
            order.Status == OrderStatus.PaymentUnknown
                ? new CardStepAnswer.Unclear(null)
                : await sbps.Commit(asked, ct);
        var found = step is CardStepAnswer.Unclear ? await sbps.Inquire(asked, ct) : null;
        if (found is CardInquiryAnswer.Found { Commit: CardCommitState.Unprocessed } open && !IsUndone(open))
        {
            step = await sbps.Commit(asked, ct);
        }

        switch (step, found)
        {
            case (CardStepAnswer.Refused { Code: var code }, _):
                await Decline(fact, order, order.Card, CardDecline.Request, code, ct);
                return Reaction.Done;
            case (CardStepAnswer.Unclear { Code: var code }, CardInquiryAnswer.Found undone) when IsUndone(undone):
                await Decline(fact, order, order.Card, CardDecline.Request, code, ct);
                return Reaction.Done;
            case (CardStepAnswer.Done, _) or (_, CardInquiryAnswer.Found { Commit: CardCommitState.Committed }):
                await Decide(fact, order, (o, today) => o.AcceptCard(payment, today), ct);
                return Reaction.Done;
            case (CardStepAnswer.Unclear, CardInquiryAnswer.Found):
                return AskAgain(fact);
            case (CardStepAnswer.Unclear { Code: var code }, CardInquiryAnswer.Lost or CardInquiryAnswer.NotFound):
                await Lose(fact, order, order.Card.OrderId, CardStep.Commit, code);
                return AskAgain(fact);
            default:
                throw new UnreachableException(step.GetType().Name);
        }
    }

    private async Task<Reaction> Capture(RecordedFact fact, Order order, CancellationToken ct)
    {
        if (
            order
            is not {
                Status: OrderStatus.Accepted,
                Method: PaymentMethod.Card,
                Card: { Captured: false, Payment: { } payment }
            }
        )
        {
            return Reaction.Done;
        }

        var asked = new CardPayment(payment.SpsTransactionId, payment.TrackingId);
        var step = await sbps.Capture(asked, ct);
        var found = step is CardStepAnswer.Done ? null : await sbps.Inquire(asked, ct);
        if (found is null or CardInquiryAnswer.Found { Payment: CardPaymentState.Captured })
        {
            await Decide(fact, order, (o, _) => o.CaptureCard(payment), ct);
            return Reaction.Done;
        }

        if (
            found is CardInquiryAnswer.Found
            {
                Commit: CardCommitState.Unprocessed,
                Payment: CardPaymentState.Authorised
            }
        )
        {
            // Where an operator found the payment, nobody has committed it yet.
            step = await sbps.Commit(asked, ct);
        }

        return
            found is CardInquiryAnswer.Lost or CardInquiryAnswer.Found { Payment: CardPaymentState.Authorised }
            && step is not CardStepAnswer.Refused
            ? AskAgain(fact)
            // An accepted order that is not charged is money lost: it is tried again and then parked for an operator.
            : throw new CardStepRefusedException("Capturing", step, found);
    }

    /// <summary>The sweep of what stands authorised and is not wanted.</summary>
    private async Task<Reaction> GiveBack(RecordedFact fact, Order order, CancellationToken ct)
    {
        var waiting = false;
        foreach (var payment in order.ToReturn)
        {
            var asked = new CardPayment(payment.SpsTransactionId, payment.TrackingId);
            var step = await sbps.Cancel(asked, ct);
            var found = step is CardStepAnswer.Done ? null : await sbps.Inquire(asked, ct);
            if (found is null || (found is CardInquiryAnswer.Found standing && IsUndone(standing)))
            {
                await Decide(fact, order, (o, _) => o.ReturnAuthorization(payment), ct);
            }
            else if (step is CardStepAnswer.Refused || found is CardInquiryAnswer.NotFound)
            {
                throw new CardStepRefusedException("Giving back", step, found);
            }
            else
            {
                waiting = true;
            }
        }

        return waiting ? AskAgain(fact) : Reaction.Done;
    }

    internal static bool IsUndone(CardInquiryAnswer.Found found) =>
        found.Payment is CardPaymentState.Cancelled or CardPaymentState.Refunded
        || found.Commit is CardCommitState.CancelledAfterCommit or CardCommitState.CancelledUncommitted;

    /// <summary>
    /// Records what SBPS answered and nobody could ask for again: a log that is away for a moment is waited for.
    /// </summary>
    private async Task Keep(RecordedFact fact, Order order, Func<Order, LocalDate, Decision> decide)
    {
        for (var wait = FirstWait; ; wait *= 2)
        {
            try
            {
                await Decide(fact, order, decide, CancellationToken.None);
                return;
            }
            catch (LogAwayException) when (wait <= LongestWait)
            {
                await Task.Delay(wait);
            }
        }
    }

    private async Task Decline(
        RecordedFact fact,
        Order order,
        CardAttempt card,
        CardDecline reason,
        string? code,
        CancellationToken ct
    ) => await Decide(fact, order, (o, today) => o.DeclineCard(card.OrderId, reason, Named(code), today), ct);

    private async Task Lose(RecordedFact fact, Order order, string attempt, CardStep step, string? code) =>
        await Decide(fact, order, (o, _) => o.LoseCard(attempt, step, Named(code)), CancellationToken.None);

    /// <summary>What never reached SBPS has no code of SBPS's.</summary>
    private static string? Named(string? code) => code is "" ? null : code;

    private Task<IReadOnlyList<RecordedFact>> Decide(
        RecordedFact fact,
        Order order,
        Func<Order, LocalDate, Decision> decide,
        CancellationToken ct
    ) =>
        log.DecideInResponseTo(
            fact,
            Name,
            OrderConsequences.Streams(fact.Stream, order.Placed!),
            session => session.DecideOrder(fact.Stream.Id, o => decide(o, TokyoTime.DateOf(session.Now))),
            ct
        );

    private Reaction AskAgain(RecordedFact fact) => Reaction.Again(settings.AskAgainAt(fact.RecordedAt, clock.Now));
}
