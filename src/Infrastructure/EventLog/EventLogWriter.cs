using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Telemetry;
using Store.Application.Time;

namespace Store.Infrastructure.EventLog;

/// <summary>A command waiting for its turn.</summary>
internal sealed class PendingCommand(DecisionRequest request)
{
    private readonly TaskCompletionSource<CommandResult> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public DecisionRequest Request => request;

    public Task<CommandResult> Result => _done.Task;

    public void Finish(CommandResult result) => _done.TrySetResult(result);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}

/// <summary>
/// The one writer of this process. Every command that waits forms a batch: one round trip to load, the decisions one
/// after another in memory, one transaction, one fsync. A second process's writer is noticed by the head, which is
/// compared and set; this writer then reads what is newer and decides again, holding the lock.
/// </summary>
internal sealed class EventLogWriter(
    NpgsqlDataSource database,
    Aggregates aggregates,
    EnvelopeCodec codec,
    IStoreClock clock,
    FactTail tail,
    Snapshots snapshots,
    Pressure pressure,
    LogSettings settings,
    ILogger log
)
{
    private const string HeadMoved = "ST409";

    private readonly RecentCache<StreamId, StreamState> _cache = new(settings.CachedStreams);
    private Dictionary<(NumberSeries, string), long> _numbers = [];
    private NpgsqlConnection? _connection;
    private LogHead? _head;

    public async Task Run(ChannelReader<PendingCommand> queue, CancellationToken stop)
    {
        var batch = new List<PendingCommand>(settings.MaxBatch);
        while (await queue.WaitToReadAsync(stop))
        {
            batch.Clear();
            while (batch.Count < settings.MaxBatch && queue.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            // What reactors send is the background itself, and says nothing of who else waits.
            if (batch.Count(p => p.Request.Causation is null) is > 0 and var commands)
            {
                pressure.Report(commands);
            }

            await Carry(batch, stop);
        }
    }

    private async Task Carry(List<PendingCommand> batch, CancellationToken stop)
    {
        var unknown = false;
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                if (attempt > settings.MaxAttempts)
                {
                    Finish(batch, LogRefusals.Retry);
                    return;
                }

                var connection = await Connect(stop);
                await using var transaction = attempt > 0 ? await connection.BeginTransactionAsync(stop) : null;
                if (transaction is not null)
                {
                    await LogStatements.Lock(connection, stop);
                }

                var (decided, outcomes) = await Decide(connection, batch, stop);
                var answers = AnswersOf(batch, outcomes);
                if (decided.Facts.Count > 0 || answers.Count > 0)
                {
                    try
                    {
                        await LogStatements.Append(connection, _head!.Size, decided, answers, stop);
                        if (transaction is not null)
                        {
                            await transaction.CommitAsync(stop);
                        }
                    }
                    catch (PostgresException e) when (e.SqlState is HeadMoved or PostgresErrorCodes.UniqueViolation)
                    {
                        StoreMeter.Conflicts.Add(1);
                        continue;
                    }
                    catch (Exception e) when (IsLost(e))
                    {
                        log.LogWarning(e, "The answer to a commit was lost; asking the log what became of it.");
                        unknown = true;
                        if (!await WasCommitted(decided, stop))
                        {
                            unknown = false;
                            continue;
                        }
                    }
                }

                Settle(decided);
                for (var i = 0; i < batch.Count; i++)
                {
                    Finish(batch[i], outcomes[i]);
                }

                return;
            }
        }
        catch (Exception e) when (e is NpgsqlException or System.IO.IOException or TimeoutException)
        {
            log.LogError(e, "The log could not be written; {Count} commands were turned away.", batch.Count);
            await Disconnect();
            Finish(batch, unknown ? LogRefusals.Unknown : LogRefusals.Busy);
        }
        catch (Exception e)
        {
            await Disconnect();
            batch.ForEach(p => p.Fail(e));
            if (e is OperationCanceledException)
            {
                throw;
            }

            log.LogCritical(e, "A batch failed for a reason the writer does not know.");
        }
    }

    private async Task<(BatchDecider Decided, object[] Outcomes)> Decide(
        NpgsqlConnection connection,
        List<PendingCommand> batch,
        CancellationToken stop
    )
    {
        var missing = new HashSet<StreamId>();
        var keys = new List<IdempotencyKey>();
        foreach (var pending in batch)
        {
            foreach (var stream in pending.Request.Streams)
            {
                if (!_cache.TryGet(stream, out _))
                {
                    missing.Add(stream);
                }
            }

            if (pending.Request.Key is { } key)
            {
                keys.Add(key);
            }
        }

        var loaded = await LogStatements.Load(connection, [.. missing], keys, aggregates, codec, stop);
        if (_head is null || loaded.HeadSize != _head.Size)
        {
            // What was loaded is at the newer head, but what the cache held is not: bring it up first.
            await CatchUp(connection, stop);
        }

        var decided = new BatchDecider(
            new BatchContext(
                _head!,
                aggregates,
                codec,
                stream =>
                    _cache.TryGet(stream, out var cached) ? cached
                    : loaded.Streams.TryGetValue(stream, out var state) ? state
                    : null,
                (series, period) => _numbers.GetValueOrDefault((series, period))
            ),
            clock.Now
        );
        var outcomes = new object[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            outcomes[i] = DecideOne(decided, batch[i].Request, loaded);
        }

        return (decided, outcomes);
    }

    /// <summary>An outcome, or the exception that this command alone ends with.</summary>
    private static object DecideOne(BatchDecider decided, DecisionRequest request, Loaded loaded)
    {
        if (request.Key is { } key && loaded.Answered.TryGetValue((key.Scope, key.Key), out var stored))
        {
            StoreMeter.Replays.Add(1);
            if (!stored.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint.Span))
            {
                return (CommandResult)LogRefusals.KeyReused;
            }

            return stored.Response is { } response
                ? new CommandResult.Done(response, stored.Position, Replayed: true)
                : (CommandResult)LogRefusals.SecretShownOnce;
        }

        try
        {
            return decided.Decide(request);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Reads what other processes appended since, and folds it into what is cached.</summary>
    private async Task CatchUp(NpgsqlConnection connection, CancellationToken stop)
    {
        var head = await LogStatements.ReadHead(connection, stop);
        if (_head is not null)
        {
            for (var after = _head.Size - 1; after < head.Size - 1; )
            {
                var facts = await LogStatements.Newer(connection, after, head.Size - 1, codec, stop);
                foreach (var fact in facts)
                {
                    Follow(fact);
                }

                after = facts[^1].Position;
            }
        }

        tail.Announce(head.Size - 1);
        _numbers = await LogStatements.ReadNumbers(connection, stop);
        _head = head;
    }

    private void Follow(RecordedFact fact)
    {
        if (!_cache.TryGet(fact.Stream, out var state))
        {
            return;
        }

        if (state.Version >= fact.Version)
        {
            return;
        }

        if (state.Version + 1 == fact.Version)
        {
            var next = aggregates[fact.Stream.Category].Evolve(state.State, fact.Fact);
            _cache.Put(fact.Stream, new StreamState(fact.Version, fact.LeafHash.ToArray(), next));
        }
        else
        {
            _cache.Forget(fact.Stream);
        }
    }

    /// <summary>
    /// True where the log holds what this batch recorded. Asked on a new connection, behind the lock, so that a commit
    /// still under way on the old one has ended by then.
    /// </summary>
    private async Task<bool> WasCommitted(BatchDecider decided, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var wait = 20; ; wait = Math.Min(wait * 2, 500))
        {
            await Disconnect();
            try
            {
                var connection = await Connect(stop);
                // A batch of answers alone may be decided again: the key decides whether it was stored.
                return decided.Facts.Count > 0
                    && await LogStatements.IsCommitted(
                        connection,
                        decided.Facts[0].Position,
                        decided.Facts[0].LeafHash,
                        stop
                    );
            }
            catch (Exception e) when (e is NpgsqlException or System.IO.IOException or TimeoutException)
            {
                if (TimeProvider.System.GetElapsedTime(started) > settings.ResolveWithin)
                {
                    throw;
                }

                await Task.Delay(wait, stop);
            }
        }
    }

    private void Settle(BatchDecider decided)
    {
        foreach (var (stream, state) in decided.States)
        {
            _cache.Put(stream, state);
            snapshots.Offer(stream, state);
        }

        foreach (var (series, last) in decided.Numbers)
        {
            _numbers[series] = last;
        }

        _head = new LogHead(decided.Size, decided.Frontier, decided.RecordedAt);
        StoreMeter.BatchSize.Record(decided.Facts.Count);
        tail.Publish(decided.Facts);
    }

    private static List<(IdempotencyKey, CommandResult.Done)> AnswersOf(List<PendingCommand> batch, object[] outcomes)
    {
        var answers = new List<(IdempotencyKey, CommandResult.Done)>();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Request.Key is { } key && outcomes[i] is CommandResult.Done { Replayed: false } done)
            {
                answers.Add((key, done));
            }
        }

        return answers;
    }

    private static void Finish(PendingCommand pending, object outcome)
    {
        if (outcome is CommandResult known)
        {
            pending.Finish(known);
        }
        else
        {
            pending.Fail((Exception)outcome);
        }
    }

    private static void Finish(List<PendingCommand> batch, CommandResult result) =>
        batch.ForEach(p => p.Finish(result));

    /// <summary>A refusal that the server itself spoke is certain; a broken connection or a shutdown is not.</summary>
    private static bool IsLost(Exception e) =>
        e is PostgresException postgres
            ? postgres.Severity is "FATAL" or "PANIC"
            : e is NpgsqlException or System.IO.IOException or TimeoutException;

    private async Task<NpgsqlConnection> Connect(CancellationToken stop)
    {
        if (_connection is not { FullState: System.Data.ConnectionState.Open })
        {
            await Disconnect();
            _connection = await database.OpenConnectionAsync(stop);
        }

        return _connection;
    }

    private async Task Disconnect()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }
}
