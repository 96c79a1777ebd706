using System.Runtime.CompilerServices;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Time;
using Store.Domain.Audit;
using Store.Infrastructure.EventLog;

namespace Store.TestKit;

/// <summary>
/// The log's twin without a database: the same decisions, envelopes and tree, kept in a list. The contract suite runs
/// against both.
/// </summary>
public sealed class InMemoryEventLog(Aggregates aggregates, IStoreClock clock, IPersonalKeys keys) : IEventLog
{
    private readonly EnvelopeCodec _codec = new(keys);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<RecordedFact> _facts = [];
    private readonly Dictionary<StreamId, StreamState> _states = [];
    private readonly Dictionary<(NumberSeries, string), long> _numbers = [];
    private readonly Dictionary<
        (string, string),
        (byte[] Fingerprint, CommandResult.Done Done, bool Secret)
    > _answers = [];
    private LogHead _head = new(0, new CompactRange(), Instant.MinValue);

    /// <summary>The root hash of the tree over all facts.</summary>
    public byte[] Root => _head.Frontier.Root();

    public Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct)
    {
        lock (_facts)
        {
            return Task.FromResult<IReadOnlyList<RecordedFact>>([.. _facts.Where(f => f.Stream == stream)]);
        }
    }

    public Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, RecordedFact fact, CancellationToken ct) =>
        Read(stream, ct);

    public async IAsyncEnumerable<RecordedFact> ReadAll(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        RecordedFact[] facts;
        lock (_facts)
        {
            facts = [.. _facts.Skip((int)after + 1)];
        }

        foreach (var fact in facts)
        {
            yield return fact;
        }
    }

    public async Task<CommandResult> Decide(DecisionRequest request, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (request.Key is { } key && _answers.TryGetValue((key.Scope, key.Key), out var stored))
            {
                return !stored.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint.Span) ? LogRefusals.KeyReused
                    : stored.Secret ? LogRefusals.SecretShownOnce
                    : stored.Done with { Replayed = true, Facts = [] };
            }

            var decider = new BatchDecider(
                new BatchContext(
                    _head,
                    aggregates,
                    _codec,
                    stream =>
                        _states.TryGetValue(stream, out var state) ? state
                        : request.Streams.Contains(stream)
                            ? new StreamState(0, StreamState.NoLeaf, aggregates[stream.Category].Initial)
                        : null,
                    (series, period) => _numbers.GetValueOrDefault((series, period))
                ),
                clock.Now
            );
            var result = decider.Decide(request);
            if (result is CommandResult.Done done)
            {
                Keep(decider);
                if (request.Key is { } used)
                {
                    _answers[(used.Scope, used.Key)] = (used.Fingerprint.ToArray(), done, used.AnswerIsSecret);
                }
            }

            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Keep(BatchDecider decider)
    {
        lock (_facts)
        {
            _facts.AddRange(decider.Facts);
        }

        foreach (var (stream, state) in decider.States)
        {
            _states[stream] = state;
        }

        foreach (var (series, last) in decider.Numbers)
        {
            _numbers[series] = last;
        }

        _head = new LogHead(decider.Size, decider.Frontier, decider.RecordedAt);
    }
}
