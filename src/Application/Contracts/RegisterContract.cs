using FluentValidation;
using NodaTime;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;

namespace Store.Application.Contracts;

/// <summary>
/// ORD-3: an operator registers a contract that the account bought in another channel (他商流), under the plan by which
/// it would be continued here. Refuses an unknown account or plan.
/// </summary>
public sealed record RegisterContract(CommandContext Context, RegisterContract.RequestBody Body) : ICommand
{
    /// <param name="Channel">Who sold it.</param>
    /// <param name="Reference">That seller's number for it.</param>
    /// <param name="UnitPriceYen">Per seat and month, tax excluded; the plan's price of today without it.</param>
    public sealed record RequestBody(
        string AccountId,
        string PlanId,
        int Seats,
        LocalDate StartsOn,
        LocalDate EndsOn,
        string Channel,
        string Reason,
        string? Reference = null,
        long? UnitPriceYen = null
    );

    public sealed class Validator : AbstractValidator<RegisterContract>
    {
        private const int MostSeats = 100_000;
        private const int MostYears = 10;

        public Validator()
        {
            RuleFor(c => c.Body.AccountId).NotEmpty().MaximumLength(64);
            RuleFor(c => c.Body.PlanId).Must(id => PlanId.Parse(id) is not null);
            RuleFor(c => c.Body.Seats).InclusiveBetween(1, MostSeats);
            RuleFor(c => c.Body.UnitPriceYen)
                .InclusiveBetween(1, 10_000_000)
                .When(c => c.Body.UnitPriceYen is not null);
            RuleFor(c => c.Body.EndsOn).GreaterThanOrEqualTo(c => c.Body.StartsOn);
            RuleFor(c => c.Body.EndsOn).LessThan(c => c.Body.StartsOn.PlusYears(MostYears));
            RuleFor(c => c.Body.Channel).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Body.Reference).MaximumLength(100);
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
        }
    }

    public sealed class Handler(IEventLog log, SaleSettings settings) : ICommandHandler<RegisterContract>
    {
        public Task<CommandResult> Handle(RegisterContract command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            var plan = PlanId.Parse(body.PlanId)!.Value;
            var id = $"X-{UnguessableId.Create()}";
            return log.Decide(
                command
                    .Context.WithReason(body.Reason)
                    .ToDecide(
                        nameof(RegisterContract),
                        [
                            StreamId.Of<Contract>(id),
                            StreamId.Of<Account>(body.AccountId),
                            StreamId.Of<Product>(plan.ProductId),
                        ],
                        session =>
                        {
                            if (session.State<Account>(body.AccountId).Kind is null)
                            {
                                return AccountRefusals.NotFound;
                            }

                            var today = Tokyo.DateOf(session.Now);
                            var priced = session
                                .State<Product>(plan.ProductId)
                                .PriceOffer(plan, body.Seats, body.UnitPriceYen, settings.TaxRates, today);
                            if (priced.Refused is { } unknown)
                            {
                                return unknown;
                            }

                            var registered = new ContractRegistered(
                                body.AccountId,
                                body.Channel,
                                body.Reference,
                                priced.Line!,
                                body.StartsOn,
                                body.EndsOn
                            );
                            return session.Decide<Contract>(id, c => c.Register(registered)) is { } refused
                                ? refused
                                : DecisionResult.Answering(facts => Created(id, facts, today));
                        }
                    ),
                cancellationToken
            );
        }

        private static StoredResponse Created(string id, IReadOnlyList<RecordedFact> facts, LocalDate today)
        {
            var projection = new ContractDocument.Projection();
            var document = facts.Aggregate((ContractDocument?)null, projection.Apply)!;
            return StoredResponse.Created(
                id,
                ContractOn.TagOf(document.Version, today),
                StoreJson.Write(ContractOn.Of(document, today))
            );
        }
    }
}
