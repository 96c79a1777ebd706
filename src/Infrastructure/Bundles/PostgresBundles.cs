using Npgsql;
using Store.Application.Audit;
using Store.Application.Json;
using Store.Domain.Audit;

namespace Store.Infrastructure.Bundles;

/// <summary>Bundles from the database, with positions and hashes exactly as it says them.</summary>
public sealed class PostgresBundles(NpgsqlDataSource database) : IBundles
{
    private const int FactsAPage = 2_000;
    private const int NodesAPage = 20_000;

    public async Task Write(string note, AuditKeys keys, Stream to, CancellationToken ct)
    {
        var signed = SignedNote.Read(note) ?? throw new FormatException("The stored checkpoint is no signed note.");
        var checkpoint = Checkpoint.Read(signed.Text) ?? throw new FormatException("The stored note is no checkpoint.");
        var output = new BundleOutput(to);
        await output.Head(signed, checkpoint, StoreJson.Write(keys), ct);
        var (after, read) = (-1L, FactsAPage);
        while (read == FactsAPage)
        {
            (after, read) = await Facts(output, after, checkpoint.Size, ct);
        }

        (var last, read) = (new TreeNode(0, -1), NodesAPage);
        while (read == NodesAPage)
        {
            (last, read) = await Nodes(output, last, checkpoint.Size, ct);
        }

        await output.End(ct);
    }

    private async Task<(long Last, int Read)> Facts(BundleOutput output, long after, long size, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select position, leaf, envelope from store.facts
             where position > $1 and position < $2 order by position limit $3
            """
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = size });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = FactsAPage });

        // Read to its end before anything is handed on: a slow auditor keeps no connection busy.
        var rows = new List<(long Position, byte[] Leaf, byte[] Envelope)>();
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                rows.Add((row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)));
            }
        }

        foreach (var (position, leaf, envelope) in rows)
        {
            await output.Fact(position, leaf, envelope, ct);
        }

        return (rows.Count > 0 ? rows[^1].Position : after, rows.Count);
    }

    private async Task<(TreeNode Last, int Read)> Nodes(
        BundleOutput output,
        TreeNode after,
        long size,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(
            """
            select level, index, hash from store.tree_nodes
             where (level, index) > ($1, $2) and index < $3 >> level order by level, index limit $4
            """
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Level });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Index });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = size });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = NodesAPage });
        var rows = new List<(TreeNode Node, byte[] Hash)>();
        await using (var row = await command.ExecuteReaderAsync(ct))
        {
            while (await row.ReadAsync(ct))
            {
                rows.Add((new TreeNode(row.GetInt32(0), row.GetInt64(1)), row.GetFieldValue<byte[]>(2)));
            }
        }

        foreach (var (node, hash) in rows)
        {
            await output.Node(node, hash, ct);
        }

        return (rows.Count > 0 ? rows[^1].Node : after, rows.Count);
    }
}
