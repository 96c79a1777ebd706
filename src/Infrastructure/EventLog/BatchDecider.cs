using System.Diagnostics.CodeAnalysis;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Audit;

namespace Store.Infrastructure.EventLog;

/// <summary>What a batch may look at: the head it builds on, and the states and numbers loaded for it.</summary>
internal sealed record BatchContext(
    LogHead Head,
    Aggregates Aggregates,
    EnvelopeCodec Codec,
    Func<StreamId, StreamState?> Find,
    Func<NumberSeries, string, long> LastNumber
);

/// <summary>
/// The log's head: how many facts there are, the frontier of the tree over them, and when the last was recorded.
/// </summary>
internal sealed record LogHead(long Size, CompactRange Frontier, Instant LastRecordedAt);

/// <summary>
/// Takes the decisions of one batch, one after another, each on the states that the ones before it left. Nothing here
/// does I/O: the PostgreSQL log and its in-memory twin differ only in what they do with the result.
/// </summary>
internal sealed class BatchDecider(BatchContext context, Instant clock)
{
    private readonly Dictionary<StreamId, StreamState> _states = [];
    private readonly Dictionary<(NumberSeries, string), long> _numbers = [];
    private readonly List<RecordedFact> _facts = [];

    public CompactRange Frontier { get; } = context.Head.Frontier.Clone();

    public Instant RecordedAt { get; private set; } = context.Head.LastRecordedAt;

    /// <summary>Everything accepted so far, in order, with final positions.</summary>
    public IReadOnlyList<RecordedFact> Facts => _facts;

    public IReadOnlyDictionary<StreamId, StreamState> States => _states;

    public IReadOnlyDictionary<(NumberSeries Series, string Period), long> Numbers => _numbers;

    public long Size => context.Head.Size + _facts.Count;

    /// <summary>
    /// Takes one decision. A refusal or an exception leaves no trace in the batch; the exception is the caller's bug.
    /// </summary>
    public CommandResult Decide(DecisionRequest request)
    {
        var now = Later(Truncate(clock), RecordedAt);
        var session = new DecisionSession(this, request, now);
        var before = request.Streams.Count > 0 ? Peek(request.Streams[0]).Version : 0;
        var result = request.Decide(session);
        if (result.Refused is { Kind: RefusalKind.NotFound } missing)
        {
            return missing;
        }

        if (request.IfVersion is { } seen && seen != before)
        {
            return LogRefusals.Stale;
        }

        if (result.Refused is { } refused)
        {
            return refused;
        }

        var recorded = new List<RecordedFact>(session.Recorded.Count);
        var leaves = new Dictionary<StreamId, byte[]>();
        foreach (var (stream, version, fact) in session.Recorded)
        {
            var id = Guid.CreateVersion7(now.ToDateTimeOffset());
            var prev = leaves.TryGetValue(stream, out var last) ? last : Peek(stream).LastLeaf;
            var envelope = context.Codec.Encode(
                id,
                stream,
                version,
                now,
                request.Actor,
                request.Correlation,
                request.Causation,
                prev,
                fact
            );
            if (envelope.Length > EnvelopeCodec.MaxBytes)
            {
                return LogRefusals.FactTooLarge;
            }

            var leaf = MerkleHash.Leaf(envelope);
            leaves[stream] = leaf;
            recorded.Add(
                new RecordedFact(
                    Size + recorded.Count,
                    stream,
                    version,
                    id,
                    FactNames.Of(fact.GetType()).Name,
                    now,
                    request.Actor,
                    request.Correlation,
                    fact,
                    envelope,
                    leaf
                )
            );
        }

        var response = result.Reply?.Invoke(recorded) ?? StoredResponse.Done;
        Keep(session, recorded, leaves);
        RecordedAt = recorded.Count > 0 ? now : RecordedAt;
        return new CommandResult.Done(response, Size - 1, Replayed: false) { Facts = recorded };
    }

    public bool TryFind(StreamId stream, [NotNullWhen(true)] out StreamState? state)
    {
        if (_states.TryGetValue(stream, out state))
        {
            return true;
        }

        state = context.Find(stream);
        return state is not null;
    }

    public StreamState New(string category) => new(0, StreamState.NoLeaf, context.Aggregates[category].Initial);

    public long LastNumber(NumberSeries series, string period) =>
        _numbers.TryGetValue((series, period), out var last) ? last : context.LastNumber(series, period);

    private StreamState Peek(StreamId stream) => TryFind(stream, out var state) ? state : New(stream.Category);

    private void Keep(DecisionSession session, List<RecordedFact> recorded, Dictionary<StreamId, byte[]> leaves)
    {
        foreach (var fact in recorded)
        {
            Frontier.Append(fact.LeafHash.Span);
            _facts.Add(fact);
        }

        foreach (var (stream, state) in session.Touched)
        {
            _states[stream] = state with { LastLeaf = leaves[stream] };
        }

        foreach (var (series, last) in session.Drawn)
        {
            _numbers[series] = last;
        }
    }

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;

    /// <summary>PostgreSQL keeps microseconds; an envelope must not say more than the column beside it.</summary>
    private static Instant Truncate(Instant instant) => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10);
}
