using NodaTime;
using Store.Application.Carts;
using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain.Catalogue;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// 見積書発行 (QUO-1): a quote for what is in the cart, at the prices of this moment, addressed to the company where
/// the caller has signed in (QUO-2). Refuses an empty cart, and a plan that is not sold any more or not in this number.
/// </summary>
public sealed record IssueQuote(CommandContext Context, string CartId) : ICommand
{
    public sealed class Handler(
        IEventLog log,
        ICarts carts,
        Addressees addressees,
        SaleSettings settings,
        IStoreClock clock
    ) : ICommandHandler<IssueQuote>
    {
        public async Task<CommandResult> Handle(IssueQuote command, CancellationToken cancellationToken)
        {
            var accountId = command.Context.AccountId;
            var quoteId = UnguessableId.Create();
            var keptSince = clock.Now - Duration.FromDays(settings.CartDays);
            var cart = await carts.Find(command.CartId, keptSince, cancellationToken);
            var addressee = await addressees.Of(accountId, cancellationToken);
            var lines = (cart?.Lines ?? []).Select(l => (Id: PlanId.Parse(l.PlanId)!.Value, l.Seats)).ToList();
            var context = command.Context with { IfVersion = null };
            return await log.Decide(
                context.ToDecide(
                    nameof(IssueQuote),
                    [
                        StreamId.Of<Quote>(quoteId),
                        .. QuoteIssue.Streams(accountId),
                        .. lines.Select(l => StreamId.Of<Product>(l.Id.ProductId)).Distinct(),
                    ],
                    session =>
                    {
                        if (cart?.IsOpenTo(accountId) != true)
                        {
                            return CartRefusals.NotFound;
                        }

                        if (lines.Count == 0)
                        {
                            return CartRefusals.Empty;
                        }

                        var today = Tokyo.DateOf(session.Now);
                        var priced = lines
                            .Select(l =>
                                session.State<Product>(l.Id.ProductId).Price(l.Id, l.Seats, settings.TaxRates, today)
                            )
                            .ToList();
                        if (priced.Find(p => p.Refused is not null) is { } unsold)
                        {
                            return unsold.Refused!;
                        }

                        var draft = QuoteIssue.Draft(
                            session,
                            settings,
                            accountId,
                            addressee,
                            [.. priced.Select(p => p.Line!)]
                        );
                        return session.Decide<Quote>(quoteId, q => q.Issue(draft)) is { } refused
                            ? refused
                            : QuoteIssue.Answer(quoteId);
                    }
                ),
                cancellationToken
            );
        }
    }
}
