using System.Text;
using Store.Domain.Audit;
using Store.Domain.Verification;

namespace Store.Infrastructure.Bundles;

/// <summary>What to verify, and against what.</summary>
/// <param name="Bundle">The file.</param>
/// <param name="Since">An older checkpoint, or an older bundle.</param>
/// <param name="Key">The log's key that the auditor trusts; without it, its first key as the bundle lists it.</param>
/// <param name="Witnesses">Whose cosignatures count.</param>
/// <param name="Cosigned">Notes that witnesses cosigned, of any size that the bundle reaches.</param>
/// <param name="Cosignatures">How many different witnesses must have cosigned.</param>
public sealed record BundleVerificationRequest(
    string Bundle,
    string? Since = null,
    VerifierKey? Key = null,
    IReadOnlyList<VerifierKey>? Witnesses = null,
    IReadOnlyList<string>? Cosigned = null,
    int Cosignatures = 0
);

/// <summary>How far a verification is.</summary>
public readonly record struct VerificationProgress(long Facts, long BytesRead, long Length);

/// <summary>
/// Verifies a bundle from files alone: no network, no database, nothing of the store but the hashes and signatures of
/// Domain. One reading where all is well; a second one to name what is wrong.
/// </summary>
public sealed class BundleVerification
{
    private const int FactsBetweenProgress = 1 << 12;

    private readonly BundleVerificationRequest _request;
    private readonly Action<VerificationProgress> _progress;
    private readonly List<Finding> _findings = [];
    private readonly List<Seen> _seen = [];

    private BundleVerification(BundleVerificationRequest request, Action<VerificationProgress> progress) =>
        (_request, _progress) = (request, progress);

    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Verdict Run(BundleVerificationRequest request, Action<VerificationProgress>? progress = null)
    {
        var subject = "The bundle";
        try
        {
            using var bundle = BundleFile.Open(request.Bundle);
            if (request.Since is { } since && !IsNote(since))
            {
                subject = "The older bundle";
                BundleFile.Open(since).Dispose();
                subject = "The bundle";
            }

            return new BundleVerification(request, progress ?? (_ => { })).Verify(bundle);
        }
        catch (OlderBundleException older)
        {
            return Verdict.Unreadable(older.Message);
        }
        catch (BundleMalformedException malformed)
        {
            return Verdict.Unreadable($"{subject} is malformed at byte {malformed.At}: {malformed.Message}.");
        }
    }

    private Verdict Verify(BundleFile bundle)
    {
        var keys = KeyChain.Of(bundle.Origin, bundle.Keys, _request.Key);
        _findings.AddRange(keys.Faults);
        if (GatherNotes(bundle) is { } unreadable)
        {
            return Verdict.Unreadable(unreadable);
        }

        var isTrusted = Accepts(keys, new Seen("The checkpoint", bundle.Note, bundle.Checkpoint, IsCosigned: true));
        _seen.RemoveAll(seen => !Accepts(keys, seen));
        var reading = new FirstPass(_seen.Select(s => s.Checkpoint.Size));
        Read(bundle, reading);

        var root = reading.Root();
        var isSigned =
            isTrusted && reading.Facts == bundle.Size && root.AsSpan().SequenceEqual(bundle.Checkpoint.Root.Span);
        var proven = Compare(bundle, reading, isTrusted, isSigned, out var differs);
        if (reading.IsSuspicious || (isTrusted && !isSigned) || differs)
        {
            Explain(bundle, isTrusted, proven);
        }

        if (isSigned && !reading.HasSubtrees(bundle.Size))
        {
            NameSubtrees(reading);
        }

        CountWitnesses(bundle, isTrusted, reading);
        return Verdict.Of(bundle.Origin, bundle.Size, root, _findings);
    }

    /// <summary>Notes to hold the bundle against; the reason where one is none.</summary>
    private string? GatherNotes(BundleFile bundle)
    {
        if (_request.Since is { } since)
        {
            if (!IsNote(since))
            {
                using var older = BundleFile.Open(since);
                _seen.Add(new Seen("The older checkpoint", older.Note, older.Checkpoint, IsCosigned: false));
            }
            else if (ReadNote("The older checkpoint", since, isCosigned: false) is { } note)
            {
                _seen.Add(note);
            }
            else
            {
                return "The older checkpoint is no checkpoint.";
            }
        }

        var cosigned = _request.Cosigned ?? [];
        for (var i = 0; i < cosigned.Count; i++)
        {
            var name = $"The cosigned checkpoint {i + 1}";
            if (ReadNote(name, cosigned[i], isCosigned: true) is not { } note)
            {
                return $"{name} is no checkpoint.";
            }

            _seen.Add(note);
        }

        return null;
    }

    private void Read(BundleFile bundle, FirstPass reading) =>
        bundle.Read(
            (position, leaf, envelope) =>
            {
                reading.Take(position, leaf, envelope);
                if (reading.Facts % FactsBetweenProgress == 0)
                {
                    _progress(new VerificationProgress(reading.Facts, bundle.BytesRead, bundle.Length));
                }
            },
            reading.Take
        );

    /// <summary>Holds what others saw against the bundle; the largest size that agrees.</summary>
    private long Compare(BundleFile bundle, FirstPass reading, bool isTrusted, bool isSigned, out bool differs)
    {
        var proven = 0L;
        differs = false;
        foreach (var seen in _seen)
        {
            var (size, facts) = (seen.Checkpoint.Size, reading.Facts);
            if (size > facts)
            {
                differs = true;
                if (!isTrusted || size > bundle.Size)
                {
                    _findings.Add(Findings.RolledBack(seen.Name, facts, size));
                }
            }
            else if (reading.RootAt(size) is { } root && root.AsSpan().SequenceEqual(seen.Checkpoint.Root.Span))
            {
                proven = Math.Max(proven, size);
                seen.Agrees = true;
            }
            else
            {
                differs = true;
                if (isSigned || !isTrusted)
                {
                    _findings.Add(Findings.Forked(seen.Name, size));
                }
            }
        }

        return proven;
    }

    private void Explain(BundleFile bundle, bool isTrusted, long proven)
    {
        var evidence = Gather(_request.Bundle);
        var older = _request.Since is { } since && !IsNote(since) ? OlderLeaves(since) : null;
        _findings.AddRange(
            new Explanation(
                evidence,
                isTrusted ? bundle.Size : evidence.Positions.Count,
                isTrusted ? bundle.Checkpoint.Root.ToArray() : null,
                proven,
                older
            ).Explain()
        );
    }

    private static Evidence Gather(string path)
    {
        var evidence = new Evidence();
        using var again = BundleFile.Open(path);
        again.Read(evidence.Take, evidence.Take);
        return evidence;
    }

    private static HashList OlderLeaves(string path)
    {
        try
        {
            using var older = BundleFile.Open(path);
            var leaves = new HashList();
            older.Read(
                (_, _, envelope) =>
                {
                    Span<byte> leaf = stackalloc byte[MerkleHash.Size];
                    MerkleHash.Leaf(envelope, leaf);
                    leaves.Add(leaf);
                },
                (_, _) => { }
            );
            return
                leaves.Count == older.Size
                && leaves.Root(0, leaves.Count).AsSpan().SequenceEqual(older.Checkpoint.Root.Span)
                ? leaves
                : throw new OlderBundleException("The older bundle's facts are not those that its checkpoint signs.");
        }
        catch (BundleMalformedException malformed)
        {
            throw new OlderBundleException(
                $"The older bundle is malformed at byte {malformed.At}: {malformed.Message}."
            );
        }
    }

    private void NameSubtrees(FirstPass reading)
    {
        using var again = BundleFile.Open(_request.Bundle);
        var stored = new Dictionary<TreeNode, byte[]>();
        again.Read((_, _, _) => { }, (node, hash) => stored[node] = hash.ToArray());
        var wrong = reading
            .Subtrees()
            .Where(n => !stored.TryGetValue(n.Node, out var hash) || !hash.AsSpan().SequenceEqual(n.Hash))
            .Select(n => Findings.BadSubtree(n.Node))
            .ToList();
        _findings.AddRange(wrong.Count > 0 ? wrong : [Findings.StraySubtrees()]);
    }

    private void CountWitnesses(BundleFile bundle, bool isTrusted, FirstPass reading)
    {
        var witnesses = _request.Witnesses ?? [];
        var cosigned = _seen.Where(s => s is { IsCosigned: true, Agrees: true }).ToList();
        if (isTrusted && reading.Facts == bundle.Size)
        {
            cosigned.Add(new Seen("The checkpoint", bundle.Note, bundle.Checkpoint, IsCosigned: true));
        }

        var counted = 0;
        foreach (var witness in witnesses.DistinctBy(w => w.ToString()))
        {
            var named = cosigned.Where(s => witness.IsNamedIn(s.Note)).ToList();
            _findings.AddRange(
                named.Where(s => !witness.Verify(s.Note)).Select(s => Findings.SignatureFails(s.Name, witness))
            );
            counted += named.Exists(s => witness.Verify(s.Note)) ? 1 : 0;
        }

        if (counted < _request.Cosignatures)
        {
            _findings.Add(Findings.TooFewWitnesses(counted, _request.Cosignatures));
        }
    }

    private bool Accepts(KeyChain keys, Seen seen)
    {
        if (keys.Objection(seen.Name, seen.Note, seen.Checkpoint) is not { } objection)
        {
            return true;
        }

        _findings.Add(objection);
        return false;
    }

    private static bool IsNote(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> begin = stackalloc byte[Ustar.Block];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) < begin.Length
            || Ustar.Read(begin) is null;
    }

    private static Seen? ReadNote(string name, string path, bool isCosigned) =>
        new FileInfo(path).Length <= SignedNote.MaxLength
        && SignedNote.Read(Encoding.UTF8.GetString(File.ReadAllBytes(path))) is { } note
        && Checkpoint.Read(note.Text) is { } checkpoint
            ? new Seen(name, note, checkpoint, isCosigned)
            : null;

    /// <summary>A checkpoint that somebody kept.</summary>
    private sealed record Seen(string Name, SignedNote Note, Checkpoint Checkpoint, bool IsCosigned)
    {
        public bool Agrees { get; set; }
    }

    private sealed class OlderBundleException(string message) : Exception(message);
}
