using System.Text.Json;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Support;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// An order as operators see it: what its buyer sees, and what the provider said of it
/// (<c>npTransactionId</c>, <c>npNgReason</c>, <c>billingRequested</c>, <c>cancellationRefusal</c>, what an operator
/// found as <c>paymentEvidence</c>, and each attempt at paying by card in <c>cardAttempts</c>). Made from the order's
/// own facts, through the folds of production.
/// </summary>
public sealed record GetOperatorOrder(string Number) : IQuery
{
    public sealed class Handler(IEventLog log, SupportDesks desks) : IQueryHandler<GetOperatorOrder>
    {
        public async Task<QueryResult> Handle(GetOperatorOrder query, CancellationToken cancellationToken)
        {
            var recorded = await log.Read(StreamId.Of<Order>(query.Number), cancellationToken);
            if (recorded.Count == 0)
            {
                return OrderRefusals.NotFound;
            }

            var facts = recorded.Select(f => f.Fact).ToList();
            var projection = new OrderDocument.Projection();
            var document = recorded.Aggregate((OrderDocument?)null, projection.Apply)!;
            document = document with { Support = desks.Of(document.PaymentMethod) };
            var order = facts.Aggregate(Order.Initial, (state, fact) => state.Evolve(fact));
            var shown = JsonSerializer.SerializeToNode(document, StoreJson.Options)!.AsObject();
            shown["npTransactionId"] = order.NpTransactionId;
            // Why Net Protections refused stays between the store and it.
            shown["npNgReason"] = facts.OfType<OrderScreeningRefused>().LastOrDefault() is { } refused
                ? StoreJson.NameOf(refused.Reason)
                : null;
            shown["billingRequested"] = order.BillingRequested;
            shown["cancellationRefusal"] = facts.OfType<OrderCancellationRefused>().LastOrDefault()?.ProviderMessage;
            shown["paymentEvidence"] = facts.OfType<OrderPaymentResolved>().LastOrDefault()?.Evidence;
            shown["cardAttempts"] = JsonSerializer.SerializeToNode(CardAttemptsOf(recorded), StoreJson.Options);
            return new QueryResult(StoreJson.Write(shown), recorded[^1].Position, desks.TagOf(recorded[^1].Version));
        }

        private static List<CardAttemptDocument> CardAttemptsOf(IReadOnlyList<RecordedFact> facts)
        {
            var attempts = new List<CardAttemptDocument>();
            foreach (var fact in facts)
            {
                if (fact.Fact is OrderCardChosen chosen)
                {
                    attempts.Add(new CardAttemptDocument(chosen.CardOrderId, fact.RecordedAt));
                }

                for (var i = 0; i < attempts.Count; i++)
                {
                    attempts[i] = attempts[i].With(fact, isLast: i == attempts.Count - 1);
                }
            }

            return attempts;
        }
    }
}

/// <summary>One attempt at paying by card, with what SBPS's portal knows it by.</summary>
/// <param name="CardOrderId">SBPS's order id.</param>
/// <param name="SentAt">When the authorisation left; with no outcome beside it, nobody knows what became of it.</param>
/// <param name="Code">SBPS's eight characters, of a refusal or of an answer that left the outcome unknown.</param>
/// <param name="ReturnedAt">When an authorisation that was not wanted had been given back.</param>
public sealed record CardAttemptDocument(
    string CardOrderId,
    Instant ChosenAt,
    Instant? SentAt = null,
    string? SpsTransactionId = null,
    string? TrackingId = null,
    CardBrand? Brand = null,
    CardDecline? Declined = null,
    CardStep? Unknown = null,
    string? Code = null,
    PaymentResolution? Resolved = null,
    Instant? CapturedAt = null,
    Instant? RefundedAt = null,
    Instant? ReturnedAt = null
)
{
    /// <param name="isLast">What names no attempt is about the last one.</param>
    public CardAttemptDocument With(RecordedFact fact, bool isLast) =>
        fact.Fact switch
        {
            OrderAuthorizationSent f when f.CardOrderId == CardOrderId => this with { SentAt = fact.RecordedAt },
            OrderCardAuthorized f when f.CardOrderId == CardOrderId => this with
            {
                SpsTransactionId = f.SpsTransactionId,
                TrackingId = f.TrackingId,
                Brand = f.Brand,
            },
            OrderPaymentDeclined f when f.CardOrderId == CardOrderId => this with
            {
                Declined = f.Reason,
                Code = f.Code,
            },
            OrderPaymentUnknown f when f.CardOrderId == CardOrderId => this with { Unknown = f.Step, Code = f.Code },
            OrderPaymentResolved f when isLast => this with
            {
                Resolved = f.Outcome,
                SpsTransactionId = f.SpsTransactionId ?? SpsTransactionId,
                TrackingId = f.TrackingId ?? TrackingId,
            },
            OrderCaptured f when f.TrackingId == TrackingId => this with { CapturedAt = fact.RecordedAt },
            OrderRefunded f when f.TrackingId == TrackingId => this with { RefundedAt = fact.RecordedAt },
            OrderAuthorizationReturned f when f.TrackingId == TrackingId => this with { ReturnedAt = fact.RecordedAt },
            _ => this,
        };
}
