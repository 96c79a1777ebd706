using System.Text;
using Store.Domain.Audit;
using Store.Domain.Verification;
using Store.Infrastructure.Bundles;

namespace Store.Infrastructure.Witness;

/// <summary>What a look at the log came to.</summary>
public abstract record WitnessOutcome(string Sentence)
{
    /// <summary>A tree that continues the last one was cosigned.</summary>
    public sealed record Cosigned(string Sentence) : WitnessOutcome(Sentence);

    /// <summary>The log still stands where it stood.</summary>
    public sealed record Unchanged(string Sentence) : WitnessOutcome(Sentence);

    /// <summary>The log contradicts itself or its key; nothing was cosigned, and the evidence is kept.</summary>
    public sealed record Contradicted(string Sentence) : WitnessOutcome(Sentence);
}

/// <summary>
/// One look of a witness at a log (ADR-0020): the note is the log's by a key that the pinned one leads to, its tree
/// continues the one that was cosigned last, and only then it is cosigned.
/// </summary>
public sealed class WitnessRound(WitnessFolder folder, LogClient log, TimeProvider time)
{
    private const string Offered = "The checkpoint";

    /// <param name="pinned">The key that was given; null to take the log's first one at the first contact.</param>
    /// <exception cref="HttpRequestException">The log could not be asked.</exception>
    public async Task<WitnessOutcome> Run(VerifierKey? pinned, CancellationToken ct)
    {
        var text = await log.Checkpoint(ct);
        var keyList = await log.Keys(ct);
        var exhibits = new Dictionary<string, string>
        {
            ["offered"] = text,
            ["keys.json"] = Encoding.UTF8.GetString(keyList),
        };
        if (
            SignedNote.Read(text) is not { } note
            || Checkpoint.Read(note.Text) is not { } checkpoint
            || KeyList.Read(keyList) is not { } keys
        )
        {
            return Contradicted("What the log calls its checkpoint or its keys is none.", exhibits);
        }

        var trusted = folder.Pinned ?? pinned ?? keys[0].Key;
        if (pinned is not null && pinned.ToString() != trusted.ToString())
        {
            throw new WitnessMemoryException($"Another key is pinned here: {trusted}");
        }

        var chain = KeyChain.Of(trusted.Name, keys, trusted);
        if (chain.Faults.Concat(OrNone(chain.Objection(Offered, note, checkpoint))).FirstOrDefault() is { } fault)
        {
            return Contradicted(fault.Text, exhibits);
        }

        // Pinned before anything is cosigned: what is remembered is remembered of one log.
        if (folder.Pinned is null)
        {
            folder.Pin(trusted);
        }

        var last = folder.Remembered();
        if (last is not null && Checkpoint.Read(last.Text) is { } seen)
        {
            exhibits["cosigned"] = last.Write();
            if (await Contradiction(seen, checkpoint, exhibits, ct) is { } sentence)
            {
                return Contradicted(sentence, exhibits);
            }

            if (seen == checkpoint && note.Signatures.All(last.Signatures.Contains))
            {
                return new WitnessOutcome.Unchanged($"{checkpoint.Origin}: {checkpoint.Size} facts, as before.");
            }
        }

        folder.Cosign(OfTheLogAlone(note, chain.Origin), checkpoint, time.GetUtcNow());
        return new WitnessOutcome.Cosigned(
            $"{checkpoint.Origin}: {checkpoint.Size} facts cosigned, root {Shown(checkpoint)}."
        );
    }

    private async Task<string?> Contradiction(
        Checkpoint seen,
        Checkpoint offered,
        Dictionary<string, string> exhibits,
        CancellationToken ct
    )
    {
        if (offered.Size < seen.Size)
        {
            return $"The log was rolled back: {seen.Size} facts with root {Shown(seen)} were cosigned, "
                + $"now it has {offered.Size} with root {Shown(offered)}.";
        }

        if (offered.Size == seen.Size)
        {
            return offered == seen ? null : Forked(seen, offered);
        }

        if (seen.Size == 0)
        {
            // Everything continues an empty tree.
            return null;
        }

        var proof = await log.Consistency(seen.Size, offered.Size, ct);
        exhibits["consistency"] = string.Concat((proof ?? []).Select(h => $"{Convert.ToBase64String(h.Span)}\n"));
        return
            proof is not null
            && ConsistencyProof.Verify(seen.Size, offered.Size, seen.Root.Span, offered.Root.Span, proof)
            ? null
            : Forked(seen, offered);
    }

    private WitnessOutcome.Contradicted Contradicted(string sentence, Dictionary<string, string> exhibits)
    {
        var kept = folder.Accuse(time.GetUtcNow(), exhibits);
        return new WitnessOutcome.Contradicted($"{sentence} Nothing was cosigned; the evidence is in {kept}.");
    }

    private static string Forked(Checkpoint seen, Checkpoint offered) =>
        $"The log was forked: {seen.Size} facts with root {Shown(seen)} were cosigned, and the tree of {offered.Size} facts "
        + $"with root {Shown(offered)} does not continue them.";

    /// <summary>A stranger's signatures are not kept: nothing is known of them.</summary>
    private static SignedNote OfTheLogAlone(SignedNote note, string origin) =>
        note with
        {
            Signatures = [.. note.Signatures.Where(s => s.Name == origin)],
        };

    private static IEnumerable<Finding> OrNone(Finding? finding) => finding is null ? [] : [finding];

    private static string Shown(Checkpoint checkpoint) => Convert.ToBase64String(checkpoint.Root.Span);
}
