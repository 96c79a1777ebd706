using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Domain.Audit;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Postgres;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Signs what the log says of itself (ADR-0018), at most a second behind a fact. One process at a time does so, under a
/// lease. Before it signs it has seen that the leaves come to the head's own root, and proved to itself that the last
/// tree it signed is a prefix of this one; what contradicts that ends the signing.
/// </summary>
public sealed class CheckpointSigner(
    NpgsqlDataSource database,
    FactTail tail,
    CheckpointKeys keys,
    ExternalCheckpointStore external,
    IntegrityState state,
    ILogger<CheckpointSigner> log
) : BackgroundService
{
    private const int LeaseNumber = 3;
    private const int PageSize = 20_000;

    /// <summary>
    /// Facts gather for so long: a signature and its two writes cost as much for one as for thousands.
    /// </summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (state.Contradiction is null)
        {
            try
            {
                await using var lease = await Lease.Acquire(database, LeaseNumber, stoppingToken);
                await Lead(lease, stoppingToken);
            }
            catch (Exception e)
                when (e is NpgsqlException or IOException or UnauthorizedAccessException or TimeoutException)
            {
                log.LogWarning(e, "Nothing is signed until the database and the folder of checkpoints answer.");
                await Task.Delay(LookAround, stoppingToken);
            }
        }
    }

    /// <summary>
    /// Runs until somebody else has moved the tree, the lease is lost, or the history is contradicted.
    /// </summary>
    private async Task Lead(Lease lease, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        var tree = await LogTree.Tree(connection, toChange: false, stop);
        var told = TimeProvider.System.GetTimestamp();
        while (state.Contradiction is null)
        {
            await lease.Confirm(stop);
            var head = await LogTree.Head(connection, stop);
            if (await Advance(connection, head, tree, stop) is not { } moved)
            {
                return;
            }

            if (moved.Size < head.Size)
            {
                if (TimeProvider.System.GetElapsedTime(told) > LookAround)
                {
                    told = TimeProvider.System.GetTimestamp();
                    log.LogInformation("The tree is filling up: {Size} of {Head} facts.", moved.Size, head.Size);
                }
            }
            else
            {
                await Task.Delay(Between, stop);
                await Facts(moved.Size, stop);
            }

            tree = moved;
        }
    }

    /// <summary>
    /// Waits for a fact behind the tree; no longer than it may take to notice that a key was rotated.
    /// </summary>
    private async Task Facts(long size, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(LookAround);
        try
        {
            await tail.WaitBeyond(size - 1, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nothing new; the head row and the key are looked at all the same.
        }
    }

    /// <summary>
    /// One page of leaves; at the head's size it ends in a note. Null where this process must look anew.
    /// </summary>
    private async Task<TreeRow?> Advance(
        NpgsqlConnection connection,
        HeadRow head,
        TreeRow tree,
        CancellationToken stop
    )
    {
        var range = CompactRange.FromBytes(tree.Frontier);
        var completed = new Dictionary<TreeNode, byte[]>();
        var size = Math.Min(head.Size, tree.Size + PageSize);
        if (size < tree.Size || !await LogTree.Extend(connection, range, size, completed, stop))
        {
            state.Contradict(
                size < tree.Size
                    ? Contradictions.TreeBeyondLog(head.Size, tree.Size)
                    : Contradictions.Missing(range.Size)
            );
            return null;
        }

        if (size == head.Size && !range.Root().AsSpan().SequenceEqual(head.Root))
        {
            state.Contradict(Contradictions.Root(Contradictions.Head, size, head.Root, range.Root()));
            return null;
        }

        var after = tree with { Size = size, Frontier = range.ToBytes() };
        return size == head.Size ? await Sign(connection, head, tree, after, completed, stop)
            : await Keep(connection, tree, after, completed, stop) ? after
            : null;
    }

    private static async Task<bool> Keep(
        NpgsqlConnection connection,
        TreeRow before,
        TreeRow after,
        Dictionary<TreeNode, byte[]> completed,
        CancellationToken stop
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (
            await LogTree.Tree(connection, toChange: true, stop) is not { } now
            || now.Size != before.Size
            || now.NoteSize != before.NoteSize
            || !await LogTree.Keep(connection, before, after, completed, stop)
        )
        {
            return false;
        }

        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>
    /// The note is kept outside first: a crash in between leaves a note that is larger than the row, and the tree that
    /// it signs is in the log.
    /// </summary>
    private async Task<TreeRow?> Sign(
        NpgsqlConnection connection,
        HeadRow head,
        TreeRow tree,
        TreeRow after,
        Dictionary<TreeNode, byte[]> completed,
        CancellationToken stop
    )
    {
        string? note;
        using (await external.Hold(head.LogId, stop))
        {
            note = await KeptOutside(connection, head, tree, completed, stop);
        }

        after = after with { NoteSize = head.Size, Note = note };
        return note is null ? null
            : note == tree.Note || await Keep(connection, tree, after, completed, stop) ? after
            : null;
    }

    /// <summary>The note of the head's tree, which is outside by now; null where it may not be signed.</summary>
    private async Task<string?> KeptOutside(
        NpgsqlConnection connection,
        HeadRow head,
        TreeRow tree,
        Dictionary<TreeNode, byte[]> completed,
        CancellationToken stop
    )
    {
        var kept = external.Read(head.LogId);
        var last = kept ?? tree.Note;
        var (note, known) = Read(last);
        if (last is not null && (note is null || known?.Origin != head.Origin || !keys.IsOurs(head.Origin, note)))
        {
            state.Contradict(Contradictions.NotOurs(Contradictions.Capital(Contradictions.OutsideNote)));
            return null;
        }

        if (known?.Size > head.Size)
        {
            // Somebody signed beyond what was read here: either there is more by now, or the log was cut.
            var now = await LogTree.Head(connection, stop);
            if (now.Size < known.Size)
            {
                state.Contradict(Contradictions.Cut(now.Size, known.Size));
            }

            return null;
        }

        if (known is not null && !await Continues(connection, known, head, completed, stop))
        {
            return null;
        }

        if (known?.Size != head.Size || !keys.IsSignedByCurrent(head.Origin, note!))
        {
            note = keys.Sign(head.Origin, new Checkpoint(head.Origin, head.Size, head.Root).Write());
        }

        if (note!.Write() != kept)
        {
            external.Replace(head.LogId, note);
        }

        return note.Write();
    }

    private async Task<bool> Continues(
        NpgsqlConnection connection,
        Checkpoint known,
        HeadRow head,
        Dictionary<TreeNode, byte[]> completed,
        CancellationToken stop
    )
    {
        try
        {
            // Everything continues the empty tree, and a tree continues itself where the roots are one.
            var plan = known.Size == 0 ? null : ConsistencyProof.Plan(known.Size, head.Size);
            var proof = plan?.Hashes(await TreeParts.Read(connection, plan.Nodes, stop, completed));
            if (proof is null || ConsistencyProof.Verify(known.Size, head.Size, known.Root.Span, head.Root, proof))
            {
                return true;
            }

            var root = (await TreeParts.Range(connection, known.Size, stop, completed)).Root();
            state.Contradict(Contradictions.Root(Contradictions.OutsideNote, known.Size, known.Root.Span, root));
        }
        catch (TreePartMissingException missing)
        {
            state.Contradict(missing.Message);
        }

        return false;
    }

    private static (SignedNote? Note, Checkpoint? Said) Read(string? text) =>
        text is not null && SignedNote.Read(text) is { } note ? (note, Checkpoint.Read(note.Text)) : (null, null);
}
