using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Subtrees of the log as they are stored: from sixteen facts on as rows, below that folded from the leaves. One round
/// trip reads all that a proof needs.
/// </summary>
internal static class TreeParts
{
    /// <summary>The lowest level that has rows.</summary>
    public const int Stored = 4;

    public static async Task<NodeLookup> Read(
        NpgsqlConnection connection,
        IEnumerable<TreeNode> nodes,
        CancellationToken ct,
        IReadOnlyDictionary<TreeNode, byte[]>? notYetStored = null
    )
    {
        var known = new Dictionary<TreeNode, ReadOnlyMemory<byte>>();
        var (rows, leaves) = (new List<TreeNode>(), new SortedSet<long>());
        foreach (var node in nodes)
        {
            if (node.Level < Stored)
            {
                for (var leaf = node.Index << node.Level; leaf < (node.Index + 1) << node.Level; leaf++)
                {
                    leaves.Add(leaf);
                }
            }
            else if (notYetStored?.TryGetValue(node, out var hash) == true)
            {
                known[node] = hash;
            }
            else
            {
                rows.Add(node);
            }
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SelectNodes(rows));
        batch.BatchCommands.Add(SelectLeaves(leaves));
        await using var row = await batch.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            known[new TreeNode(row.GetInt32(0), row.GetInt64(1))] = row.GetFieldValue<byte[]>(2);
        }

        await row.NextResultAsync(ct);
        while (await row.ReadAsync(ct))
        {
            known[new TreeNode(0, row.GetInt64(0))] = row.GetFieldValue<byte[]>(1);
        }

        return node => Fold(node, known);
    }

    /// <summary>The right edge of the tree of this size, from its stored parts.</summary>
    public static async Task<CompactRange> Range(
        NpgsqlConnection connection,
        long size,
        CancellationToken ct,
        IReadOnlyDictionary<TreeNode, byte[]>? notYetStored = null
    )
    {
        var nodes = ProofPlan.Frontier(size);
        var lookup = await Read(connection, nodes, ct, notYetStored);
        var bytes = new byte[sizeof(long) + nodes.Count * MerkleHash.Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, size);
        for (var i = 0; i < nodes.Count; i++)
        {
            lookup(nodes[i]).CopyTo(bytes.AsMemory(sizeof(long) + i * MerkleHash.Size));
        }

        return CompactRange.FromBytes(bytes);
    }

    private static ReadOnlyMemory<byte> Fold(TreeNode node, Dictionary<TreeNode, ReadOnlyMemory<byte>> known) =>
        known.TryGetValue(node, out var hash) ? hash
        : node.Level is 0 or >= Stored ? throw new TreePartMissingException(node)
        : MerkleHash.Node(
            Fold(new TreeNode(node.Level - 1, node.Index * 2), known).Span,
            Fold(new TreeNode(node.Level - 1, node.Index * 2 + 1), known).Span
        );

    private static NpgsqlBatchCommand SelectNodes(List<TreeNode> nodes)
    {
        var command = new NpgsqlBatchCommand(
            """
            select n.level, n.index, n.hash
              from unnest($1, $2) k(level, index) join store.tree_nodes n on n.level = k.level and n.index = k.index
            """
        );
        command.Parameters.Add(Array(NpgsqlDbType.Integer, nodes.ConvertAll(n => n.Level).ToArray()));
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, nodes.ConvertAll(n => n.Index).ToArray()));
        return command;
    }

    private static NpgsqlBatchCommand SelectLeaves(SortedSet<long> leaves)
    {
        var command = new NpgsqlBatchCommand("select position, leaf from store.facts where position = any($1)");
        command.Parameters.Add(Array(NpgsqlDbType.Bigint, leaves.ToArray()));
        return command;
    }

    public static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType element, T[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}

/// <summary>A subtree that must be stored is not: a row of the log or of its tree was taken away.</summary>
internal sealed class TreePartMissingException(TreeNode node)
    : Exception(
        node.Level == 0
            ? $"The fact at position {node.Index} is missing."
            : $"The stored hash over the facts {node.Index << node.Level} to {((node.Index + 1) << node.Level) - 1} "
                + "is missing."
    );
