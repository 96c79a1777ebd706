using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>
/// The yardstick of P1: what one transaction per order can do at best. Plain Npgsql, prepared statements, one round
/// trip an order, the rows that the store wrote for one of its own orders (three facts with envelopes of the same
/// size and their hashes, one idempotency record with the answer's body), into tables with the same indexes. It has
/// no HTTP, no decision and no order between transactions: positions come from a sequence.
/// </summary>
internal sealed class RawLine : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly OrderRows _rows;
    private readonly BenchServer _server;

    private RawLine(BenchServer server, NpgsqlDataSource database, OrderRows rows)
    {
        _server = server;
        _database = database;
        _rows = rows;
    }

    /// <param name="rows">What the store wrote for one order.</param>
    /// <param name="connections">How many callers are at the database at once; the others wait for a connection.</param>
    public static async Task<RawLine> Over(BenchServer server, string name, OrderRows rows, int connections)
    {
        var connectionString = await server.Database(name);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = connections,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Timeout = 300,
        };
        var database = NpgsqlDataSource.Create(settings.ConnectionString);
        await using var command = database.CreateCommand("create sequence if not exists raw_position cache 32");
        await command.ExecuteNonQueryAsync();
        return new RawLine(server, database, rows);
    }

    public Task<Round> Run(int callers, int first, int count) =>
        ClosedLoop.Run(new Watched(_server.ProcessId), callers, first, count, Place);

    public async Task<long> CountFacts()
    {
        await using var command = _database.CreateCommand("select count(*) from store.facts");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async ValueTask Place(int caller, int order)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await using var connection = await _database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var facts = new NpgsqlBatchCommand(
            """
            insert into store.facts (position, version, recorded_at, category, stream_id, type, leaf, envelope)
            values (nextval('raw_position'), $1, $2, $3, $4, $5, $6, $7),
                   (nextval('raw_position'), $8, $9, $10, $11, $12, $13, $14),
                   (nextval('raw_position'), $15, $16, $17, $18, $19, $20, $21)
            """
        );
        foreach (var fact in _rows.Facts)
        {
            var (stream, version) = fact.StreamOf(order);
            Add(facts, version);
            Add(facts, now);
            Add(facts, fact.Category);
            Add(facts, stream);
            Add(facts, fact.Type);
            var envelope = fact.EnvelopeOf(order);
            Add(facts, SHA256.HashData(envelope));
            Add(facts, envelope);
        }

        batch.BatchCommands.Add(facts);
        var answer = new NpgsqlBatchCommand(
            """
            insert into store.idempotency (scope, key, fingerprint, subject, kind, resource_id, tag, body, position)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """
        );
        Add(answer, _rows.Scope);
        Add(answer, OrderRows.Distinct(_rows.Key, order));
        Add(answer, _rows.Fingerprint);
        answer.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = _rows.Subject ?? (object)DBNull.Value }
        );
        Add(answer, _rows.Kind);
        Add(answer, _rows.ResourceId);
        Add(answer, _rows.Tag);
        Add(answer, _rows.Body);
        Add(answer, (long)order);
        batch.BatchCommands.Add(answer);
        // No transaction around it: the batch is one implicit transaction, one round trip, one commit.
        await batch.ExecuteNonQueryAsync();
    }

    private static void Add<T>(NpgsqlBatchCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}

/// <summary>One fact's row as the store wrote it.</summary>
internal sealed record FactRow(long Version, string Category, string StreamId, string Type, byte[] Envelope)
{
    private const int Accounts = 200;

    /// <summary>
    /// Ids fall into the indexes as the store's do: numbers ascend, lines are shared, the rest is random.
    /// </summary>
    public (string StreamId, long Version) StreamOf(int order) =>
        Category switch
        {
            "order" => (string.Create(CultureInfo.InvariantCulture, $"{StreamId[..9]}{order:D6}"), Version),
            "credit-line" => (OrderRows.Distinct(StreamId, order % Accounts), order + 1L),
            _ => (OrderRows.Distinct(StreamId, order), Version),
        };

    /// <summary>The same bytes with another number in them, as every order's are its own.</summary>
    public byte[] EnvelopeOf(int order)
    {
        var copy = (byte[])Envelope.Clone();
        BitConverter.TryWriteBytes(copy.AsSpan(copy.Length / 2), order);
        return copy;
    }
}

/// <summary>Every row that the store wrote for one order.</summary>
internal sealed record OrderRows(
    IReadOnlyList<FactRow> Facts,
    string Scope,
    string Key,
    byte[] Fingerprint,
    string? Subject,
    string Kind,
    string ResourceId,
    string Tag,
    byte[] Body
)
{
    /// <summary>Envelopes alone, in bytes.</summary>
    public int EnvelopeBytes => Facts.Sum(f => f.Envelope.Length);

    /// <summary>Reads them back from the log, by the newest record of an order's placing.</summary>
    public static async Task<OrderRows> Newest(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select scope, key, fingerprint, subject, kind, resource_id, coalesce(tag, ''), body, position
              from store.idempotency where kind = 'created' and resource_id like 'O-%' order by position desc limit 1
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        var position = row.GetInt64(8);
        var facts = new List<FactRow>();
        await using (
            var select = database.CreateCommand(
                """
                select version, category, stream_id, type, envelope from store.facts
                 where position > $1 - 3 and position <= $1 order by position
                """
            )
        )
        {
            select.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            await using var fact = await select.ExecuteReaderAsync();
            while (await fact.ReadAsync())
            {
                facts.Add(
                    new FactRow(
                        fact.GetInt64(0),
                        fact.GetString(1),
                        fact.GetString(2),
                        fact.GetString(3),
                        fact.GetFieldValue<byte[]>(4)
                    )
                );
            }
        }

        return new OrderRows(
            facts,
            row.GetString(0),
            row.GetString(1),
            row.GetFieldValue<byte[]>(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetFieldValue<byte[]>(7)
        );
    }

    /// <summary>A text of the same length that no other order has, as random as the store's own ids are.</summary>
    public static string Distinct(string like, int order)
    {
        Span<byte> number = stackalloc byte[4];
        BitConverter.TryWriteBytes(number, order);
        var mark = Convert.ToHexStringLower(SHA256.HashData(number));
        return like.Length <= mark.Length ? mark[..like.Length] : mark + like[mark.Length..];
    }
}
