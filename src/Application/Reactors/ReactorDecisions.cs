using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Application.Reactors;

/// <summary>How reactors record: in their own name, with the fact they answer as the cause.</summary>
internal static class ReactorDecisions
{
    /// <summary>
    /// Answers what was recorded: nothing, where it was so already. A refusal is a failure here: what a reactor decides
    /// must be possible, or somebody has to look.
    /// </summary>
    public static async Task<IReadOnlyList<RecordedFact>> DecideInResponseTo(
        this IEventLog log,
        RecordedFact cause,
        string reactor,
        IReadOnlyList<StreamId> streams,
        Func<IDecisionSession, Refusal?> decide,
        CancellationToken ct
    )
    {
        var request = new DecisionRequest(
            reactor,
            Actor.Reactor(reactor),
            streams,
            session => decide(session) is { } refused ? refused : DecisionResult.Done
        )
        {
            Correlation = cause.Correlation,
            Causation = cause.Id,
        };
        return await log.Decide(request, ct) switch
        {
            CommandResult.Done done => done.Facts,
            CommandResult.Refused { Refusal: var away } when IsAway(away) => throw new LogAwayException(away),
            CommandResult.Refused { Refusal: var why } => throw new InvalidOperationException(
                $"{reactor} was refused at {cause.Stream}: {why.Code}."
            ),
            _ => throw new UnreachableException("A command ends done or refused."),
        };
    }

    private static bool IsAway(Refusal refusal) =>
        refusal.Code == LogRefusals.Busy.Code
        || refusal.Code == LogRefusals.Unknown.Code
        || refusal.Code == LogRefusals.Retry.Code;
}

/// <summary>
/// The log takes nothing at this moment, or could not say whether it did: the same decision may be taken again.
/// </summary>
internal sealed class LogAwayException(Refusal refusal) : Exception($"The log took nothing: {refusal.Code}.");
