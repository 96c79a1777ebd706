using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// An operator gives a plan new policies: a new version, which only what is agreed from now on carries.
/// </summary>
public sealed record ChangePlanPolicies(
    CommandContext Context,
    string ProductId,
    string PlanId,
    ChangePlanPolicies.RequestBody Body
) : ICommand
{
    public sealed record RequestBody(
        CancellationPolicy CancellationPolicy,
        TerminationPolicy TerminationPolicy,
        ProrationPolicy ProrationPolicy,
        string Reason
    );

    public sealed class Validator : AbstractValidator<ChangePlanPolicies>
    {
        public Validator()
        {
            RuleFor(c => c.Body.TerminationPolicy).SetValidator(new TerminationPolicyValidator());
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<ChangePlanPolicies>
    {
        public Task<CommandResult> Handle(ChangePlanPolicies command, CancellationToken cancellationToken) =>
            log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(ChangePlanPolicies),
                        [StreamId.Of<Product>(command.ProductId)],
                        session =>
                            PlanChange.Of(
                                session,
                                command.ProductId,
                                command.PlanId,
                                (p, slug) =>
                                    p.ChangePolicies(
                                        slug,
                                        command.Body.CancellationPolicy,
                                        command.Body.TerminationPolicy,
                                        command.Body.ProrationPolicy
                                    )
                            )
                    ),
                cancellationToken
            );
    }
}
