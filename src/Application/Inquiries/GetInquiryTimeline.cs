using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Timelines;
using Store.Domain;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>
/// An inquiry's timeline, without what was written; another account's is answered like one that does not exist.
/// </summary>
/// <param name="AccountId">Null for operators, who also see the reasons given.</param>
public sealed record GetInquiryTimeline(string? AccountId, string Number) : IQuery
{
    public sealed class Handler(IEventLog log) : IQueryHandler<GetInquiryTimeline>
    {
        public async Task<QueryResult> Handle(GetInquiryTimeline query, CancellationToken cancellationToken)
        {
            var facts = await log.Read(StreamId.Of<Inquiry>(query.Number), cancellationToken);
            if (
                facts is not [{ Fact: InquiryReceived received }, ..]
                || (query.AccountId is { } account && account != received.AccountId)
            )
            {
                return InquiryRefusals.NotFound;
            }

            var timeline = Timeline.Of(query.Number, facts, query.AccountId is null, TextOf);
            return new QueryResult(StoreJson.Write(timeline), facts[^1].Position, StateTag.Of(facts[^1].Version));
        }
    }

    /// <summary>The one table of texts.</summary>
    public static TimelineText TextOf(Fact fact) =>
        fact switch
        {
            InquiryReceived => new("お問い合わせを受け付けました", "Inquiry received"),
            BuyerWrote => new("お客様からご連絡がありました", "The buyer wrote"),
            DeskReplied => new("担当者が返信しました", "The desk replied"),
            InquiryApproved f => f switch
            {
                { OfferQuoteNumber: { } quote } => new(
                    $"承認し、見積書 {quote} を発行しました",
                    $"Approved, with the offer {quote}"
                ),
                { EndsOn: { } day } => new(
                    $"承認しました（ご契約の終了日 {TimelineText.Of(day).Ja}）",
                    $"Approved: the contract ends on {TimelineText.Of(day).En}"
                ),
                _ => new("承認しました", "Approved"),
            },
            InquiryDeclined => new("ご希望に沿いかねる旨を回答しました", "Declined"),
            InquiryErased => new("お問い合わせの内容を消去しました", "What was written was erased"),
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
