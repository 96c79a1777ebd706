using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain;

namespace Store.Application.ProviderFacts;

/// <summary>What a report of Net Protections needs to be decided on.</summary>
/// <param name="Also">Streams beside the report's own.</param>
internal sealed record ProviderFactDecision(IReadOnlyList<StreamId> Also, Func<IDecisionSession, Refusal?> Decide);

/// <summary>
/// Records what Net Protections reports and answers it as a read shows it: created, or only shown where it was known.
/// What is known is read before the decision, which therefore insists that nothing was recorded in between.
/// </summary>
internal static class ProviderFactRecording
{
    private const int MaxAttempts = 3;

    private static readonly ProviderFactDocument.Projection Documents = new();

    /// <param name="prepare">Reads what the decision needs; called anew where it turned out to be old.</param>
    public static async Task<CommandResult> RecordProviderFact<TAggregate>(
        this IEventLog log,
        CommandContext context,
        string name,
        string id,
        Func<Task<ProviderFactDecision>> prepare,
        CancellationToken ct
    )
        where TAggregate : class, IAggregate<TAggregate>
    {
        var stream = StreamId.Of<TAggregate>(id);
        for (var attempt = 1; ; attempt++)
        {
            var known = await log.Read(stream, ct);
            var (also, decide) = await prepare();
            var result = await log.Decide(
                context.ToDecide(
                    name,
                    [stream, .. also],
                    session =>
                        session.Version<TAggregate>(id) != known.Count ? LogRefusals.Retry
                        : decide(session) is { } refused ? refused
                        : DecisionResult.Answering(recorded => AnswerOf(known, recorded))
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

    private static StoredResponse AnswerOf(IReadOnlyList<RecordedFact> known, IReadOnlyList<RecordedFact> recorded)
    {
        var told = recorded.LastOrDefault(IsReport);
        var document = Documents.Apply(null, told ?? known.Last(IsReport));
        return new StoredResponse(
            told is null ? ResponseKind.Shown : ResponseKind.Created,
            document.Id,
            StateTag.Of(document.Version),
            StoreJson.Write(document)
        );
    }

    private static bool IsReport(RecordedFact fact) => Documents.KeyOf(fact) is not null;
}
