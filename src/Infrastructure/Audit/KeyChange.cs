using Npgsql;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Rotates the key of checkpoints between two signatures of the checkpoint signer, in whichever process that is.
/// </summary>
public sealed class KeyChange(NpgsqlDataSource database, CheckpointKeys keys, ExternalCheckpointStore external)
{
    /// <summary>Returns the new key, and the size at which the old one ended.</summary>
    public async Task<(VerifierKey Next, long Size)> Run(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var head = await LogTree.Head(connection, ct);
        // The checkpoint signer holds the same name from before it reads the key until its note is kept outside.
        using var held = await external.Hold(head.LogId, ct);
        var tree = await LogTree.Tree(connection, toChange: false, ct);
        var size = Math.Max(ExternalCheckpointStore.SizeOf(external.Read(head.LogId)), Math.Max(tree.NoteSize, 0));
        return (keys.Rotate(head.Origin, size), size);
    }
}
