using System.Diagnostics;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Application.Reactors;

/// <summary>How reactors record: in their own name, with the fact they answer as the cause.</summary>
internal static class ReactorDecisions
{
    /// <summary>
    /// A refusal is a failure here: what a reactor decides must be possible, or somebody has to look.
    /// </summary>
    public static Task DecideBecause(
        this IEventLog log,
        RecordedFact cause,
        string reactor,
        IReadOnlyList<StreamId> streams,
        Func<IDesk, Refusal?> decide,
        CancellationToken ct
    ) => log.RecordBecause(cause, reactor, streams, decide, ct);

    /// <summary>The same; answers what was recorded: nothing, where it was so already.</summary>
    public static async Task<IReadOnlyList<RecordedFact>> RecordBecause(
        this IEventLog log,
        RecordedFact cause,
        string reactor,
        IReadOnlyList<StreamId> streams,
        Func<IDesk, Refusal?> decide,
        CancellationToken ct
    )
    {
        var intent = new Intent(
            reactor,
            Actor.Reactor(reactor),
            streams,
            desk => decide(desk) is { } refused ? refused : Verdict.Done
        )
        {
            Correlation = cause.Correlation,
            Causation = cause.Id,
        };
        return await log.Decide(intent, ct) switch
        {
            Outcome.Done done => done.Facts,
            Outcome.Refused { Refusal: var away } when IsAway(away) => throw new LogAwayException(away),
            Outcome.Refused { Refusal: var why } => throw new InvalidOperationException(
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
