using FluentValidation;
using Store.Application.EventSourcing;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// An operator re-prices a plan: carts show it at once, quotes issued before keep their price (QUO-4, ORD-8).
/// </summary>
public sealed record RepricePlan(CommandContext Context, string ProductId, string PlanId, RepricePlan.RequestBody Body)
    : ICommand
{
    public sealed record RequestBody(long UnitPriceYen, string Reason);

    public sealed class Validator : AbstractValidator<RepricePlan>
    {
        public Validator()
        {
            RuleFor(c => c.Body.UnitPriceYen).InclusiveBetween(0, PlanRequest.MaxUnitPriceYen);
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log) : ICommandHandler<RepricePlan>
    {
        public Task<CommandResult> Handle(RepricePlan command, CancellationToken cancellationToken) =>
            log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(RepricePlan),
                        [StreamId.Of<Product>(command.ProductId)],
                        session =>
                            PlanChange.Of(
                                session,
                                command.ProductId,
                                command.PlanId,
                                (p, slug) => p.Reprice(slug, command.Body.UnitPriceYen)
                            )
                    ),
                cancellationToken
            );
    }
}
