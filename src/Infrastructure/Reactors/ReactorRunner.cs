using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.Telemetry;
using Store.Application.Time;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Postgres;

namespace Store.Infrastructure.Reactors;

/// <summary>
/// Wakes the reactors: each follows the log with a checkpoint of its own, a few facts of different streams at a time.
/// What fails, waits or takes long is put aside as a row with the time at which it is due, so that others go on.
/// They begin once the program listens and end before it stops listening: Development's providers are the program
/// itself, and elsewhere a slow visitor takes none of the time that a provider's answer may need. A stop begins nothing
/// new and waits for what is under way.
/// </summary>
public sealed class ReactorRunner(
    NpgsqlDataSource database,
    IEnumerable<IReactor> reactors,
    LogReader reader,
    FactTail tail,
    IStoreClock clock,
    Pressure pressure,
    ReactorSettings settings,
    ILogger<ReactorRunner> log
) : BackgroundService, IHostedLifecycleService
{
    private const int LeaseNumber = 2;
    private const int PageSize = 256;
    private const int DuePage = 64;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IReactor> _byName = reactors.ToDictionary(r => r.Name);
    private readonly TaskCompletionSource _programListens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly UnderWay _underWay = new(database, log);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _programListens.SetResult();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _programListens.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.Acquire(database, LeaseNumber, stoppingToken);
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var stands = await ReactionStatements.Checkpoints(database, [.. _byName.Keys], stoppingToken);
                using var moves = new CheckpointMoves(database);
                var work = _byName.Values.Select(r => Follow(r, stands[r.Name], moves, ending.Token)).ToList();
                work.Add(Waken(ending.Token));
                work.Add(Hold(lease, ending.Token));
                try
                {
                    await await Task.WhenAny(work);
                }
                finally
                {
                    await ending.CancelAsync();
                    await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    await _underWay.Ended();
                }
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning(e, "Reactors pause until the database answers.");
                await Task.Delay(AfterFailure, stoppingToken);
            }
        }
    }

    private static async Task Hold(Lease lease, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(AfterFailure, stop);
            await lease.Confirm(stop);
        }
    }

    private async Task Follow(IReactor reactor, long kept, CheckpointMoves moves, CancellationToken stop)
    {
        var position = kept;
        var keptAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (!await MoreComes(position, position == kept ? Timeout.InfiniteTimeSpan : KeepEvery, stop))
            {
                await moves.Move(new CheckpointMove(reactor.Name, kept, position, []), stop);
                (kept, keptAt) = (position, TimeProvider.System.GetTimestamp());
                continue;
            }

            if (pressure.IsHigh)
            {
                await Task.Delay(Gather, stop);
            }

            IReadOnlyList<RecordedFact> facts;
            try
            {
                facts = await reader.Next(position, PageSize, stop);
            }
            catch (FactUnreadableException e)
            {
                log.LogError(e, "The reactor {Reactor} stopped at position {Position}.", reactor.Name, e.Position);
                await Task.Delay(TimeSpan.FromSeconds(30), stop);
                continue;
            }

            if (facts.Count == 0)
            {
                continue;
            }

            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                var (acted, waiting) = await Act(reactor, facts, written.Task, stop);
                position = facts[^1].Position;
                // Facts that concern nobody here move the checkpoint in memory only, now and then on disk: meeting
                // them again after a crash costs nothing.
                if (!acted && pressure.IsHigh && TimeProvider.System.GetElapsedTime(keptAt) < KeepEvery)
                {
                    continue;
                }

                if (!await moves.Move(new CheckpointMove(reactor.Name, kept, position, waiting), stop))
                {
                    // Someone else moved this checkpoint, which only a lost lease explains.
                    position = (await ReactionStatements.Checkpoints(database, [reactor.Name], stop))[reactor.Name];
                }
            }
            finally
            {
                written.SetResult();
            }

            (kept, keptAt) = (position, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>
    /// Acts on a page's facts, those of one stream one after the other. Whatever takes longer than patience lasts is
    /// among those that wait, and goes on beside; its row ends with it, once rows are <paramref name="written"/>.
    /// </summary>
    private async Task<(bool Acted, List<WaitingReaction> Waiting)> Act(
        IReactor reactor,
        IReadOnlyList<RecordedFact> facts,
        Task written,
        CancellationToken stop
    )
    {
        var waiting = new List<WaitingReaction>();
        var acted = false;
        await Parallel.ForEachAsync(
            facts.Where(reactor.Concerns).GroupBy(f => f.Stream),
            new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = stop },
            async (stream, ct) =>
            {
                acted = true;
                // One after the other: each try begins when the one before has ended.
                Task<WaitingReaction?> before = Task.FromResult<WaitingReaction?>(null);
                var tries = new List<(RecordedFact Fact, Task<WaitingReaction?> Ended)>();
                foreach (var fact in stream)
                {
                    before = After(before, () => Try(reactor, fact, attempts: 0, stop));
                    tries.Add((fact, before));
                }

                await Task.WhenAny(before, Task.Delay(settings.Patience, ct));
                foreach (var (fact, ended) in tries)
                {
                    var put = ended.IsCompleted ? await ended : Slow(reactor, fact, ended, written);
                    if (put is not null)
                    {
                        lock (waiting)
                        {
                            waiting.Add(put);
                        }
                    }
                }
            }
        );
        return (acted, waiting);
    }

    private WaitingReaction Slow(IReactor reactor, RecordedFact fact, Task<WaitingReaction?> ended, Task written)
    {
        var slow = new WaitingReaction(reactor.Name, fact.Position, clock.Now, Attempts: 0, reactor.DeliversOutside);
        _underWay.Take(slow, ended, written);
        return slow;
    }

    private static async Task<WaitingReaction?> After(Task<WaitingReaction?> before, Func<Task<WaitingReaction?>> next)
    {
        await before;
        return await next();
    }

    private async Task<bool> MoreComes(long position, TimeSpan within, CancellationToken stop)
    {
        try
        {
            await tail.WaitBeyond(position, stop).WaitAsync(within, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Takes up what is due by the store's clock.</summary>
    private async Task Waken(CancellationToken stop)
    {
        while (true)
        {
            var held = _underWay.Held();
            var due = await ReactionStatements.Due(database, clock.Now, DuePage + held.Count, stop);
            // What was under way before the question may have ended since, and its row with it.
            due.RemoveAll(w => held.Contains((w.Reactor, w.Position)) || _underWay.Holds(w));
            if (due.Count == 0)
            {
                await Task.Delay(Glance, stop);
                continue;
            }

            var facts = (await reader.At([.. due.Select(d => d.Position).Distinct()], stop)).ToDictionary(f =>
                f.Position
            );
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = stop },
                async (waiting, ct) =>
                {
                    if (!_byName.TryGetValue(waiting.Reactor, out var reactor))
                    {
                        var unknown = waiting with { Parked = true, Reason = "No reactor has this name any more." };
                        await ReactionStatements.Keep(database, unknown, ct);
                        return;
                    }

                    var ended = Try(reactor, facts[waiting.Position], waiting.Attempts, stop);
                    if (await Task.WhenAny(ended, Task.Delay(settings.Patience, ct)) != ended)
                    {
                        _underWay.Take(waiting, ended, Task.CompletedTask);
                    }
                    else if (await ended is { } put)
                    {
                        await ReactionStatements.Keep(database, put, ct);
                    }
                    else
                    {
                        await ReactionStatements.Finish(database, waiting, ct);
                    }
                }
            );
        }
    }

    /// <summary>Reacts once; what is left to wait for, or null when nothing is.</summary>
    private async Task<WaitingReaction?> Try(IReactor reactor, RecordedFact fact, int attempts, CancellationToken ct)
    {
        try
        {
            ct.ThrowIfCancellationRequested();
            return await pressure.InTurn(() => reactor.React(fact, ct), ct) switch
            {
                Reaction.Completed => null,
                Reaction.Later later => new WaitingReaction(
                    reactor.Name,
                    fact.Position,
                    later.At,
                    Attempts: 0,
                    reactor.DeliversOutside
                ),
                Reaction.Parked parked => Park(reactor, fact, attempts, parked.Reason),
                var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
            };
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            var parked = attempts >= settings.RetryAfter.Count;
            log.LogWarning(
                e,
                "{Reactor} failed at position {Position}, attempt {Attempt}{Parked}.",
                reactor.Name,
                fact.Position,
                attempts + 1,
                parked ? "; parked" : ""
            );
            if (parked)
            {
                StoreMeter.Parked.Add(1);
            }

            return new WaitingReaction(
                reactor.Name,
                fact.Position,
                clock.Now + (parked ? Duration.Zero : settings.RetryAfter[attempts]),
                attempts + 1,
                reactor.DeliversOutside
            )
            {
                Parked = parked,
                Reason = e.Message,
            };
        }
    }

    private WaitingReaction Park(IReactor reactor, RecordedFact fact, int attempts, string reason)
    {
        log.LogWarning("{Reactor} parked position {Position}: {Reason}", reactor.Name, fact.Position, reason);
        StoreMeter.Parked.Add(1);
        return new WaitingReaction(reactor.Name, fact.Position, clock.Now, attempts + 1, reactor.DeliversOutside)
        {
            Parked = true,
            Reason = reason,
        };
    }
}
