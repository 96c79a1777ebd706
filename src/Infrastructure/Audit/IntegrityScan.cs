using Npgsql;
using NpgsqlTypes;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Hashes a stretch of the log again: every envelope against its leaf, the leaves against the subtrees stored over
/// them.
/// </summary>
internal sealed class IntegrityScan(NpgsqlConnection connection)
{
    private readonly byte[] _leaf = new byte[MerkleHash.Size];
    private readonly byte[] _hash = new byte[MerkleHash.Size];
    private byte[] _envelope = new byte[64 * 1024];

    /// <summary>Hears of the range after each fact that was appended to it.</summary>
    public Action<CompactRange>? Appended { get; init; }

    /// <summary>
    /// Appends to the range every fact from its size up to <paramref name="end"/>; in a sentence what does not fit,
    /// null where all does. Subtrees are compared as far as they are stored, up to <paramref name="treeSize"/>.
    /// </summary>
    public async Task<string?> Run(CompactRange range, long end, long treeSize, CancellationToken ct)
    {
        var stored = await Nodes(range.Size, Math.Min(end, treeSize), ct);
        string? found = null;
        void Compare(TreeNode node, ReadOnlySpan<byte> hash)
        {
            if (node.Level < TreeParts.Stored || (node.Index + 1) << node.Level > treeSize || found is not null)
            {
                return;
            }

            found =
                !stored.TryGetValue(node, out var said) ? new TreePartMissingException(node).Message
                : !hash.SequenceEqual(said) ? Contradictions.Subtree(node, said, hash)
                : null;
        }

        return await Leaves(range.Size, end, Append, ct)
            ?? found
            ?? (range.Size < end ? Contradictions.Missing(range.Size) : null);

        bool Append()
        {
            range.Append(_leaf, Compare);
            Appended?.Invoke(range);
            return found is null;
        }
    }

    /// <summary>The same without a tree, where none is stored that far: leaves against envelopes only.</summary>
    public async Task<string?> RunLeaves(long first, long end, CancellationToken ct)
    {
        var next = first;
        return await Leaves(first, end, () => ++next > 0, ct) ?? (next < end ? Contradictions.Missing(next) : null);
    }

    private async Task<string?> Leaves(long first, long end, Func<bool> append, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select position, leaf, envelope from store.facts
             where position >= $1 and position < $2 order by position
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = end });
        await using var row = await command.ExecuteReaderAsync(ct);
        for (var expected = first; await row.ReadAsync(ct); expected++)
        {
            if (row.GetInt64(0) != expected)
            {
                return Contradictions.Missing(expected);
            }

            row.GetBytes(1, 0, _leaf, 0, _leaf.Length);
            var length = (int)row.GetBytes(2, 0, null, 0, 0);
            if (length > _envelope.Length)
            {
                _envelope = new byte[length];
            }

            row.GetBytes(2, 0, _envelope, 0, length);
            MerkleHash.Leaf(_envelope.AsSpan(0, length), _hash);
            if (!_hash.AsSpan().SequenceEqual(_leaf))
            {
                return Contradictions.Changed(expected, _leaf, _hash);
            }

            if (!append())
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The stored subtrees that facts from <paramref name="first"/> on complete.</summary>
    private async Task<Dictionary<TreeNode, byte[]>> Nodes(long first, long end, CancellationToken ct)
    {
        var nodes = new Dictionary<TreeNode, byte[]>();
        var levels = Enumerable
            .Range(TreeParts.Stored, 63 - TreeParts.Stored)
            .Where(l => end >> l > first >> l)
            .ToArray();
        await using var command = new NpgsqlCommand(
            """
            select n.level, n.index, n.hash
              from unnest($1, $2, $3) k(level, first, until)
              join store.tree_nodes n on n.level = k.level and n.index >= k.first and n.index < k.until
            """,
            connection
        );
        command.Parameters.Add(TreeParts.Array(NpgsqlDbType.Integer, levels));
        command.Parameters.Add(TreeParts.Array(NpgsqlDbType.Bigint, levels.Select(l => first >> l).ToArray()));
        command.Parameters.Add(TreeParts.Array(NpgsqlDbType.Bigint, levels.Select(l => end >> l).ToArray()));
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            nodes[new TreeNode(row.GetInt32(0), row.GetInt64(1))] = row.GetFieldValue<byte[]>(2);
        }

        return nodes;
    }
}
