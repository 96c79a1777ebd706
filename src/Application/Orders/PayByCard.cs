using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Payments;
using Store.Application.Support;
using Store.Domain.Calendar;
using Store.Domain.Orders;
using Store.Domain.Payments;

namespace Store.Application.Orders;

/// <summary>
/// A buyer answers a hold (ORD-6) or a refused screening (NP-3) by card. The order is authorised like one that came by
/// card; if the card is declined, it is back where it was, with its last day unchanged.
/// </summary>
public sealed record PayByCard(CommandContext Context, string Number, PayByCard.RequestBody Body) : ICommand
{
    /// <param name="PaymentMethod"><c>card</c>: nothing else answers a hold.</param>
    public sealed record RequestBody(PaymentMethod PaymentMethod, CardFields Card);

    public sealed class Validator : AbstractValidator<PayByCard>
    {
        public Validator()
        {
            RuleFor(c => c.Body.PaymentMethod)
                .Equal(PaymentMethod.Card)
                .WithMessage("card を指定してください。 / Only card answers a hold.");
            RuleFor(c => c.Body.Card).SetValidator(new CardFields.Validator());
        }
    }

    public sealed class Handler(IEventLog log, ICardTokens tokens, SupportDesks desks) : ICommandHandler<PayByCard>
    {
        private const int Tries = 3;

        public Task<CommandResult> Handle(PayByCard command, CancellationToken cancellationToken) =>
            tokens.KeptWhile(command.Body.Card, id => Pay(command, id!, cancellationToken), cancellationToken);

        private async Task<CommandResult> Pay(PayByCard command, string cardTokenId, CancellationToken ct)
        {
            CommandResult result = LogRefusals.Retry;
            for (var i = 0; i < Tries && result is CommandResult.Refused { Refusal.Code: var code }; i++)
            {
                if (code != LogRefusals.Retry.Code)
                {
                    break;
                }

                result = await Attempt(command, cardTokenId, ct);
            }

            return result;
        }

        /// <summary>
        /// The answer is the whole order, which is more than the writer keeps of it: what was read before must be all
        /// that stood there when it is decided.
        /// </summary>
        private async Task<CommandResult> Attempt(PayByCard command, string cardTokenId, CancellationToken ct)
        {
            var (number, account) = (command.Number, command.Context.AccountId);
            var before = await log.Read(StreamId.Of<Order>(number), ct);
            var streams = await log.StreamsOfOrder(number, ct);
            return await log.Decide(
                command.Context.ToDecide(
                    nameof(PayByCard),
                    streams,
                    session =>
                    {
                        // SITE-1: another account's order cannot be told from one that does not exist.
                        if (session.State<Order>(number).Placed?.AccountId != account)
                        {
                            return OrderRefusals.NotFound;
                        }

                        if (command.Body.Card.RefusePaymentCount() is { } instalments)
                        {
                            return instalments;
                        }

                        // What the order refuses is said at once; only the answer needs all that was read.
                        var (today, version) = (TokyoTime.DateOf(session.Now), session.Version<Order>(number));
                        return session.DecideOrder(number, o => o.PayByCard(number, cardTokenId, today)) is { } refused
                                ? refused
                            : version != before.Count ? LogRefusals.Retry
                            : Answering(before, number);
                    }
                ),
                ct
            );
        }

        /// <summary>The order exactly as a read shows it.</summary>
        private DecisionResult Answering(IReadOnlyList<RecordedFact> before, string number) =>
            DecisionResult.Answering(facts =>
            {
                var projection = new OrderDocument.Projection();
                var document = before
                    .Concat(facts.Where(f => f.Fact is OrderFact))
                    .Aggregate((OrderDocument?)null, projection.Apply)!;
                return new StoredResponse(
                    ResponseKind.Shown,
                    number,
                    desks.TagOf(document.Version),
                    StoreJson.Write(document with { Support = desks.Of(document.PaymentMethod) })
                );
            });
    }
}
