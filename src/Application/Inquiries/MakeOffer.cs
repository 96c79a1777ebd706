using FluentValidation;
using Store.Application.EventSourcing;
using Store.Application.Quotes;
using Store.Domain.Catalogue;
using Store.Domain.Contracts;

namespace Store.Application.Inquiries;

/// <summary>ORD-4: an operator offers a renewal or more seats that nobody has asked for yet.</summary>
public sealed record MakeOffer(CommandContext Context, MakeOffer.RequestBody Body) : ICommand
{
    /// <param name="Seats">Needed for added seats; a renewal without it is for the seats in use.</param>
    /// <param name="PlanId">Another plan to renew under.</param>
    /// <param name="UnitPriceYen">Per seat and month, tax excluded; the contract's without it.</param>
    public sealed record RequestBody(
        string ContractId,
        OfferKind Kind,
        string Reason,
        int? Seats = null,
        string? PlanId = null,
        long? UnitPriceYen = null
    );

    public sealed class Validator : AbstractValidator<MakeOffer>
    {
        public Validator()
        {
            RuleFor(c => c.Body.ContractId).NotEmpty().MaximumLength(64);
            RuleFor(c => c.Body.Kind).IsInEnum();
            RuleFor(c => c.Body.Reason).NotEmpty().MaximumLength(500);
            RuleFor(c => c.Body.Seats).InclusiveBetween(1, 100_000).When(c => c.Body.Seats is not null);
            RuleFor(c => c.Body.PlanId).Must(id => id is null || PlanId.Parse(id) is not null);
            RuleFor(c => c.Body.UnitPriceYen)
                .InclusiveBetween(1, 10_000_000)
                .When(c => c.Body.UnitPriceYen is not null);
        }
    }

    public sealed class Handler(IEventLog log, ContractOffers offers) : ICommandHandler<MakeOffer>
    {
        public async Task<CommandResult> Handle(MakeOffer command, CancellationToken cancellationToken)
        {
            var body = command.Body;
            var context = command.Context.WithReason(body.Reason);
            var known = await log.Read(StreamId.Of<Contract>(body.ContractId), cancellationToken);
            var account = known.Aggregate(Contract.Initial, (c, f) => c.Evolve(f.Fact)).AccountId;
            if (account is null)
            {
                return await log.Decide(
                    context.ToDecide(nameof(MakeOffer), [], _ => ContractRefusals.NotFound),
                    cancellationToken
                );
            }

            var offer = await offers.For(
                body.ContractId,
                account,
                body.Kind,
                body.Seats,
                new(body.PlanId, body.Seats, body.UnitPriceYen),
                cancellationToken
            );
            return await log.Decide(
                context
                    .About(account)
                    .ToDecide(
                        nameof(MakeOffer),
                        offer.Streams,
                        session => offer.Decide(session) is { } refused ? refused : QuoteIssue.Answer(offer.QuoteId)
                    ),
                cancellationToken
            );
        }
    }
}
