using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application.ReadModels;
using Store.Infrastructure.EventLog;

namespace Store.Infrastructure.ReadModels;

/// <summary>How far a rebuild is.</summary>
public sealed record RebuildProgress(string Projection, long Position, long Head, double FactsPerSecond)
{
    public double Percent => Head < 0 ? 100 : 100.0 * (Position + 1) / (Head + 1);

    public TimeSpan Left =>
        FactsPerSecond > 0 ? TimeSpan.FromSeconds((Head - Position) / FactsPerSecond) : TimeSpan.Zero;
}

/// <summary>
/// Fills a new generation of a projection beside the one that is read, while writes go on, then puts it in its place.
/// The runner notices and carries on from there.
/// </summary>
public sealed class ProjectionRebuild(NpgsqlDataSource database, LogReader reader, ILogger log)
{
    private const int PageSize = 5000;

    /// <summary>Rebuilds one projection; returns the position up to which the new generation was filled.</summary>
    public async Task<long> Run(IProjection projection, Action<RebuildProgress>? progressed, CancellationToken ct) =>
        (await Fill(projection, progressed, mayStop: false, ct)).Position;

    /// <param name="mayStop">
    /// Where nothing is served yet, a fold that stops is put in its place as it is, so that it shows where it stopped
    /// and why; a rebuild beside something that is served fails instead.
    /// </param>
    internal async Task<Track> Fill(
        IProjection projection,
        Action<RebuildProgress>? progressed,
        bool mayStop,
        CancellationToken ct
    )
    {
        var track = await Begin(projection, ct);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var head = await reader.HeadPosition(ct);
            if (track.Position >= head)
            {
                break;
            }

            await Step(track, mayStop, ct);
            if (track.Stopped is not null)
            {
                break;
            }

            var elapsed = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            progressed?.Invoke(
                new RebuildProgress(
                    projection.Name,
                    track.Position,
                    // Writers go on: a page may reach beyond the head that was asked for before it.
                    Math.Max(head, track.Position),
                    (track.Position + 1) / Math.Max(elapsed, 1e-3)
                )
            );
        }

        await Swap(track, ct);
        log.LogInformation(
            "The projection {Projection} is served from generation {Generation}, filled to position {Position}.",
            projection.Name,
            track.Generation,
            track.Position
        );
        return track;
    }

    private async Task<Track> Begin(IProjection projection, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        // Two fills that begin at once would count to the same generation.
        var turn = new NpgsqlBatchCommand("select pg_advisory_xact_lock(5413, hashtext($1))");
        turn.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        batch.BatchCommands.Add(turn);
        // A generation left unfinished by an earlier attempt is of no use to anyone.
        var abandon = new NpgsqlBatchCommand(
            """
            with abandoned as (
              delete from store.projections where name = $1 and version = $2 and state = 'filling' returning generation)
            delete from store.documents where projection = $1 and generation in (select generation from abandoned)
            """
        );
        abandon.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        abandon.Parameters.Add(new NpgsqlParameter<int> { TypedValue = projection.Version });
        batch.BatchCommands.Add(abandon);
        var begin = new NpgsqlBatchCommand(
            """
            insert into store.projections (name, generation, version, state)
            select $1, coalesce(max(generation), 0) + 1, $2, 'filling' from store.projections where name = $1
            returning generation
            """
        );
        begin.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection.Name });
        begin.Parameters.Add(new NpgsqlParameter<int> { TypedValue = projection.Version });
        batch.BatchCommands.Add(begin);
        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.NextResultAsync(ct);
        await row.ReadAsync(ct);
        return new Track(projection, row.GetInt32(0), -1);
    }

    private async Task Step(Track track, bool mayStop, CancellationToken ct)
    {
        var page = new Page(track);
        try
        {
            var facts = await reader.Next(track.Position, PageSize, ct);
            var loaded = await DocumentStatements.Load(
                database,
                [.. page.MissingKeys(facts).Select(k => (track, k))],
                ct
            );
            page.Fold(facts, loaded.GetValueOrDefault(track) ?? []);
        }
        catch (FactUnreadableException e)
        {
            page.StopAt(e.Position, e);
        }

        if (page.StoppedAt is { } stopped)
        {
            var reason = $"{track.Projection.Name} cannot take the fact at position {stopped.Position}.";
            if (!mayStop)
            {
                throw new InvalidOperationException(reason, stopped.Reason);
            }

            log.LogError(stopped.Reason, "{Reason}", reason);
            track.Stopped = stopped.Reason.Message;
        }

        await DocumentStatements.Commit(database, [page], ct);
        foreach (var (key, document) in page.Changed)
        {
            track.Documents.Put(key, document);
        }

        track.Position = page.To;
    }

    private async Task Swap(Track track, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await Execute("select store.swap_projection($1, $2)");
        await Execute(
            """
            with gone as (
              delete from store.projections where name = $1 and state = 'retired' and generation <> $2
              returning generation)
            delete from store.documents where projection = $1 and generation in (select generation from gone)
            """
        );

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = track.Projection.Name });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = track.Generation });
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}
