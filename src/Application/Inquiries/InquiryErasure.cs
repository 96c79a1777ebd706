using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Domain.Accounts;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>
/// Takes the conversations of an erased account out of the read documents: the key is gone by then, but what was folded
/// before still shows the texts.
/// </summary>
public sealed class InquiryErasure(IEventLog log, IReadDocuments reads) : IReactor
{
    public string Name => "inquiry_erasure";

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is AccountErased;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        for (var page = new PageRequest(PageRequest.MaxLimit); ; )
        {
            var read = await reads.List(page.Of(InquiryDocument.ProjectionName, fact.Stream.Id), ct);
            if (read.Refused is { } refused)
            {
                throw new InvalidOperationException($"The account's inquiries cannot be read: {refused.Code}.");
            }

            foreach (var inquiry in read.Value)
            {
                await log.DecideInResponseTo(
                    fact,
                    Name,
                    [StreamId.Of<Inquiry>(inquiry.Key)],
                    session => session.Decide<Inquiry>(inquiry.Key, i => i.Erase()),
                    ct
                );
            }

            if (read.Value.Count <= page.Limit)
            {
                return Reaction.Done;
            }

            page = page with { After = new DocumentCursor(read.Value[^1].Sort, read.Value[^1].Key) };
        }
    }
}
