using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Reads the log in order, from memory where the tail reaches and from the database where it does not.
/// </summary>
public sealed class LogReader(NpgsqlDataSource database, FactTail tail, EnvelopeCodec codec, IPersonalKeys keys)
{
    private const int RememberedStreams = 1000;
    private const int LongestRemembered = 64;

    /// <summary>
    /// Streams as they were read last, for reactors that meet fact after fact of one account or order. Stored bytes
    /// and no more: what is personal in them stays sealed.
    /// </summary>
    private readonly Recent<StreamId, Remembered> _remembered = new(RememberedStreams);

    /// <summary>
    /// The next facts after a position, at most <paramref name="max"/>, without a gap; empty at the head. Personal text
    /// in them is open where its key still exists.
    /// </summary>
    public async Task<IReadOnlyList<RecordedFact>> Next(long after, int max, CancellationToken ct)
    {
        var facts = new List<RecordedFact>();
        if (tail.TryRead(after, max, facts))
        {
            await Reseal(facts, ct);
            return facts;
        }

        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where position > $1 order by position limit $2"
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
        return await Decode(command, ct);
    }

    public async Task<IReadOnlyList<RecordedFact>> Stream(StreamId stream, CancellationToken ct) =>
        await Decode(await Rows(stream, ct), ct);

    /// <summary>The stream at least up to a position; from memory where that reaches.</summary>
    public async Task<IReadOnlyList<RecordedFact>> Recall(StreamId stream, long position, CancellationToken ct)
    {
        var known = _remembered.TryGet(stream, out var remembered) ? remembered : Remembered.Nothing;
        List<Row> rows;
        long until;
        if (tail.TryRecall(stream, known.Until) is { } recent && recent.Until >= position)
        {
            rows = [.. known.Rows, .. recent.Facts.Select(f => new Row(f.Position, f.LeafHash, f.Envelope))];
            until = recent.Until;
        }
        else
        {
            // Whatever is known before the question is in the answer.
            until = tail.Head;
            rows = await Rows(stream, ct);
            until = rows.Count > 0 ? Math.Max(until, rows[^1].Position) : until;
        }

        if (rows.Count <= LongestRemembered)
        {
            _remembered.Put(stream, new Remembered(until, rows));
        }

        return await Decode(rows, ct);
    }

    private async Task<List<Row>> Rows(StreamId stream, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where category = $1 and stream_id = $2 order by version"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Id });
        return await Read(command, ct);
    }

    public async Task<IReadOnlyList<RecordedFact>> At(IReadOnlyList<long> positions, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where position = any($1) order by position"
        );
        command.Parameters.Add(
            new NpgsqlParameter<long[]>
            {
                TypedValue = [.. positions],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        return await Decode(command, ct);
    }

    public async Task<long> HeadPosition(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select size - 1 from store.log_head");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// What is in memory was recorded while its keys existed. A fact whose key is gone by now is read again from its
    /// bytes, so that nobody who reads late still learns what has been erased.
    /// </summary>
    private async Task Reseal(List<RecordedFact> facts, CancellationToken ct)
    {
        for (var i = 0; i < facts.Count; i++)
        {
            var fact = facts[i];
            if (!PersonalTextConverter.IsIn(fact.Envelope.Span))
            {
                continue;
            }

            var subjects = PersonalTextConverter.SubjectsIn([fact.Envelope]);
            if (subjects.Any(s => keys.KeyOf(s) is null))
            {
                await keys.Load(subjects, ct);
                facts[i] = codec.Decode(fact.Position, fact.Envelope, fact.LeafHash);
            }
        }
    }

    private async Task<IReadOnlyList<RecordedFact>> Decode(NpgsqlCommand command, CancellationToken ct) =>
        await Decode(await Read(command, ct), ct);

    private static async Task<List<Row>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = new List<Row>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            rows.Add(new Row(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)));
        }

        return rows;
    }

    private async Task<IReadOnlyList<RecordedFact>> Decode(List<Row> rows, CancellationToken ct)
    {
        var subjects = PersonalTextConverter.SubjectsIn(rows.Select(r => r.Envelope));
        if (subjects.Count > 0)
        {
            await keys.Load(subjects, ct);
        }

        var facts = new List<RecordedFact>(rows.Count);
        foreach (var (position, leaf, envelope) in rows)
        {
            try
            {
                facts.Add(codec.Decode(position, envelope, leaf));
            }
            catch (Exception e) when (e is JsonException or UnknownFactException or FormatException)
            {
                // What stands before it is read first, so that a reader stops exactly here and nowhere earlier.
                return facts.Count > 0 ? facts : throw new FactUnreadableException(position, e);
            }
        }

        return facts;
    }

    private readonly record struct Row(long Position, ReadOnlyMemory<byte> Leaf, ReadOnlyMemory<byte> Envelope);

    /// <param name="Until">The stream holds no other fact up to this position.</param>
    private sealed record Remembered(long Until, List<Row> Rows)
    {
        public static readonly Remembered Nothing = new(-1, []);
    }
}

/// <summary>A fact that this program cannot read: of an unknown kind or version, or damaged.</summary>
public sealed class FactUnreadableException(long position, Exception inner)
    : Exception($"The fact at position {position} cannot be read: {inner.Message}", inner)
{
    public long Position { get; } = position;
}
