using System.Collections.Concurrent;

namespace Store.Api.Sandbox;

/// <summary>
/// What Development's providers shall do wrong next: each fault is for a number of requests of one operation, the
/// first that was set first. Kept in memory; a restart forgets them.
/// </summary>
public sealed class Faults
{
    public static readonly TimeSpan Never = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Provider, string Operation), Queue<Fault>> _waiting = [];
    private readonly ConcurrentDictionary<(string Provider, string Operation), int> _held = [];

    public void Add(string provider, string operation, Fault fault, int times)
    {
        var queue = _waiting.GetOrAdd((provider, operation), _ => new Queue<Fault>());
        lock (queue)
        {
            for (var i = 0; i < times; i++)
            {
                queue.Enqueue(fault);
            }
        }
    }

    /// <summary>
    /// The fault of the next request of this operation, which has it from now on; null where all is well.
    /// </summary>
    public Fault? Take(string provider, string operation)
    {
        if (!_waiting.TryGetValue((provider, operation), out var queue))
        {
            return null;
        }

        lock (queue)
        {
            return queue.TryDequeue(out var fault) ? fault : null;
        }
    }

    /// <summary>Lets a request wait, and lets it be seen that it does.</summary>
    public async Task Hold(string provider, string operation, TimeSpan time, CancellationToken ct)
    {
        _held.AddOrUpdate((provider, operation), 1, (_, held) => held + 1);
        try
        {
            await Task.Delay(time, ct);
        }
        finally
        {
            _held.AddOrUpdate((provider, operation), 0, (_, held) => held - 1);
        }
    }

    /// <summary>How many requests of this operation are waiting on purpose at present.</summary>
    public int Held(string provider, string operation) => _held.GetValueOrDefault((provider, operation));

    /// <summary>How many requests to come have a fault already.</summary>
    public int Waiting(string provider, string operation)
    {
        if (!_waiting.TryGetValue((provider, operation), out var queue))
        {
            return 0;
        }

        lock (queue)
        {
            return queue.Count;
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

/// <param name="Code">The error that a provider with codes of its own shall answer; null for the scenario's.</param>
public sealed record Fault(Scenario Scenario, string? Code = null);

/// <summary>The faults that <c>POST /sandbox/faults</c> knows.</summary>
public enum Scenario
{
    /// <summary>
    /// The provider says no: NP's overall judgement (24); SBPS's card that can't be used, or a step that isn't
    /// possible.
    /// </summary>
    Declined,

    /// <summary>SBPS: number or expiry are wrong.</summary>
    CardData,

    /// <summary>SBPS T2.</summary>
    ExpiredToken,

    /// <summary>SBPS 96: the order's id was seen before.</summary>
    Duplicate,

    /// <summary>SBPS 86: a system behind it failed, and nothing was done.</summary>
    GatewayFailure,

    /// <summary>The request is never answered and did nothing.</summary>
    TimeoutBeforeEffect,

    /// <summary>The request did what it should and is never answered.</summary>
    TimeoutAfterEffect,

    /// <summary>SBPS: the request did what it should, and the connection is cut instead of an answer.</summary>
    ConnectionCut,

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
