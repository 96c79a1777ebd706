using System.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// Looks at the history before anything is served (ADR-0018): hashes the newest facts again, folds the tree from its
/// stored parts, and compares it with the log's head, with the last checkpoint in the database and with the note kept
/// outside. Where they contradict each other the program does not start, and says what differs.
/// </summary>
public sealed class IntegrityCheck(
    NpgsqlDataSource database,
    CheckpointKeys keys,
    ExternalCheckpointStore external,
    IntegrityState state,
    AuditSettings settings,
    ILogger<IntegrityCheck> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await Contradiction(cancellationToken) is { } sentence)
        {
            throw new HistoryContradictedException(sentence);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string?> Contradiction(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // The note first: what others sign and append from now on does not make it larger than what is read below.
        var logId = (await LogTree.Head(connection, ct)).LogId;
        var kept = external.Read(logId);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var head = await LogTree.Head(connection, ct);
        var tree = await LogTree.Tree(connection, toChange: false, ct);
        var facts = await Facts(connection, ct);
        if (Note(kept, head.Origin, Contradictions.OutsideNote, out var noted) is { } notNoted)
        {
            return notNoted;
        }

        if (noted?.Size > facts)
        {
            return Contradictions.Cut(facts, noted.Size);
        }

        if (Note(tree.Note, head.Origin, Contradictions.StoredNote, out var stored) is { } notStored)
        {
            return notStored;
        }

        if (stored is not null && noted is null)
        {
            log.LogWarning(
                "No note is kept outside the database for {Origin}: what was signed is known from the database only.",
                head.Origin
            );
        }

        if (facts != head.Size || tree.Size > facts)
        {
            return facts != head.Size
                ? Contradictions.HeadDisagrees(facts, head.Size)
                : Contradictions.TreeBeyondLog(facts, tree.Size);
        }

        try
        {
            return await Fold(
                connection,
                head,
                tree,
                [(Contradictions.OutsideNote, noted), (Contradictions.StoredNote, stored)],
                ct
            );
        }
        catch (TreePartMissingException missing)
        {
            return missing.Message;
        }
    }

    private async Task<string?> Fold(
        NpgsqlConnection connection,
        HeadRow head,
        TreeRow tree,
        (string Whose, Checkpoint? Said)[] notes,
        CancellationToken ct
    )
    {
        var from = Math.Max(0, head.Size - settings.FactsBeforeStart) & ~((1L << TreeParts.Stored) - 1);
        state.CheckedFrom = from;
        if (from > tree.Size)
        {
            // A log from before its tree was stored: the checkpoint signer fills that up, and compares at the end.
            return await new IntegrityScan(connection).RunLeaves(from, head.Size, ct);
        }

        var roots = new Dictionary<long, byte[]>();
        var wanted = notes.Where(n => n.Said is not null).Select(n => n.Said!.Size).ToHashSet();
        foreach (var size in wanted.Where(s => s <= from))
        {
            roots[size] = (await TreeParts.Range(connection, size, ct)).Root();
        }

        var range = await TreeParts.Range(connection, from, ct);
        var scan = new IntegrityScan(connection)
        {
            Appended = r =>
            {
                if (wanted.Contains(r.Size))
                {
                    roots[r.Size] = r.Root();
                }
            },
        };
        if (await scan.Run(range, head.Size, tree.Size, ct) is { } found)
        {
            return found;
        }

        var differs =
            Differs(Contradictions.Head, head.Size, head.Root, range.Root())
            ?? notes
                .Where(n => n.Said is not null)
                .Select(n => Differs(n.Whose, n.Said!.Size, n.Said.Root.Span, roots[n.Said.Size]))
                .FirstOrDefault(d => d is not null);
        return differs is null ? null : await Narrow(connection, head, range, from, tree.Size, ct) ?? differs;
    }

    /// <summary>Where in the log the difference of two roots can be found, as far as something stored tells.</summary>
    private async Task<string?> Narrow(
        NpgsqlConnection connection,
        HeadRow head,
        CompactRange computed,
        long from,
        long treeSize,
        CancellationToken ct
    )
    {
        log.LogError("The roots differ: the whole log is hashed again to say where.");
        if (await new IntegrityScan(connection).Run(new CompactRange(), from, treeSize, ct) is { } found)
        {
            return found;
        }

        var (said, mine) = (head.Frontier, computed.ToBytes());
        var first = 0L;
        var at = sizeof(long);
        foreach (var node in said.Length == mine.Length ? ProofPlan.Frontier(computed.Size) : [])
        {
            var end = first + (1L << node.Level);
            if (!said.AsSpan(at, MerkleHash.Size).SequenceEqual(mine.AsSpan(at, MerkleHash.Size)))
            {
                return Contradictions.Edge(first, end - 1, computed.Size);
            }

            (first, at) = (end, at + MerkleHash.Size);
        }

        return null;
    }

    /// <summary>Reads a note, where there is one; in a sentence why it is none of this log's.</summary>
    private string? Note(string? text, string origin, string whose, out Checkpoint? said)
    {
        said = null;
        if (text is null)
        {
            return null;
        }

        if (
            SignedNote.Read(text) is not { } note
            || Checkpoint.Read(note.Text) is not { } checkpoint
            || checkpoint.Origin != origin
        )
        {
            return Contradictions.Unreadable(Contradictions.Capital(whose));
        }

        said = checkpoint;
        return keys.IsOurs(origin, note) ? null : Contradictions.NotOurs(Contradictions.Capital(whose));
    }

    private static string? Differs(string whose, long size, ReadOnlySpan<byte> said, ReadOnlySpan<byte> computed) =>
        said.SequenceEqual(computed) ? null : Contradictions.Root(whose, size, said, computed);

    private static async Task<long> Facts(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce((select position from store.facts order by position desc limit 1), -1) + 1",
            connection
        );
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
