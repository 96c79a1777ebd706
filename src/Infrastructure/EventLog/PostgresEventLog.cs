using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Telemetry;
using Store.Application.Time;

namespace Store.Infrastructure.EventLog;

/// <summary>The log on PostgreSQL (ADR-0003): many commands, one commit, one gapless order.</summary>
public sealed partial class PostgresEventLog : BackgroundService, IEventLog
{
    private const int PageSize = 1000;

    private readonly Channel<PendingCommand> _queue;
    private readonly ConcurrentDictionary<(string Scope, string Key), byte> _running = [];
    private readonly LogReader _reader;
    private readonly EventLogWriter _writer;
    private readonly Snapshots _snapshots;
    private readonly HeadBell _bell;
    private readonly ILogger<PostgresEventLog> _log;

    public PostgresEventLog(
        NpgsqlDataSource database,
        Aggregates aggregates,
        EnvelopeCodec codec,
        IStoreClock clock,
        FactTail tail,
        LogReader reader,
        Pressure pressure,
        LogSettings settings,
        ILogger<PostgresEventLog> log
    )
    {
        _queue = Channel.CreateBounded<PendingCommand>(
            new BoundedChannelOptions(settings.QueueCapacity) { SingleReader = true }
        );
        _reader = reader;
        _log = log;
        _snapshots = new Snapshots(database, aggregates, settings, log);
        _writer = new EventLogWriter(database, aggregates, codec, clock, tail, _snapshots, pressure, settings, log);
        _bell = new HeadBell(database, tail, log);
        StoreMeter.ObserveHead(() => tail.Head);
    }

    public Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct) => _reader.Stream(stream, ct);

    public Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, RecordedFact fact, CancellationToken ct) =>
        _reader.Recall(stream, fact.Position, ct);

    public async IAsyncEnumerable<RecordedFact> ReadAll(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        var head = await _reader.HeadPosition(ct);
        while (after < head)
        {
            foreach (var fact in await _reader.Next(after, (int)Math.Min(PageSize, head - after), ct))
            {
                yield return fact;
                after = fact.Position;
            }
        }
    }

    public async Task<CommandResult> Decide(DecisionRequest request, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await Enqueue(request);
        if (_log.IsEnabled(LogLevel.Information))
        {
            Tell(request, result, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return result with
        {
            IsTold = true,
        };
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            _writer.Run(_queue.Reader, stoppingToken),
            _snapshots.Run(stoppingToken),
            _bell.Listen(stoppingToken),
            _bell.Ring(stoppingToken)
        );

    private async Task<CommandResult> Enqueue(DecisionRequest request)
    {
        // Once in the queue a command runs to its end even if the caller hangs up: the caller may ask again by its key.
        var pending = new PendingCommand(request);
        if (request.Key is not { } key)
        {
            return _queue.Writer.TryWrite(pending) ? await pending.Result : LogRefusals.Busy;
        }

        if (!_running.TryAdd((key.Scope, key.Key), 0))
        {
            return LogRefusals.KeyInProgress;
        }

        try
        {
            return _queue.Writer.TryWrite(pending) ? await pending.Result : LogRefusals.Busy;
        }
        finally
        {
            _running.TryRemove((key.Scope, key.Key), out _);
        }
    }

    private void Tell(DecisionRequest request, CommandResult result, double elapsedMs)
    {
        var trace = request.Correlation;
        var stream = request.Streams.Count > 0 ? request.Streams[0].ToString() : "-";
        switch (result)
        {
            case CommandResult.Done { Replayed: true }:
                LogCommand(request.Name, stream, 0, "replayed", elapsedMs, trace);
                break;
            case CommandResult.Done done:
                var last = done.Facts.Count > 0 ? done.Facts[0] : null;
                LogCommand(
                    request.Name,
                    last?.Stream.ToString() ?? stream,
                    last?.Version ?? 0,
                    "done",
                    elapsedMs,
                    trace
                );
                break;
            case CommandResult.Refused refused:
                LogCommand(request.Name, stream, 0, refused.Refusal.Code, elapsedMs, trace);
                break;
            default:
                throw new UnreachableException(result.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Command} {Stream} v{Version} {Outcome} {ElapsedMs:F1} ms {Trace}")]
    private partial void LogCommand(
        string command,
        string stream,
        long version,
        string outcome,
        double elapsedMs,
        string trace
    );
}
