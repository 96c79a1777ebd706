using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain.Accounts;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// Takes the contact off every quote of an erased account. The key is gone by then, but what was folded before still
/// shows the name; the fact makes the read document forget it, today and in every rebuild.
/// </summary>
public sealed class QuoteErasure(IEventLog log, IReadDocuments reads) : IReactor
{
    public string Name => "quote_erasure";

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is AccountErased;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        var page = new PageRequest(PageRequest.MaxLimit);
        while (true)
        {
            var read = await reads.List(page.Of(QuoteDocument.ProjectionName, fact.Stream.Id), ct);
            if (read.Refused is { } refused)
            {
                throw new InvalidOperationException($"The account's quotes cannot be read: {refused.Code}.");
            }

            await Task.WhenAll(
                read.Value.Select(quote =>
                    log.DecideInResponseTo(
                        fact,
                        Name,
                        [StreamId.Of<Quote>(quote.Key)],
                        session => session.Decide<Quote>(quote.Key, q => q.EraseContact()),
                        ct
                    )
                )
            );
            if (read.Value.Count <= page.Limit)
            {
                return Reaction.Done;
            }

            page = page with { After = new DocumentCursor(read.Value[^1].Sort, read.Value[^1].Key) };
        }
    }
}
