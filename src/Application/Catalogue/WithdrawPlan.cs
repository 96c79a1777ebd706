using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// An operator takes a plan off sale for good. Valid quotes can still be ordered.
/// </summary>
public sealed record WithdrawPlan(
    CommandContext Context,
    string ProductId,
    string PlanId,
    WithdrawPlan.RequestBody Body
) : ICommand
{
    public sealed record RequestBody(string Reason);

    public sealed class Validator : AbstractValidator<WithdrawPlan>
    {
        public Validator()
        {
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<WithdrawPlan>
    {
        public Task<CommandResult> Handle(WithdrawPlan command, CancellationToken cancellationToken) =>
            log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(WithdrawPlan),
                        [StreamId.Of<Product>(command.ProductId)],
                        session =>
                            PlanChange.Of(session, command.ProductId, command.PlanId, (p, slug) => p.Withdraw(slug))
                    ),
                cancellationToken
            );
    }
}
