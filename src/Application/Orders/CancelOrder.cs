using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>
/// ORD-2: only an operator cancels. A held or refused order ends at once; an accepted one is <c>cancelling</c> until
/// its provider confirms.
/// </summary>
public sealed record CancelOrder(CommandContext Context, string Number, CancelOrder.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<CancelOrder>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<CancelOrder>
    {
        public async Task<CommandResult> Handle(CancelOrder command, CancellationToken cancellationToken)
        {
            var number = command.Number;
            var streams = await log.StreamsOfOrder(number, cancellationToken);
            return await log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(CancelOrder),
                        streams,
                        session =>
                            session.DecideOrder(number, o => o.Cancel(CancellationCause.Operator)) is { } refused
                                ? refused
                                : OrderAnswer.Of(session, number)
                    ),
                cancellationToken
            );
        }
    }
}
