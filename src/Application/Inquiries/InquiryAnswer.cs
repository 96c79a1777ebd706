using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Support;
using Store.Domain;
using Store.Domain.Inquiries;

namespace Store.Application.Inquiries;

/// <summary>
/// Commands on an inquiry answer it whole. What was said before is read before the decision, which therefore insists
/// that nothing was recorded in between.
/// </summary>
internal static class InquiryAnswer
{
    private const int MaxAttempts = 3;

    private static readonly InquiryDocument.Projection Documents = new();

    /// <summary>A decision on an inquiry, and the further streams that it reads.</summary>
    internal sealed record Change(IReadOnlyList<StreamId> AlsoReads, Func<IDecisionSession, Refusal?> Decide);

    public static readonly Change NoSuchInquiry = new([], _ => InquiryRefusals.NotFound);

    /// <param name="prepare">Given the inquiry's first fact, or null where there is no such inquiry.</param>
    public static async Task<CommandResult> ChangeInquiry(
        this IEventLog log,
        CommandContext context,
        string name,
        string number,
        SupportDesks desks,
        Func<RecordedFact?, Task<Change>> prepare,
        CancellationToken ct
    )
    {
        var stream = StreamId.Of<Inquiry>(number);
        for (var attempt = 1; ; attempt++)
        {
            var known = await log.Read(stream, ct);
            var (alsoReads, decide) = await prepare(known is [var first, ..] ? first : null);
            var about = known is [{ Fact: InquiryReceived received }, ..] ? context.About(received.AccountId) : context;
            var result = await log.Decide(
                about.ToDecide(
                    name,
                    [stream, .. alsoReads],
                    session =>
                    {
                        // What is refused is said at once; only the answer needs all that was read.
                        var version = session.Version<Inquiry>(number);
                        return decide(session) is { } refused ? refused
                            : version != known.Count ? LogRefusals.Retry
                            : Answering(ResponseKind.Shown, number, known, desks);
                    }
                ),
                ct
            );
            if (
                attempt == MaxAttempts
                || result is not CommandResult.Refused { Refusal: var why }
                || why != LogRefusals.Retry
            )
            {
                return result;
            }
        }
    }

    public static DecisionResult Answering(
        ResponseKind kind,
        string number,
        IReadOnlyList<RecordedFact> known,
        SupportDesks desks
    ) =>
        DecisionResult.Answering(recorded =>
        {
            var document = known
                .Concat(recorded.Where(f => Documents.KeyOf(f) == number))
                .Aggregate((InquiryDocument?)null, Documents.Apply)!;
            return new StoredResponse(
                kind,
                kind == ResponseKind.Created ? number : null,
                desks.TagOf(document.Version),
                StoreJson.Write(document.With(desks))
            );
        });
}
