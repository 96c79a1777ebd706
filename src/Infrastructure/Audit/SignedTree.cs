using Npgsql;
using Store.Application.Audit;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>The signed tree as the checkpoint signer stored it, for whoever asks for proofs.</summary>
public sealed class SignedTree(NpgsqlDataSource database, CheckpointKeys keys) : ISignedTree
{
    /// <summary>What the latest look saw: a proof within it costs one round trip in place of two.</summary>
    private long _signed = -1;

    public async Task<LastCheckpoint> Last(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select c.note, c.note_size, h.size from store.checkpoint c cross join store.log_head h"
        );
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            throw new InvalidOperationException("The row of the last checkpoint is missing.");
        }

        var last = new LastCheckpoint(
            await row.IsDBNullAsync(0, ct) ? null : row.GetString(0),
            row.GetInt64(1),
            row.GetInt64(2)
        );
        Volatile.Write(ref _signed, last.Size);
        return last;
    }

    public async Task<long> Signed(long? reaching, CancellationToken ct)
    {
        var known = Volatile.Read(ref _signed);
        return reaching <= known ? known : (await Last(ct)).Size;
    }

    public async Task<AuditKeys> Keys(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return keys.Told((await LogTree.Head(connection, ct)).Origin);
    }

    public async Task<NodeLookup> Parts(IEnumerable<TreeNode> nodes, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await TreeParts.Read(connection, nodes, ct);
    }
}
