using System.Collections.Concurrent;

namespace Store.Api.Sandbox;

/// <summary>
/// What Development's providers shall do wrong next: each fault is for a number of requests of one operation, the
/// first that was set first. Kept in memory; a restart forgets them.
/// </summary>
public sealed class Faults
{
    private readonly ConcurrentDictionary<(string Provider, string Operation), Queue<Scenario>> _waiting = [];

    public void Add(string provider, string operation, Scenario scenario, int times)
    {
        var queue = _waiting.GetOrAdd((provider, operation), _ => new Queue<Scenario>());
        lock (queue)
        {
            for (var i = 0; i < times; i++)
            {
                queue.Enqueue(scenario);
            }
        }
    }

    /// <summary>
    /// The fault of the next request of this operation, which has it from now on; null where all is well.
    /// </summary>
    public Scenario? Take(string provider, string operation)
    {
        if (!_waiting.TryGetValue((provider, operation), out var queue))
        {
            return null;
        }

        lock (queue)
        {
            return queue.TryDequeue(out var scenario) ? scenario : null;
        }
    }

    public void Clear(string provider)
    {
        foreach (var key in _waiting.Keys.Where(k => k.Provider == provider))
        {
            _waiting.TryRemove(key, out _);
        }
    }
}

/// <summary>The faults that <c>POST /sandbox/faults</c> knows.</summary>
public enum Scenario
{
    /// <summary>The provider says no: NP's overall judgement (24).</summary>
    Declined,

    ExpiredToken,

    /// <summary>The request is never answered and did nothing.</summary>
    TimeoutBeforeEffect,

    /// <summary>The request did what it should and is never answered.</summary>
    TimeoutAfterEffect,

    PendingThenOk,

    PendingThenNg,

    /// <summary>NP 22.</summary>
    NgAmountOver,

    /// <summary>NP 21.</summary>
    NgUnpaid,

    /// <summary>Errors in a body of 200.</summary>
    Http200WithErrors,

    /// <summary>Answered, after a second.</summary>
    Slow,
}
