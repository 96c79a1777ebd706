using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Application;

// This file and Pipeline/ alone name the mediator, so that its version is a detail (ADR-0002).

/// <summary>A use case that may record facts. It is sent with what HTTP knows of the request around it.</summary>
public interface ICommand : IRequest<CommandResult>
{
    CommandContext Context { get; }
}

/// <summary>A question. It records nothing and is answered from what the log's readers have written.</summary>
public interface IQuery : IRequest<QueryResult>;

public interface ICommandHandler<in TCommand> : IRequestHandler<TCommand, CommandResult>
    where TCommand : ICommand;

public interface IQueryHandler<in TQuery> : IRequestHandler<TQuery, QueryResult>
    where TQuery : IQuery;

/// <summary>Sends commands and queries to their handlers, through the pipeline.</summary>
public sealed partial class Messages(IMediator mediator, ILogger<Messages> log)
{
    /// <summary>
    /// Every command leaves one line in the program's log: what it came to, and never what it carried. The event log
    /// writes it for what it decided; here it is written for what ended before, such as a sign-in.
    /// </summary>
    public async Task<CommandResult> Send(ICommand command, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await mediator.Send(command, ct);
        if (!result.IsTold && log.IsEnabled(LogLevel.Information))
        {
            var ended = result is CommandResult.Refused { Refusal.Code: var code } ? code : "done";
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            Ended(log, command.GetType().Name, ended, milliseconds, command.Context.Correlation);
        }

        return result;
    }

    public Task<QueryResult> Ask(IQuery query, CancellationToken ct) => mediator.Send(query, ct);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} {Outcome} {ElapsedMs:F1} ms {Trace}")]
    private static partial void Ended(ILogger log, string command, string outcome, double elapsedMs, string trace);
}

/// <summary>Who sends a command, and under which promises: made once from a request, passed on unchanged.</summary>
/// <param name="AccountId">The account that the caller acts for; null for visitors, operators and auditors.</param>
/// <param name="IfVersion">From <c>If-Match</c>.</param>
/// <param name="CarriesCardNumber">
/// True where any text in the body looks like a card number: such a command is refused after its shape was checked.
/// </param>
public sealed record CommandContext(
    Actor Actor,
    string? AccountId,
    string Correlation,
    IdempotencyKey? Key = null,
    long? IfVersion = null,
    bool CarriesCardNumber = false
)
{
    /// <summary>For commands that reactors send: the fact they answer is the cause.</summary>
    public static CommandContext Of(Actor actor, RecordedFact cause) => new(actor, null, cause.Correlation);

    /// <summary>The same, with why an operator does it: every fact of the command stores it.</summary>
    public CommandContext WithReason(string reason) => this with { Actor = Actor with { Reason = reason } };

    /// <summary>
    /// The same, its stored answer noted as showing personal data of this account: erasing the account removes it.
    /// </summary>
    public CommandContext About(string accountId) =>
        this with
        {
            Key = Key is { } key ? key with { Subject = accountId } : null,
        };

    /// <summary>A request to decide that keeps this caller's promises.</summary>
    public DecisionRequest ToDecide(
        string name,
        IReadOnlyList<StreamId> streams,
        Func<IDecisionSession, DecisionResult> decide
    ) =>
        new(name, Actor, streams, decide)
        {
            Key = Key,
            IfVersion = IfVersion,
            Correlation = Correlation,
        };
}

/// <summary>
/// The answer to a question: the bytes as the read model stores them, the state of the log they show, or a refusal.
/// </summary>
/// <param name="Position">What <c>Store-Position</c> says: everything up to here is in the answer.</param>
public sealed record QueryResult(
    ReadOnlyMemory<byte> Body,
    long Position,
    string? Tag = null,
    string ContentType = "application/json",
    Refusal? Refused = null
)
{
    /// <summary>Where a page has a successor: the cursor that <c>Link</c> names.</summary>
    public string? NextCursor { get; init; }

    /// <summary>For files: the name to save under.</summary>
    public string? FileName { get; init; }

    /// <summary>
    /// Writes an answer that is too long to be held in memory, in place of <see cref="Body"/>; what goes wrong while it
    /// is being written cuts the answer off, so that nobody takes a part for the whole.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? Write { get; init; }

    public static implicit operator QueryResult(Refusal refusal) => new(default, -1, Refused: refusal);
}
