using System.Collections.Concurrent;

namespace Store.Infrastructure.Security;

/// <summary>
/// Sessions that ended not longer ago than their last access token can live: asked at every request, so that a token
/// is refused at once although it was remembered as genuine.
/// </summary>
public sealed class EndedSessions
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = [];
    private readonly SecuritySettings _settings;
    private readonly TimeProvider _time;

    public EndedSessions(Notices notices, SecuritySettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        notices.Hear(Notices.SessionEnded, Add);
    }

    public bool Contains(string sessionId) => _ended.ContainsKey(sessionId);

    public void Add(string sessionId) => _ended[sessionId] = _time.GetUtcNow();

    /// <summary>Forgets those whose tokens have all expired by themselves.</summary>
    public void Forget()
    {
        // A minute more, because a token may have been issued while its session was ending.
        var before = _time.GetUtcNow() - _settings.AccessTokenLifetime - TimeSpan.FromMinutes(1);
        foreach (var (session, at) in _ended)
        {
            if (at < before)
            {
                _ended.TryRemove(session, out _);
            }
        }
    }
}
