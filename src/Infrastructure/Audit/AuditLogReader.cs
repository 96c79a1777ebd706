using NodaTime;
using Npgsql;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Infrastructure.EventLog;

namespace Store.Infrastructure.Audit;

/// <summary>The log for auditors, from the database alone: no key is ever loaded here.</summary>
public sealed class AuditLogReader(NpgsqlDataSource database) : IAuditLogReader
{
    /// <summary>
    /// So many positions are read at a time: an auditor who reads slowly keeps no old snapshot open for long.
    /// </summary>
    private const long PageSize = 20_000;

    private readonly EnvelopeCodec _codec = new(new NoKeys());

    public async Task<IReadOnlyList<RecordedFact>> Read(StreamId stream, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select position, leaf, envelope from store.facts where category = $1 and stream_id = $2 order by version"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Category });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Id });
        await using var row = await command.ExecuteReaderAsync(ct);
        var facts = new List<RecordedFact>();
        while (await row.ReadAsync(ct))
        {
            facts.Add(_codec.Decode(row.GetInt64(0), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(1)));
        }

        return facts;
    }

    public async Task<FactLines> Lines(FactQuestion question, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select h.size - 1, exists (select from store.facts where category = $1 and stream_id = $2)
              from store.log_head h
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = question.Stream?.Category ?? "" });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = question.Stream?.Id ?? "" });
        long head;
        bool exists;
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            await row.ReadAsync(ct);
            (head, exists) = (row.GetInt64(0), row.GetBoolean(1));
        }

        var first = question.After;
        var last = head;
        if (question.RecordedFrom is { } from)
        {
            first = Math.Max(first, await FirstBehind(connection, head, from, orAt: true, ct) - 1);
        }

        if (question.RecordedTo is { } to)
        {
            last = Math.Min(last, await FirstBehind(connection, head, to, orAt: false, ct) - 1);
        }

        return new FactLines(
            head,
            question.Stream is not null && !exists,
            (body, stop) => Write(question, first, last, body, stop)
        );
    }

    private async Task Write(FactQuestion question, long after, long last, Stream body, CancellationToken stop)
    {
        var lines = new FactLineWriter(body, question.ActorKind, question.ActorId);
        var left = question.Limit ?? long.MaxValue;
        while (after < last && left > 0)
        {
            // A stream is read in one piece: its index knows versions and not positions.
            var until = question.Stream is null ? Math.Min(last, after + PageSize) : last;
            await using var command = database.CreateCommand(Select(question));
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = until });
            foreach (var value in Values(question))
            {
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
            }

            await using var row = await command.ExecuteReaderAsync(stop);
            left -= await lines.Write(row, left, stop);
            after = until;
        }

        await lines.Flush(stop);
    }

    private static string Select(FactQuestion question)
    {
        var conditions = new List<string> { "position > $1", "position <= $2" };
        if (question.Stream is not null)
        {
            conditions.AddRange(["category = $3", "stream_id = $4"]);
        }

        if (question.Category is not null)
        {
            conditions.Add($"category = ${conditions.Count + 1}");
        }

        if (question.Type is not null)
        {
            conditions.Add($"type = ${conditions.Count + 1}");
        }

        return $"""
            select position, leaf, envelope from store.facts where {string.Join(" and ", conditions)}
             order by {(question.Stream is null ? "position" : "version")}
            """;
    }

    private static IEnumerable<string> Values(FactQuestion question) =>
        new[] { question.Stream?.Category, question.Stream?.Id, question.Category, question.Type }.OfType<string>();

    /// <summary>
    /// The first position recorded at an instant or later, or only later: no fact's time is before that of the one
    /// before it, so halving finds it.
    /// </summary>
    private static async Task<long> FirstBehind(
        NpgsqlConnection connection,
        long head,
        Instant instant,
        bool orAt,
        CancellationToken ct
    )
    {
        var (low, high) = (0L, head + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            await using var command = new NpgsqlCommand(
                "select recorded_at from store.facts where position = $1",
                connection
            );
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = middle });
            var recorded = Instant.FromDateTimeUtc((DateTime)(await command.ExecuteScalarAsync(ct))!);
            if (recorded < instant || !orAt && recorded == instant)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed class NoKeys : IPersonalKeys
    {
        public byte[]? KeyOf(string subject) => null;

        public Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct) => Task.CompletedTask;

        public Task Create(string subject, CancellationToken ct) => throw new InvalidOperationException("Read only.");

        public Task Destroy(string subject, CancellationToken ct) => throw new InvalidOperationException("Read only.");
    }
}
