using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// An operator adds a plan to a product. Refuses with <c>plan.already_offered</c> where the id was ever used.
/// </summary>
public sealed record OfferPlan(CommandContext Context, string ProductId, OfferPlan.RequestBody Body) : ICommand
{
    public sealed record RequestBody(PlanRequest Plan, string Reason);

    public sealed class Validator : AbstractValidator<OfferPlan>
    {
        public Validator(SaleSettings settings)
        {
            RuleFor(c => c.Body.Plan).SetValidator(new PlanRequest.Validator(settings));
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log, SaleSettings settings) : ICommandHandler<OfferPlan>
    {
        public Task<CommandResult> Handle(OfferPlan command, CancellationToken cancellationToken)
        {
            var plan = new PlanId(command.ProductId, command.Body.Plan.Id).ToString();
            return log.Decide(
                command
                    .Context.WithReason(command.Body.Reason)
                    .ToDecide(
                        nameof(OfferPlan),
                        [StreamId.Of<Product>(command.ProductId)],
                        session =>
                            PlanChange.Of(
                                session,
                                command.ProductId,
                                plan,
                                (p, _) =>
                                    p.Offer(command.Body.Plan.ToFact(settings.TaxRates, Tokyo.DateOf(session.Now)))
                            )
                    ),
                cancellationToken
            );
        }
    }
}
