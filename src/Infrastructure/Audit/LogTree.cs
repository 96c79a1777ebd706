using Npgsql;
using NpgsqlTypes;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>The log's head as the appending transactions left it.</summary>
/// <param name="Frontier">As bytes, since it is compared.</param>
internal sealed record HeadRow(Guid LogId, long Size, byte[] Frontier, byte[] Root)
{
    public string Origin => OriginOf(LogId);

    public static string OriginOf(Guid logId) => $"store/{logId:n}";
}

/// <summary>How far the tree is stored, and the last note.</summary>
internal sealed record TreeRow(long Size, byte[] Frontier, long NoteSize, string? Note);

/// <summary>The checkpoint signer's SQL.</summary>
internal static class LogTree
{
    public static async Task<HeadRow> Head(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select log_id, size, frontier, root from store.log_head",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new HeadRow(row.GetGuid(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3))
            : throw new InvalidOperationException("The log has no head.");
    }

    /// <param name="toChange">Keeps every other checkpoint signer from changing it until the transaction ends.</param>
    public static async Task<TreeRow> Tree(NpgsqlConnection connection, bool toChange, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select tree_size, frontier, note_size, note from store.checkpoint{(toChange ? " for update" : "")}",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? new TreeRow(
                row.GetInt64(0),
                row.GetFieldValue<byte[]>(1),
                row.GetInt64(2),
                await row.IsDBNullAsync(3, ct) ? null : row.GetString(3)
            )
            : throw new InvalidOperationException("The row of the last checkpoint is missing.");
    }

    /// <summary>
    /// Appends the leaves of the log to the range, up to a size; false where the log has a gap or ends before.
    /// </summary>
    public static async Task<bool> Extend(
        NpgsqlConnection connection,
        CompactRange range,
        long size,
        Dictionary<TreeNode, byte[]> completed,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(
            "select position, leaf from store.facts where position >= $1 and position < $2 order by position",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = range.Size });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = size });
        await using var row = await command.ExecuteReaderAsync(ct);
        var leaf = new byte[MerkleHash.Size];
        while (await row.ReadAsync(ct))
        {
            if (row.GetInt64(0) != range.Size || row.GetBytes(1, 0, leaf, 0, leaf.Length) != leaf.Length)
            {
                return false;
            }

            range.Append(
                leaf,
                (node, hash) =>
                {
                    if (node.Level >= TreeParts.Stored)
                    {
                        completed[node] = hash.ToArray();
                    }
                }
            );
        }

        return range.Size == size;
    }

    /// <summary>
    /// Stores what was completed and, where a note was signed, the note; false where somebody else has moved the tree.
    /// The transaction need not be on disk: what a crash takes away is made again from the log.
    /// </summary>
    public static async Task<bool> Keep(
        NpgsqlConnection connection,
        TreeRow before,
        TreeRow after,
        IReadOnlyDictionary<TreeNode, byte[]> completed,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local synchronous_commit = off"));
        var nodes = new NpgsqlBatchCommand(
            "insert into store.tree_nodes (level, index, hash) select * from unnest($1, $2, $3)"
        );
        nodes.Parameters.Add(TreeParts.Array(NpgsqlDbType.Integer, completed.Keys.Select(n => n.Level).ToArray()));
        nodes.Parameters.Add(TreeParts.Array(NpgsqlDbType.Bigint, completed.Keys.Select(n => n.Index).ToArray()));
        nodes.Parameters.Add(TreeParts.Array(NpgsqlDbType.Bytea, completed.Values.ToArray()));
        batch.BatchCommands.Add(nodes);
        var tree = new NpgsqlBatchCommand(
            """
            update store.checkpoint set tree_size = $2, frontier = $3, note_size = $4, note = $5
             where tree_size = $1 and note_size = $6
            """
        );
        tree.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before.Size });
        tree.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Size });
        tree.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = after.Frontier });
        tree.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.NoteSize });
        tree.Parameters.Add(
            new NpgsqlParameter { Value = after.Note ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );
        tree.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before.NoteSize });
        batch.BatchCommands.Add(tree);
        await batch.ExecuteNonQueryAsync(ct);
        return tree.RecordsAffected == 1;
    }
}
