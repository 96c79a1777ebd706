using Store.Application.EventSourcing;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// The newest facts, kept in memory for the readers in this process, and the bell that wakes them. A reader that is
/// further behind than the tail reaches reads from the database instead.
/// </summary>
public sealed class FactTail
{
    private const int Capacity = 8192;

    private readonly RecordedFact?[] _ring = new RecordedFact?[Capacity];

    /// <summary>For each fact in the ring, where its stream's fact before it stands; -1 where none is known.</summary>
    private readonly long[] _before = new long[Capacity];

    /// <summary>The newest fact in the ring of each stream.</summary>
    private readonly Dictionary<StreamId, long> _newest = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _bell = NewBell();
    private long _first;
    private long _next;
    private long _head = -1;

    /// <summary>
    /// Position of the newest fact known to be committed, by this process or another; -1 for an empty log.
    /// </summary>
    public long Head => Interlocked.Read(ref _head);

    /// <summary>Adds facts just committed by this process.</summary>
    public void Publish(IReadOnlyList<RecordedFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (facts[0].Position != _next)
            {
                _first = facts[0].Position;
                _newest.Clear();
            }

            foreach (var fact in facts)
            {
                Keep(fact);
            }

            _next = facts[^1].Position + 1;
            _first = Math.Max(_first, _next - Capacity);
        }

        Announce(facts[^1].Position);
    }

    /// <summary>Wakes readers: the head is now at least here.</summary>
    public void Announce(long head)
    {
        TaskCompletionSource bell;
        lock (_lock)
        {
            if (head <= _head)
            {
                return;
            }

            Interlocked.Exchange(ref _head, head);
            bell = _bell;
            _bell = NewBell();
        }

        bell.TrySetResult();
    }

    /// <summary>
    /// Facts after a position, if the tail reaches back that far; false where the database must be read.
    /// </summary>
    public bool TryRead(long after, int max, List<RecordedFact> into)
    {
        lock (_lock)
        {
            if (after + 1 < _first || after + 1 >= _next)
            {
                return false;
            }

            var until = Math.Min(_next, after + 1 + max);
            into.EnsureCapacity((int)(until - after - 1));
            for (var position = after + 1; position < until; position++)
            {
                into.Add(_ring[position % Capacity]!);
            }

            return true;
        }
    }

    /// <summary>
    /// The facts of a stream after a position, oldest first, and how far they are complete: up to the newest fact that
    /// this process knows of. Null where the tail cannot say, because it does not reach back that far and the stream
    /// began before, or because another process appended since.
    /// </summary>
    public (List<RecordedFact> Facts, long Until)? TryRecall(StreamId stream, long after)
    {
        lock (_lock)
        {
            if (_next - 1 != _head)
            {
                return null;
            }

            var facts = new List<RecordedFact>();
            for (
                var at = _newest.GetValueOrDefault(stream, -1);
                at > after && at >= _first;
                at = _before[at % Capacity]
            )
            {
                facts.Add(_ring[at % Capacity]!);
            }

            facts.Reverse();
            return after + 1 >= _first && after >= 0 || facts is [{ Version: 1 }, ..] ? (facts, _head) : null;
        }
    }

    /// <summary>Completes as soon as the head lies beyond a position.</summary>
    public async Task WaitBeyond(long position, CancellationToken ct)
    {
        while (true)
        {
            Task bell;
            lock (_lock)
            {
                if (_head > position)
                {
                    return;
                }

                bell = _bell.Task;
            }

            await bell.WaitAsync(ct);
        }
    }

    private void Keep(RecordedFact fact)
    {
        ref var slot = ref _ring[fact.Position % Capacity];
        if (slot is not null && _newest.TryGetValue(slot.Stream, out var newest) && newest == slot.Position)
        {
            _newest.Remove(slot.Stream);
        }

        slot = fact;
        _before[fact.Position % Capacity] = _newest.TryGetValue(fact.Stream, out var before) ? before : -1;
        _newest[fact.Stream] = fact.Position;
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
