using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Credit;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// ORD-6: an operator lifts a hold, and the order is screened. The credit line must hold the order; the same command
/// may raise it, and refuses with <c>credit.insufficient</c> where that is not enough.
/// </summary>
public sealed record ReleaseOrder(CommandContext Context, string Number, ReleaseOrder.RequestBody Body) : ICommand
{
    /// <param name="LimitYen">The account's new credit line, recorded together with the release.</param>
    public sealed record RequestBody(string Reason, long? LimitYen = null);

    public sealed class Validator : AbstractValidator<ReleaseOrder>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.LimitYen).InclusiveBetween(0, CreditLine.GreatestLimitYen);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<ReleaseOrder>
    {
        public async Task<CommandResult> Handle(ReleaseOrder command, CancellationToken cancellationToken)
        {
            var (number, body) = (command.Number, command.Body);
            var streams = await log.StreamsOfOrder(number, cancellationToken);
            return await log.Decide(
                command
                    .Context.WithReason(body.Reason)
                    .ToDecide(
                        nameof(ReleaseOrder),
                        streams,
                        session =>
                            (
                                Raise(session, session.State<Order>(number), body)
                                ?? session.DecideOrder(number, o => o.Release(number))
                            )
                                is { } refused
                                ? refused
                                : OrderAnswer.Of(session, number)
                    ),
                cancellationToken
            );
        }

        private static Refusal? Raise(IDecisionSession session, Order order, RequestBody body) =>
            body.LimitYen is { } limit && order.Status == OrderStatus.OnCreditHold
                ? session.Decide<CreditLine>(order.Placed!.AccountId, line => line.SetLimit(limit, body.Reason))
                : null;
    }
}
