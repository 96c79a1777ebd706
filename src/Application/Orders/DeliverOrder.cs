using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Orders;

namespace Store.Application.Orders;

/// <summary>An operator records that an order was delivered, which has it billed. Twice is once.</summary>
public sealed record DeliverOrder(CommandContext Context, string Number, DeliverOrder.RequestBody Body) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<DeliverOrder>
    {
        public Validator() => RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<DeliverOrder>
    {
        public Task<CommandResult> Handle(DeliverOrder command, CancellationToken cancellationToken)
        {
            var number = command.Number;
            return log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(DeliverOrder),
                        [StreamId.Of<Order>(number)],
                        session =>
                            session.DecideOrder(number, o => o.Deliver()) is { } refused
                                ? refused
                                : OrderAnswer.Of(session, number)
                    ),
                cancellationToken
            );
        }
    }
}
