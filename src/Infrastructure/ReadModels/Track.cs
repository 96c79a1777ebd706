using Store.Application.EventSourcing;
using Store.Application.ReadModels;
using Store.Infrastructure.EventLog;

namespace Store.Infrastructure.ReadModels;

/// <summary>One generation of one projection on its way along the log.</summary>
internal sealed class Track(IProjection projection, int generation, long position)
{
    private const int CachedDocuments = 4000;

    public IProjection Projection => projection;

    public int Generation => generation;

    public long Position { get; set; } = position;

    /// <summary>Why it stopped, or null while it goes.</summary>
    public string? Stopped { get; set; }

    public RecentCache<string, object?> Documents { get; } = new(CachedDocuments);
}

/// <summary>
/// What one page of facts changes in one track's documents; nothing of it counts until it is committed.
/// </summary>
internal sealed class Page(Track track)
{
    private readonly Dictionary<string, object?> _changed = [];

    public Track Track => track;

    public long From { get; } = track.Position;

    public long To { get; private set; } = track.Position;

    /// <summary>The exception that stopped the fold, and the position of the fact it stopped at.</summary>
    public (long Position, Exception Reason)? StoppedAt { get; private set; }

    public IReadOnlyDictionary<string, object?> Changed => _changed;

    /// <summary>Keys whose documents are not in memory and must be read before <see cref="Fold"/>.</summary>
    public HashSet<string> MissingKeys(IReadOnlyList<RecordedFact> facts)
    {
        var missing = new HashSet<string>();
        var begun = new HashSet<string>();
        foreach (var fact in facts)
        {
            if (
                fact.Position <= From
                || KeyOf(fact) is not { } key
                || track.Documents.TryGet(key, out _)
                || begun.Contains(key)
            )
            {
                continue;
            }

            (track.Projection.Begins(fact) ? begun : missing).Add(key);
        }

        return missing;
    }

    /// <summary>Folds every fact after the track's position, up to the first that the projection cannot take.</summary>
    public void Fold(IReadOnlyList<RecordedFact> facts, IReadOnlyDictionary<string, object> loaded)
    {
        foreach (var fact in facts)
        {
            if (fact.Position <= From || StoppedAt is { } stop && fact.Position >= stop.Position)
            {
                continue;
            }

            try
            {
                if (track.Projection.KeyOf(fact) is { } key)
                {
                    _changed[key] = track.Projection.Apply(Current(key, loaded), fact);
                }
            }
            catch (Exception e)
            {
                StopAt(fact, e);
                return;
            }

            To = fact.Position;
        }
    }

    /// <summary>For a fact that nobody can read: every projection that reaches it stops there.</summary>
    public void StopAt(long position, Exception reason)
    {
        if (track.Position == position - 1)
        {
            StoppedAt = (position, reason);
        }
    }

    private object? Current(string key, IReadOnlyDictionary<string, object> loaded) =>
        _changed.TryGetValue(key, out var changed) ? changed
        : track.Documents.TryGet(key, out var cached) ? cached
        : loaded.GetValueOrDefault(key);

    private string? KeyOf(RecordedFact fact)
    {
        try
        {
            return track.Projection.KeyOf(fact);
        }
        catch (Exception e)
        {
            StopAt(fact, e);
            return null;
        }
    }

    /// <summary>
    /// Whatever the reason is, this projection stops here and shows it; a wrong number shown is worse than an old one.
    /// </summary>
    private void StopAt(RecordedFact fact, Exception reason) => StoppedAt ??= (fact.Position, reason);
}
