using NodaTime;
using Store.Application.EventSourcing;
using Store.Domain;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// One decision's view of the batch: it sees what was decided before it and keeps its own changes aside.
/// </summary>
internal sealed class DecisionSession(BatchDecider batch, DecisionRequest request, Instant now) : IDecisionSession
{
    private readonly Dictionary<StreamId, StreamState> _touched = [];
    private readonly Dictionary<(NumberSeries Series, string Period), long> _drawn = [];
    private readonly HashSet<string> _numbers = [];
    private readonly List<(StreamId Stream, long Version, Fact Fact)> _recorded = [];

    public Instant Now => now;

    public IReadOnlyList<(StreamId Stream, long Version, Fact Fact)> Recorded => _recorded;

    public IReadOnlyDictionary<StreamId, StreamState> Touched => _touched;

    public IReadOnlyDictionary<(NumberSeries Series, string Period), long> Drawn => _drawn;

    public TAggregate State<TAggregate>(string id)
        where TAggregate : class, IAggregate<TAggregate> => (TAggregate)Find(StreamId.Of<TAggregate>(id)).State;

    public long Version<TAggregate>(string id)
        where TAggregate : class, IAggregate<TAggregate> => Find(StreamId.Of<TAggregate>(id)).Version;

    public Refusal? Decide<TAggregate>(string id, Func<TAggregate, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>
    {
        var stream = StreamId.Of<TAggregate>(id);
        var found = Find(stream);
        var state = (TAggregate)found.State;
        var decision = decide(state);
        if (decision.Refused is not null)
        {
            return decision.Refused;
        }

        var version = found.Version;
        foreach (var fact in decision.Facts)
        {
            state = state.Evolve(fact);
            _recorded.Add((stream, ++version, fact));
        }

        if (version != found.Version)
        {
            _touched[stream] = found with { Version = version, State = state };
        }

        return null;
    }

    public string NextNumber(NumberSeries series)
    {
        var period = NumberFormat.PeriodOf(series, now);
        var key = (series, period);
        var next = (_drawn.TryGetValue(key, out var last) ? last : batch.LastNumber(series, period)) + 1;
        _drawn[key] = next;
        var number = NumberFormat.Of(series, period, next);
        _numbers.Add(number);
        return number;
    }

    private StreamState Find(StreamId stream)
    {
        if (_touched.TryGetValue(stream, out var mine))
        {
            return mine;
        }

        if (batch.TryFind(stream, out var shared))
        {
            return shared;
        }

        // A number just drawn names a stream that cannot exist yet, so it need not be looked for.
        return _numbers.Contains(stream.Id)
            ? batch.New(stream.Category)
            : throw new InvalidOperationException($"{request.Name} reads {stream} but did not name it.");
    }
}
