using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>
/// Names what was done to a log whose facts are not those that were signed: by the stored subtrees down to sixteen
/// facts, by what later facts say of earlier ones down to one, or by an older bundle exactly.
/// </summary>
/// <param name="evidence">All that the bundle says.</param>
/// <param name="size">Facts that the checkpoint counts; of one that nobody trusts, the facts that are there.</param>
/// <param name="root">The root that was signed; null where nobody trusts it.</param>
/// <param name="proven">So many facts from the first are proven by an older checkpoint.</param>
/// <param name="older">Leaf hashes of an older bundle whose tree is not the beginning of this one; otherwise null.</param>
public sealed partial class Explanation(Evidence evidence, long size, byte[]? root, long proven, HashList? older)
{
    private const int MostGuessedLeaves = 64;

    private readonly List<Finding> _findings = [];
    private readonly SubtreeHashes _subtrees = new(evidence.Sixteens, size, root ?? []);

    private readonly HashSet<long> _damaged = [];
    private bool _othersAreGood;

    private long Facts => evidence.Positions.Count;

    public IReadOnlyList<Finding> Explain()
    {
        _findings.AddRange(evidence.Mismatches.Keys.Select(Findings.NotItsLeaf));
        if (evidence.HasGaps)
        {
            NameGaps();
        }
        else
        {
            var told = older is not null && CompareWithOlder(older);
            if (root is not null && !told && !IsSigned())
            {
                NameDamage();
            }
        }

        NameAnomalies();
        return _findings;
    }

    /// <summary>Whether the tree is the signed one, by the leaf hashes as stored or as computed.</summary>
    private bool IsSigned()
    {
        if (Facts != size)
        {
            return false;
        }

        var asStored = new CompactRange();
        var asHashed = new CompactRange();
        for (var i = 0L; i < Facts; i++)
        {
            asStored.Append(evidence.Leaves[i]);
            asHashed.Append(evidence.Mismatches.TryGetValue(i, out var hash) ? hash : evidence.Leaves[i]);
        }

        return asStored.Root().AsSpan().SequenceEqual(root) || asHashed.Root().AsSpan().SequenceEqual(root);
    }

    private void NameGaps()
    {
        var next = 0L;
        foreach (var position in evidence.Positions)
        {
            if (position > next)
            {
                _findings.Add(Findings.NotThere(next, position - 1));
            }

            next = position + 1;
        }

        if (root is not null && next < size)
        {
            _findings.Add(Findings.Cut(next, size));
        }
    }

    /// <summary>True where the older bundle explains all of the difference.</summary>
    private bool CompareWithOlder(HashList known)
    {
        var both = Math.Min(Facts, known.Count);
        var differing = new List<long>();
        for (var i = 0L; i < both; i++)
        {
            if (!evidence.Leaves[i].SequenceEqual(known[i]))
            {
                differing.Add(i);
            }
        }

        if (differing.Count == 0)
        {
            return false;
        }

        var first = differing[0];
        if (first + 1 < known.Count && Continues(evidence.Leaves, first, known, first + 1))
        {
            _findings.Add(Findings.Removed(first));
            return true;
        }

        if (first + 1 < Facts && Continues(known, first, evidence.Leaves, first + 1))
        {
            _findings.Add(Findings.Inserted(first));
            return true;
        }

        if (differing is [var a, var b] && Same(evidence.Leaves, a, known, b) && Same(evidence.Leaves, b, known, a))
        {
            _findings.Add(Findings.Swapped(a, b));
            return true;
        }

        for (var i = 0; i < differing.Count; )
        {
            var run = i;
            while (run + 1 < differing.Count && differing[run + 1] == differing[run] + 1)
            {
                run++;
            }

            _findings.Add(Findings.NotAsOlderBundle(differing[i], differing[run]));
            i = run + 1;
        }

        return true;
    }

    /// <summary>What later facts say of earlier ones, save where it follows from what is named already.</summary>
    private void NameAnomalies()
    {
        var named = _findings.Where(f => f.First is not null).ToList();
        foreach (var at in evidence.Unreadable.Where(at => !named.Exists(f => Concerns(f, at, at))))
        {
            _findings.Add(Findings.Unreadable(at));
        }

        foreach (var anomaly in evidence.Anomalies)
        {
            var (link, at) = (anomaly.Link, anomaly.At);
            if (link.TimeFell && !named.Exists(f => Concerns(f, at - 1, at)))
            {
                _findings.Add(Findings.TimeFell(at));
            }

            if (named.Exists(f => Concerns(f, link.Before < 0 ? 0 : link.Before, at)))
            {
                continue;
            }

            if (link.Version != link.Expected)
            {
                _findings.Add(Findings.VersionGap(at, link.Version, link.Expected));
            }
            else if (!link.IsNamed)
            {
                _findings.Add(Blame(anomaly));
            }
        }
    }

    /// <summary>One of two facts was changed: the one that is proven is not the one.</summary>
    private Finding Blame(Anomaly anomaly)
    {
        var (before, at) = (anomaly.Link.Before, anomaly.At);
        return before < 0 ? Findings.NamesOneBeforeTheFirst(at)
            : IsGood(before) && !IsGood(at) ? Findings.DisownsPredecessor(at, before)
            : Findings.DisownedBySuccessor(before, at);
    }

    private bool IsGood(long position) =>
        position < proven || (_othersAreGood && !_damaged.Contains(position / SubtreeHashes.Facts));

    /// <summary>Whether a finding names a position within these; of two exchanged facts, one of the two.</summary>
    private static bool Concerns(Finding finding, long first, long last) =>
        finding.Kind == FindingKind.Swapped
            ? (finding.First >= first && finding.First <= last) || (finding.Last >= first && finding.Last <= last)
            : finding.First <= last && finding.Last >= first;

    private static bool Same(HashList a, long i, HashList b, long j) => a[i].SequenceEqual(b[j]);

    /// <summary>Whether one list goes on from here as the other does from there, as far as both reach.</summary>
    private static bool Continues(HashList a, long i, HashList b, long j)
    {
        while (i < a.Count && j < b.Count)
        {
            if (!Same(a, i++, b, j++))
            {
                return false;
            }
        }

        return true;
    }
}
