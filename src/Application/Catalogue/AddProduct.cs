using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Time;
using Store.Domain.Catalogue;

namespace Store.Application.Catalogue;

/// <summary>
/// An operator lists a product with its first plans. Refuses with <c>product.already_listed</c> where the id is taken.
/// </summary>
public sealed record AddProduct(CommandContext Context, AddProduct.RequestBody Body) : ICommand
{
    /// <param name="Id">1 to 40 of <c>a-z 0-9 -</c>; the store makes one where it is not given.</param>
    public sealed record RequestBody(
        string Name,
        string Maker,
        IReadOnlyList<PlanRequest> Plans,
        string Reason,
        string? Id = null,
        string? Category = null,
        string? Description = null
    );

    public sealed class Validator : AbstractValidator<AddProduct>
    {
        public Validator(SaleSettings settings)
        {
            RuleFor(c => c.Body.Id!).Must(PlanId.IsSlug).When(c => c.Body.Id is not null);
            RuleFor(c => c.Body.Name).NotEmpty().MaximumLength(60);
            RuleFor(c => c.Body.Maker).NotEmpty().MaximumLength(60);
            RuleFor(c => c.Body.Category).MaximumLength(60);
            RuleFor(c => c.Body.Description).MaximumLength(1000);
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Plans).Must(p => p.Count is >= 1 and <= 30);
            RuleFor(c => c.Body.Plans).Must(p => p.DistinctBy(plan => plan.Id).Count() == p.Count);
            RuleForEach(c => c.Body.Plans).SetValidator(new PlanRequest.Validator(settings));
        }
    }

    public sealed class Handler(IEventLog log, SaleSettings settings) : ICommandHandler<AddProduct>
    {
        public Task<CommandResult> Handle(AddProduct command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            var id = body.Id ?? UnguessableId.Create();
            var listed = new ProductListed(
                body.Name,
                body.Maker,
                body.Category ?? "",
                body.Description ?? "",
                settings.Seller.Name
            );
            return log.Decide(
                command
                    .Context.WithReason(body.Reason)
                    .ToDecide(
                        nameof(AddProduct),
                        [StreamId.Of<Product>(id)],
                        session =>
                            session.Decide<Product>(
                                id,
                                p =>
                                    p.List(
                                        listed,
                                        [
                                            .. body.Plans.Select(r =>
                                                r.ToFact(settings.TaxRates, Tokyo.DateOf(session.Now))
                                            ),
                                        ]
                                    )
                            )
                                is { } refused
                                ? refused
                                : DecisionResult.Answering(facts => Created(id, facts))
                    ),
                cancellationToken
            );
        }

        private static StoredResponse Created(string id, IReadOnlyList<RecordedFact> facts)
        {
            var projection = new ProductDocument.Projection();
            var document = facts.Aggregate((ProductDocument?)null, projection.Apply)!;
            return StoredResponse.Created(id, StateTag.Of(document.Version), StoreJson.Write(document));
        }
    }
}
