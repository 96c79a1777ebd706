using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain.Catalogue;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// 再発行 (QUO-4): a new quote for the same seats at today's prices, which supersedes the old one and tells each
/// difference. Plans no longer sold are dropped. A buyer who has signed in claims a visitor's quote by it.
/// </summary>
public sealed record ReissueQuote(CommandContext Context, string QuoteId) : ICommand
{
    public sealed class Handler(IEventLog log, Addressees addressees, SaleSettings settings)
        : ICommandHandler<ReissueQuote>
    {
        public async Task<CommandResult> Handle(ReissueQuote command, CancellationToken cancellationToken)
        {
            var accountId = command.Context.AccountId;
            var addressee = await addressees.Of(accountId, cancellationToken);
            var newId = UnguessableId.Create();
            var products = await ProductsOf(command.QuoteId, cancellationToken);
            return await log.Decide(
                command.Context.ToDecide(
                    nameof(ReissueQuote),
                    [
                        StreamId.Of<Quote>(command.QuoteId),
                        StreamId.Of<Quote>(newId),
                        .. QuoteIssue.Streams(accountId),
                        .. products.Select(StreamId.Of<Product>),
                    ],
                    session =>
                    {
                        var old = session.State<Quote>(command.QuoteId);
                        if (old.RefuseReissue(accountId) is { } closed)
                        {
                            return closed;
                        }

                        var today = Tokyo.DateOf(session.Now);
                        var again = old.Reprice(
                            (plan, seats) =>
                                session.State<Product>(plan.ProductId).Price(plan, seats, settings.TaxRates, today)
                        );
                        if (again.Refused is { } nothingLeft)
                        {
                            return nothingLeft;
                        }

                        var draft = QuoteIssue.Draft(session, settings, accountId, addressee, again.Lines) with
                        {
                            Supersedes = command.QuoteId,
                            SupersedesNumber = old.Issued!.Number,
                            Changes = again.Changes,
                        };
                        return session.Decide<Quote>(newId, q => q.Issue(draft)) is { } refused ? refused
                            : session.Decide<Quote>(command.QuoteId, q => q.Supersede(newId, draft.Number, accountId))
                                is { } lost
                                ? lost
                            : QuoteIssue.Answer(newId);
                    }
                ),
                cancellationToken
            );
        }

        /// <summary>Which products the quote is about never changes, so that it can be read beforehand.</summary>
        private async Task<IReadOnlyList<string>> ProductsOf(string quoteId, CancellationToken ct)
        {
            var facts = await log.Read(StreamId.Of<Quote>(quoteId), ct);
            return facts.Select(f => f.Fact).OfType<QuoteIssued>().FirstOrDefault() is { } issued
                ? [.. issued.Lines.Select(l => l.ProductId).Distinct()]
                : [];
        }
    }
}
