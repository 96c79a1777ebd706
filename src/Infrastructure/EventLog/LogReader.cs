using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Reads the log in order, from memory where the tail reaches and from the database where it does not.
/// </summary>
public sealed class LogReader(NpgsqlDataSource database, FactTail tail, EnvelopeCodec codec, IPersonalKeys keys)
{
    /// <summary>
    /// The next facts after a position, at most <paramref name="max"/>, without a gap; empty at the head. Personal text
    /// in them is open where its key still exists.
    /// </summary>
    public async Task<IReadOnlyList<RecordedFact>> Next(long after, int max, CancellationToken ct)
    {
        var facts = new List<RecordedFact>();
        if (tail.TryRead(after, max, facts))
        {
            return facts;
        }

        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where position > $1 order by position limit $2"
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
        return await Decode(command, ct);
    }

    public async Task<IReadOnlyList<RecordedFact>> Stream(StreamId stream, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where category = $1 and stream_id = $2 order by version"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Id });
        return await Decode(command, ct);
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

    private async Task<IReadOnlyList<RecordedFact>> Decode(NpgsqlCommand command, CancellationToken ct)
    {
        var rows = new List<(long Position, byte[] Leaf, byte[] Envelope)>();
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                rows.Add((row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)));
            }
        }

        var subjects = PersonalTextConverter.SubjectsIn(rows.Select(r => (ReadOnlyMemory<byte>)r.Envelope));
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
}

/// <summary>A fact that this program cannot read: of an unknown kind or version, or damaged.</summary>
public sealed class FactUnreadableException(long position, Exception inner)
    : Exception($"The fact at position {position} cannot be read: {inner.Message}", inner)
{
    public long Position { get; } = position;
}
