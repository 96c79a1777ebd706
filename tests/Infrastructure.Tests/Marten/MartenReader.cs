using System.Data;
using System.Text.Json.Nodes;
using Npgsql;

namespace Store.Infrastructure.Tests.Marten;

/// <summary>
/// A Marten store pointed at the log, as far as PostgreSQL can tell: the statements of its sessions and its daemon,
/// with the rights of a reader.
/// </summary>
internal sealed class MartenReader(NpgsqlConnection connection) : IAsyncDisposable
{
    private const string Columns =
        "d.data, d.type, d.mt_dotnet_type, d.seq_id, d.id, d.stream_id, d.version, d.timestamp, d.tenant_id, "
        + "d.is_archived";

    public static async Task<MartenReader> Over(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        var reader = new MartenReader(connection);
        await reader.Execute("set role store_marten_reader");
        return reader;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    public static string PageStatement(long floor, long ceiling, int size, string filters = "") =>
        $"""
            select {Columns}, s.type as stream_type
              from marten.mt_events as d inner join marten.mt_streams as s on d.stream_id = s.id
             where d.seq_id > {floor} and d.seq_id <= {ceiling} {filters} order by d.seq_id limit {size}
            """;

    public static string StreamStatement(string key) =>
        $"select {Columns} from marten.mt_events as d where d.stream_id = '{key}' order by d.version";

    public static string StateStatement(string key) =>
        $"""
            select id, version, type, timestamp, created as timestamp, is_archived
              from marten.mt_streams where id = '{key}'
            """;

    public static string GapStatement(long start) =>
        $"""
            select seq_id
              from (select seq_id, lead(seq_id) over (order by seq_id) as no
                      from marten.mt_events where seq_id >= {start}) ct
             where no is not null and no - seq_id > 1 limit 1
            """;

    public static string HighestStatement(long start) =>
        $"select max(seq_id) from marten.mt_events where seq_id >= {start}";

    public Task<IReadOnlyList<MartenEvent>> Page(long floor, long ceiling, int size, string filters = "") =>
        Events(PageStatement(floor, ceiling, size, filters));

    public Task<IReadOnlyList<MartenEvent>> Stream(string key) => Events(StreamStatement(key));

    public async Task<(long Version, DateTime Last, DateTime Created)> State(string key)
    {
        await using var command = new NpgsqlCommand(StateStatement(key), connection);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow);
        return await row.ReadAsync()
            ? (row.GetInt64(1), row.GetDateTime(3), row.GetDateTime(4))
            : throw new InvalidOperationException($"There is no stream {key}.");
    }

    /// <summary>What the statement returns in its first column and row.</summary>
    public async Task<T?> Ask<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<int> Execute(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public Task Mark(string name, long sequence) =>
        Execute($"select marten.mt_mark_event_progression('{name}', {sequence})");

    private async Task<IReadOnlyList<MartenEvent>> Events(string sql)
    {
        var events = new List<MartenEvent>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            events.Add(
                new MartenEvent(
                    row.GetInt64("seq_id"),
                    row.GetGuid("id"),
                    row.GetString("stream_id"),
                    row.GetInt64("version"),
                    row.GetString("type"),
                    row.GetDateTime("timestamp"),
                    MartenEvent.Canonical(JsonNode.Parse(row.GetString("data"))!),
                    row.GetString("tenant_id"),
                    await row.IsDBNullAsync("mt_dotnet_type"),
                    row.GetBoolean("is_archived")
                )
            );
        }

        return events;
    }
}

internal sealed record MartenEvent(
    long Sequence,
    Guid Id,
    string StreamKey,
    long Version,
    string Type,
    DateTime Timestamp,
    string Data,
    string TenantId,
    bool HasNoDotNetType,
    bool IsArchived
)
{
    /// <summary>PostgreSQL keeps the members of an object in an order of its own.</summary>
    public static string Canonical(JsonNode data) => Sorted(data)!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
