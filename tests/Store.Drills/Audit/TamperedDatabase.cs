using Npgsql;
using NpgsqlTypes;
using Store.Application.Audit;
using Store.Domain.Audit;
using Store.Infrastructure;
using Store.Infrastructure.Audit;
using Store.Infrastructure.Bundles;
using Store.TestKit;

namespace Store.Drills.Audit;

/// <summary>A row of the log as its superuser sees it.</summary>
internal sealed record LogRow(long Position, string Stream, long Version, byte[] Leaf, byte[] Envelope);

/// <summary>
/// A copy of a store's database in the hands of its superuser, with every trigger off, and of somebody who has the
/// store's key: everything can be written, and signed.
/// </summary>
internal sealed class TamperedDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly CheckpointKeys _keys;
    private readonly AuditKeys _told;

    private TamperedDatabase(
        NpgsqlDataSource source,
        NpgsqlConnection connection,
        CheckpointKeys keys,
        AuditKeys told
    ) => (_source, _connection, _keys, _told) = (source, connection, keys, told);

    public static async Task<TamperedDatabase> Of(string template, CheckpointKeys keys, AuditKeys told)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            await TestPostgres.CreateDatabase("tampered", copyOf: template)
        )
        {
            Pooling = false,
        };
        var source = StoreInfrastructure.DataSource(settings.ConnectionString);
        var connection = await source.OpenConnectionAsync();
        var tampered = new TamperedDatabase(source, connection, keys, told);
        await tampered.Run("set session_replication_role = replica");
        return tampered;
    }

    public async Task Run(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<List<LogRow>> Rows()
    {
        await using var command = new NpgsqlCommand(
            """
            select position, category || '/' || stream_id, version, leaf, envelope from store.facts order by position
            """,
            _connection
        );
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<LogRow>();
        while (await row.ReadAsync())
        {
            rows.Add(
                new LogRow(
                    row.GetInt64(0),
                    row.GetString(1),
                    row.GetInt64(2),
                    row.GetFieldValue<byte[]>(3),
                    row.GetFieldValue<byte[]>(4)
                )
            );
        }

        return rows;
    }

    /// <summary>Flips a byte near the end of an envelope, which is in its data.</summary>
    public Task ChangeByte(long position) =>
        Run(
            $"""
            update store.facts set envelope = set_byte(envelope, length(envelope) - 2, 124) where position = {position}
            """
        );

    public Task RewriteLeaf(long position) =>
        Run($"update store.facts set leaf = sha256('\\x00'::bytea || envelope) where position = {position}");

    public Task Exchange(long a, long b) =>
        Run(
            $"""
            update store.facts set position = 1000000000 where position = {a};
            update store.facts set position = {a} where position = {b};
            update store.facts set position = {b} where position = 1000000000
            """
        );

    /// <summary>Writes subtrees, frontier, head and a signed note over whatever rows there are now.</summary>
    public async Task<string> ForgeThroughout()
    {
        var range = new CompactRange();
        var nodes = new List<(TreeNode Node, byte[] Hash)>();
        foreach (var row in await Rows())
        {
            range.Append(row.Leaf, (node, hash) => nodes.Add((node, hash.ToArray())));
        }

        await Run("delete from store.tree_nodes");
        foreach (var (node, hash) in nodes.Where(n => n.Node.Level >= 4))
        {
            await Run(
                $"insert into store.tree_nodes values ({node.Level}, {node.Index}, '\\x{Convert.ToHexString(hash)}')"
            );
        }

        var (frontier, root) = (Convert.ToHexString(range.ToBytes()), Convert.ToHexString(range.Root()));
        await Run($"update store.log_head set size = {range.Size}, frontier = '\\x{frontier}', root = '\\x{root}'");
        var note = Sign(range.Size, range.Root()).Write();
        await Keep(note);
        return note;
    }

    public SignedNote Sign(long size, byte[] root) =>
        _keys.Sign(_told.Origin, new Checkpoint(_told.Origin, size, root).Write());

    public async Task Keep(string note)
    {
        await using var command = new NpgsqlCommand("update store.checkpoint set note = $1", _connection);
        command.Parameters.Add(new NpgsqlParameter { Value = note, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string> Note()
    {
        await using var command = new NpgsqlCommand("select note from store.checkpoint", _connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What an auditor would be handed from it.</summary>
    public async Task<string> Bundle(string folder)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.tar");
        await using var file = File.Create(path);
        await new PostgresBundles(_source).Write(await Note(), _told, file, CancellationToken.None);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }
}
