using System.Diagnostics;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Audit;

namespace Store.Infrastructure.EventLog;

/// <summary>What stands under an idempotency key.</summary>
/// <param name="Response">Null where it is not kept: it handed out a secret, or showed what has been erased.</param>
internal sealed record IdempotencyRecord(byte[] Fingerprint, StoredResponse? Response, long Position);

/// <summary>What one round trip brings the writer before it decides.</summary>
internal sealed record Loaded(
    long HeadSize,
    Dictionary<(string Scope, string Key), IdempotencyRecord> Answered,
    Dictionary<StreamId, StreamState> Streams
);

/// <summary>The writer's SQL, one method a statement or batch of statements; each is one round trip.</summary>
internal static class LogStatements
{
    public static async Task<LogHead> ReadHead(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select size, frontier, last_recorded_at from store.log_head",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        return new LogHead(
            row.GetInt64(0),
            CompactRange.FromBytes(row.GetFieldValue<byte[]>(1)),
            InstantOf(row.GetDateTime(2))
        );
    }

    public static async Task<Dictionary<(NumberSeries, string), long>> ReadNumbers(
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand("select series, period, last from store.numbers", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        var numbers = new Dictionary<(NumberSeries, string), long>();
        while (await row.ReadAsync(ct))
        {
            numbers[(Enum.Parse<NumberSeries>(row.GetString(0)), row.GetString(1))] = row.GetInt64(2);
        }

        return numbers;
    }

    public static async Task<Loaded> Load(
        NpgsqlConnection connection,
        IReadOnlyList<StreamId> streams,
        IReadOnlyList<IdempotencyKey> keys,
        Aggregates aggregates,
        EnvelopeCodec codec,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select size from store.log_head"));
        if (keys.Count > 0)
        {
            batch.BatchCommands.Add(SelectAnswers(keys));
        }

        if (streams.Count > 0)
        {
            batch.BatchCommands.Add(SelectSnapshots(streams, aggregates));
            batch.BatchCommands.Add(SelectFacts(streams, aggregates));
        }

        await using var row = await batch.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        var size = row.GetInt64(0);
        var answers = new Dictionary<(string, string), IdempotencyRecord>();
        if (keys.Count > 0)
        {
            await row.NextResultAsync(ct);
            await ReadAnswers(row, answers, ct);
        }

        var states = streams.ToDictionary(
            s => s,
            s => new StreamState(0, StreamState.NoLeaf, aggregates[s.Category].Initial)
        );
        if (streams.Count > 0)
        {
            await row.NextResultAsync(ct);
            while (await row.ReadAsync(ct))
            {
                var stream = new StreamId(row.GetString(0), row.GetString(1));
                var state = System.Text.Json.JsonSerializer.Deserialize(
                    row.GetFieldValue<byte[]>(4),
                    aggregates[stream.Category].StateType,
                    StoreJson.Options
                )!;
                states[stream] = new StreamState(row.GetInt64(2), row.GetFieldValue<byte[]>(3), state);
            }

            await row.NextResultAsync(ct);
            while (await row.ReadAsync(ct))
            {
                var leaf = row.GetFieldValue<byte[]>(1);
                var fact = codec.Decode(row.GetInt64(0), row.GetFieldValue<byte[]>(2), leaf);
                var before = states[fact.Stream];
                if (fact.Version != before.Version + 1)
                {
                    throw new InvalidOperationException($"{fact.Stream} has a gap before version {fact.Version}.");
                }

                states[fact.Stream] = new StreamState(
                    fact.Version,
                    leaf,
                    aggregates[fact.Stream.Category].Evolve(before.State, fact.Fact)
                );
            }
        }

        return new Loaded(size, answers, states);
    }

    /// <summary>
    /// Facts that another process appended, a page at a time. Personal text stays closed: no state holds any.
    /// </summary>
    public static async Task<IReadOnlyList<RecordedFact>> Newer(
        NpgsqlConnection connection,
        long after,
        long until,
        EnvelopeCodec codec,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select position, leaf, envelope from store.facts
             where position > $1 and position <= $2 order by position limit 1000
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = until });
        await using var row = await command.ExecuteReaderAsync(ct);
        var facts = new List<RecordedFact>();
        while (await row.ReadAsync(ct))
        {
            facts.Add(codec.Decode(row.GetInt64(0), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(1)));
        }

        return facts;
    }

    public static async Task Append(
        NpgsqlConnection connection,
        long expectedSize,
        BatchDecider decided,
        IReadOnlyList<(IdempotencyKey Key, CommandResult.Done Done)> answers,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(AppendFacts(expectedSize, decided));
        if (answers.Count > 0)
        {
            batch.BatchCommands.Add(InsertAnswers(answers));
        }

        if (decided.Numbers.Count > 0)
        {
            batch.BatchCommands.Add(UpsertNumbers(decided.Numbers));
        }

        // Without a transaction around it the whole batch is one implicit transaction: one round trip, one commit.
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Waits for whatever transaction of ours may still run, then says whether the fact at a position is this one.
    /// </summary>
    public static async Task<bool> IsCommitted(
        NpgsqlConnection connection,
        long position,
        ReadOnlyMemory<byte> leaf,
        CancellationToken ct
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Lock(connection, ct);
        await using var command = new NpgsqlCommand("select leaf from store.facts where position = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        var found = (byte[]?)await command.ExecuteScalarAsync(ct);
        await transaction.CommitAsync(ct);
        return found is not null && leaf.Span.SequenceEqual(found);
    }

    /// <summary>Makes this transaction the only writer until it ends, in whichever process the others run.</summary>
    public static async Task Lock(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(5411)", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static Instant InstantOf(DateTime utc) =>
        Instant.FromDateTimeUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    private static NpgsqlBatchCommand SelectAnswers(IReadOnlyList<IdempotencyKey> keys)
    {
        var command = new NpgsqlBatchCommand(
            """
            select i.scope, i.key, i.fingerprint, i.kind, i.resource_id, i.tag, i.body, i.position
              from unnest($1, $2) k(scope, key) join store.idempotency i using (scope, key)
            """
        );
        Add(command, NpgsqlDbType.Text, keys.Select(k => k.Scope).ToArray());
        Add(command, NpgsqlDbType.Text, keys.Select(k => k.Key).ToArray());
        return command;
    }

    private static async Task ReadAnswers(
        NpgsqlDataReader row,
        Dictionary<(string, string), IdempotencyRecord> answers,
        CancellationToken ct
    )
    {
        while (await row.ReadAsync(ct))
        {
            answers[(row.GetString(0), row.GetString(1))] = new IdempotencyRecord(
                row.GetFieldValue<byte[]>(2),
                await row.IsDBNullAsync(3, ct)
                    ? null
                    : new StoredResponse(
                        KindOf(row.GetString(3)),
                        await row.IsDBNullAsync(4, ct) ? null : row.GetString(4),
                        await row.IsDBNullAsync(5, ct) ? null : row.GetString(5),
                        await row.IsDBNullAsync(6, ct) ? default : row.GetFieldValue<byte[]>(6)
                    ),
                row.GetInt64(7)
            );
        }
    }

    /// <summary>Stored names stay, whatever the values are called.</summary>
    private static string NameOf(ResponseKind kind) =>
        kind switch
        {
            ResponseKind.Done => "done",
            ResponseKind.Shown => "shown",
            ResponseKind.Created => "created",
            ResponseKind.Accepted => "accepted",
            _ => throw new UnreachableException($"{kind}"),
        };

    private static ResponseKind KindOf(string name) =>
        name switch
        {
            "done" => ResponseKind.Done,
            "shown" => ResponseKind.Shown,
            "created" => ResponseKind.Created,
            "accepted" => ResponseKind.Accepted,
            _ => throw new UnreachableException($"No response is of the kind '{name}'."),
        };

    private static NpgsqlBatchCommand SelectSnapshots(IReadOnlyList<StreamId> streams, Aggregates aggregates)
    {
        var command = new NpgsqlBatchCommand(
            """
            select s.category, s.stream_id, s.version, s.leaf, s.state
              from unnest($1, $2, $3) k(category, stream_id, schema)
              join store.snapshots s using (category, stream_id, schema)
            """
        );
        AddStreams(command, streams, aggregates);
        return command;
    }

    private static NpgsqlBatchCommand SelectFacts(IReadOnlyList<StreamId> streams, Aggregates aggregates)
    {
        var command = new NpgsqlBatchCommand(
            """
            select f.position, f.leaf, f.envelope
              from unnest($1, $2, $3) k(category, stream_id, schema)
              left join store.snapshots s using (category, stream_id, schema)
              join store.facts f on f.category = k.category and f.stream_id = k.stream_id
                                and f.version > coalesce(s.version, 0)
             order by f.position
            """
        );
        AddStreams(command, streams, aggregates);
        return command;
    }

    private static void AddStreams(NpgsqlBatchCommand command, IReadOnlyList<StreamId> streams, Aggregates aggregates)
    {
        Add(command, NpgsqlDbType.Text, streams.Select(s => s.Category).ToArray());
        Add(command, NpgsqlDbType.Text, streams.Select(s => s.Id).ToArray());
        Add(command, NpgsqlDbType.Integer, streams.Select(s => aggregates[s.Category].Schema).ToArray());
    }

    private static NpgsqlBatchCommand AppendFacts(long expectedSize, BatchDecider decided)
    {
        var facts = decided.Facts;
        var command = new NpgsqlBatchCommand("select store.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = expectedSize });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = decided.Frontier.ToBytes() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = decided.Frontier.Root() });
        Add(command, NpgsqlDbType.Bigint, Each(facts, f => f.Position));
        Add(command, NpgsqlDbType.Bigint, Each(facts, f => f.Version));
        Add(command, NpgsqlDbType.TimestampTz, Each(facts, f => f.RecordedAt.ToDateTimeUtc()));
        Add(command, NpgsqlDbType.Text, Each(facts, f => f.Stream.Category));
        Add(command, NpgsqlDbType.Text, Each(facts, f => f.Stream.Id));
        Add(command, NpgsqlDbType.Text, Each(facts, f => f.Type));
        Add(command, NpgsqlDbType.Bytea, Each(facts, f => f.LeafHash));
        Add(command, NpgsqlDbType.Bytea, Each(facts, f => f.Envelope));
        return command;
    }

    private static NpgsqlBatchCommand InsertAnswers(
        IReadOnlyList<(IdempotencyKey Key, CommandResult.Done Done)> answers
    )
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into store.idempotency (scope, key, fingerprint, subject, kind, resource_id, tag, body, position)
              select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """
        );
        Add(command, NpgsqlDbType.Text, Each(answers, a => a.Key.Scope));
        Add(command, NpgsqlDbType.Text, Each(answers, a => a.Key.Key));
        Add(command, NpgsqlDbType.Bytea, Each(answers, a => a.Key.Fingerprint));
        Add(command, NpgsqlDbType.Text, Each(answers, a => a.Key.Subject));
        // What hands out a secret leaves its key, so that it is not carried out again, and nothing of what it said.
        var kept = Each(answers, a => a.Key.AnswerIsSecret ? null : a.Done.Response);
        Add(command, NpgsqlDbType.Text, Each(kept, r => r is null ? null : NameOf(r.Kind)));
        Add(command, NpgsqlDbType.Text, Each(kept, r => r?.Id));
        Add(command, NpgsqlDbType.Text, Each(kept, r => r?.Tag));
        Add(
            command,
            NpgsqlDbType.Bytea,
            Each<StoredResponse?, ReadOnlyMemory<byte>?>(kept, r => r is null || r.Body.IsEmpty ? null : r.Body)
        );
        Add(command, NpgsqlDbType.Bigint, Each(answers, a => a.Done.Position));
        return command;
    }

    private static NpgsqlBatchCommand UpsertNumbers(
        IReadOnlyDictionary<(NumberSeries Series, string Period), long> numbers
    )
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into store.numbers (series, period, last) select * from unnest($1, $2, $3)
              on conflict (series, period) do update set last = excluded.last
            """
        );
        Add(command, NpgsqlDbType.Text, numbers.Select(n => n.Key.Series.ToString()).ToArray());
        Add(command, NpgsqlDbType.Text, numbers.Select(n => n.Key.Period).ToArray());
        Add(command, NpgsqlDbType.Bigint, numbers.Select(n => n.Value).ToArray());
        return command;
    }

    private static TOut[] Each<TIn, TOut>(IReadOnlyList<TIn> items, Func<TIn, TOut> select)
    {
        var result = new TOut[items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = select(items[i]);
        }

        return result;
    }

    private static void Add<T>(NpgsqlBatchCommand command, NpgsqlDbType element, T[] values) =>
        command.Parameters.Add(
            new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element }
        );
}
