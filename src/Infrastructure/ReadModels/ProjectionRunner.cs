using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application.ReadModels;
using Store.Application.Telemetry;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Postgres;

namespace Store.Infrastructure.ReadModels;

/// <summary>
/// Keeps the read documents at the log's head. One process at a time does so, under a lease; projections that stand
/// at the same position share a page of facts and a transaction, but each has its own checkpoint, and one that cannot
/// take a fact stops alone.
/// </summary>
public sealed class ProjectionRunner(
    NpgsqlDataSource database,
    IReadOnlyList<IProjection> projections,
    LogReader reader,
    FactTail tail,
    ProjectionProgress progress,
    Pressure pressure,
    ILogger<ProjectionRunner> log
) : BackgroundService
{
    private const int LeaseNumber = 1;
    private const int PageSize = 4000;
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<Track> _filled = [];

    /// <summary>Two pages of facts in memory are enough for two cores: a new database fills every projection.</summary>
    private readonly SemaphoreSlim _filling = new(2);

    public override void Dispose()
    {
        _filling.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        StoreMeter.ObserveLag(() => progress.Positions.Select(p => (p.Key, Math.Max(0, tail.Head - p.Value))));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.Acquire(database, LeaseNumber, stoppingToken);
                await Lead(lease, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                if (e is not PostgresException { SqlState: DocumentStatements.Moved })
                {
                    log.LogWarning(e, "Projections pause until the database answers.");
                    await Task.Delay(LookAround, stoppingToken);
                }
            }
        }
    }

    /// <summary>Runs until a projection was swapped or resumed by someone else, or the lease is lost.</summary>
    private async Task Lead(Lease lease, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var rows = await ProjectionRows.Read(database, stop);
        var tracks = new List<Track>();
        var fillings = new List<Task>();
        _filled.Clear();
        foreach (var projection in projections)
        {
            if (rows.Live(projection) is { } row)
            {
                tracks.Add(new Track(projection, row.Generation, row.Position) { Stopped = row.Stopped });
            }
            else
            {
                fillings.Add(Fill(projection, ending.Token));
            }
        }

        try
        {
            var looked = TimeProvider.System.GetTimestamp();
            while (!stop.IsCancellationRequested)
            {
                while (_filled.TryDequeue(out var filled))
                {
                    tracks.Add(filled);
                }

                await Step(tracks, stop);
                foreach (var filling in fillings.Where(f => f.IsFaulted))
                {
                    await filling;
                }

                if (TimeProvider.System.GetElapsedTime(looked) > LookAround)
                {
                    looked = TimeProvider.System.GetTimestamp();
                    await lease.Confirm(stop);
                    var now = await ProjectionRows.Read(database, stop);
                    if (tracks.Exists(t => !now.Agrees(t)))
                    {
                        return;
                    }
                }
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(fillings).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Step(List<Track> tracks, CancellationToken stop)
    {
        var going = tracks.Where(t => t.Stopped is null).ToList();
        var from = going.Count == 0 ? long.MaxValue : going.Min(t => t.Position);
        if (from >= tail.Head)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(LookAround);
            try
            {
                await tail.WaitBeyond(from, patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return;
            }
        }

        await GatherUnderPressure(from, stop);
        var pages = await Fold(going, from, stop);
        if (pages.Count > 0)
        {
            await DocumentStatements.Commit(database, pages, stop);
            Settle(pages);
        }
    }

    /// <summary>
    /// While the writer is pressed and nobody waits to read, facts gather for a moment: a larger page costs less a
    /// fact. A read that waits, or a full page, ends it.
    /// </summary>
    private async Task GatherUnderPressure(long from, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (
            pressure.IsHigh
            && !progress.SomebodyWaits
            && tail.Head - from < PageSize
            && TimeProvider.System.GetElapsedTime(began) < Linger
        )
        {
            await Task.WhenAny(progress.NextWait, Task.Delay(TimeSpan.FromMilliseconds(10), stop));
        }
    }

    private async Task<List<Page>> Fold(List<Track> going, long from, CancellationToken stop)
    {
        var pages = going.ConvertAll(t => new Page(t));
        try
        {
            var facts = await reader.Next(from, PageSize, stop);
            var loaded = await DocumentStatements.Load(
                database,
                [.. pages.SelectMany(p => p.MissingKeys(facts).Select(k => (p.Track, k)))],
                stop
            );
            foreach (var page in pages)
            {
                page.Fold(facts, loaded.GetValueOrDefault(page.Track) ?? []);
            }
        }
        catch (FactUnreadableException e)
        {
            foreach (var page in pages)
            {
                page.StopAt(e.Position, e);
            }
        }

        return pages.FindAll(p => p.To != p.From || p.StoppedAt is not null);
    }

    private void Settle(List<Page> pages)
    {
        foreach (var page in pages)
        {
            var track = page.Track;
            foreach (var (key, document) in page.Changed)
            {
                track.Documents.Put(key, document);
            }

            track.Position = page.To;
            if (page.StoppedAt is { } stopped)
            {
                track.Stopped = stopped.Reason.Message;
                log.LogError(
                    stopped.Reason,
                    "The projection {Projection} stopped at position {Position}.",
                    track.Projection.Name,
                    stopped.Position
                );
            }

            progress.Reached(track.Projection.Name, track.Position);
        }
    }

    /// <summary>A projection that has no documents in this version yet is filled beside whatever is served.</summary>
    private async Task Fill(IProjection projection, CancellationToken stop)
    {
        await _filling.WaitAsync(stop);
        try
        {
            var rebuild = new ProjectionRebuild(database, reader, log);
            var track = await rebuild.Fill(projection, progressed: null, mayStop: true, stop);
            progress.Reached(projection.Name, track.Position);
            _filled.Enqueue(track);
        }
        finally
        {
            _filling.Release();
        }

        tail.Announce(tail.Head);
    }
}
