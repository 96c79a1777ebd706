using Store.Domain.Audit;

namespace Store.Application.Audit;

/// <summary>The log's Merkle tree as far as it is signed.</summary>
public interface ISignedTree
{
    /// <summary>The last checkpoint, and how many facts the log had when it was looked for.</summary>
    Task<LastCheckpoint> Last(CancellationToken ct);

    /// <summary>
    /// The facts that a checkpoint covers; -1 before the first. Where an earlier look already reached as far as is
    /// asked for, that is the answer and nothing is looked for: what was signed once stays signed.
    /// </summary>
    /// <param name="reaching">How far the answer must reach if it can; null for the last checkpoint's size.</param>
    Task<long> Signed(long? reaching, CancellationToken ct);

    /// <summary>The keys of this log's checkpoints.</summary>
    Task<AuditKeys> Keys(CancellationToken ct);

    /// <summary>
    /// Stored parts of the tree within the last checkpoint's size, in one round trip of as many rows as the tree is
    /// high.
    /// </summary>
    Task<NodeLookup> Parts(IEnumerable<TreeNode> nodes, CancellationToken ct);
}

/// <param name="Note">The signed note; null before the first.</param>
/// <param name="Size">The facts that it covers; -1 before the first.</param>
/// <param name="LogSize">The facts in the log.</param>
public sealed record LastCheckpoint(string? Note, long Size, long LogSize);
