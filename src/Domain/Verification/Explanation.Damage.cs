namespace Store.Domain.Verification;

public sealed partial class Explanation
{
    /// <summary>The tree is not the signed one: finds the guess that brings the stored subtrees back.</summary>
    private void NameDamage()
    {
        var complete = Math.Min(Facts, size) / SubtreeHashes.Facts;
        var suspects = new List<long>();
        for (var block = 0L; block < complete; block++)
        {
            if (!_subtrees.Fits(block, Leaves(block)))
            {
                suspects.Add(block);
            }
        }

        if (Facts < size)
        {
            if (Facts == size - 1 && GuessRemoval(suspects.Count > 0 ? suspects[0] : complete))
            {
                return;
            }

            _findings.Add(Findings.Cut(Facts, size));
        }
        else if (
            _subtrees.HasTail ? !_subtrees.Fits(_subtrees.Complete, Leaves(_subtrees.Complete)) : suspects.Count == 0
        )
        {
            // The stored subtrees are not proven by the root: the tail was changed, or they were rewritten too.
            if (suspects.Count > 0 && GuessInsertion(suspects[0]))
            {
                return;
            }

            if (_subtrees.HasTail)
            {
                suspects.Add(_subtrees.Complete);
            }
        }
        else
        {
            _othersAreGood = _subtrees.HasTail || _subtrees.Fits(_subtrees.Complete, []);
            if (GuessInsertion(suspects[0]))
            {
                return;
            }
        }

        _damaged.UnionWith(suspects);
        suspects.RemoveAll(IsItsMismatchAlone);
        if (!GuessSwap(suspects))
        {
            NameWithin(suspects);
        }
    }

    private List<byte[]> Leaves(long block)
    {
        var leaves = new List<byte[]>(SubtreeHashes.Facts);
        for (var i = SubtreeHashes.First(block); i <= _subtrees.Last(block) && i < Facts; i++)
        {
            leaves.Add(evidence.Leaves[i].ToArray());
        }

        return leaves;
    }

    /// <summary>Envelopes that do not belong to their leaf hashes are named already: often that is all.</summary>
    private bool IsItsMismatchAlone(long block)
    {
        var leaves = Leaves(block);
        var first = SubtreeHashes.First(block);
        var mismatches = evidence.Mismatches.Where(m => m.Key >= first && m.Key < first + leaves.Count).ToList();
        foreach (var (position, hash) in mismatches)
        {
            leaves[(int)(position - first)] = hash;
        }

        return mismatches.Count > 0 && _subtrees.Fits(block, leaves);
    }

    private bool GuessSwap(List<long> suspects)
    {
        if (suspects is not ([_] or [_, _]))
        {
            return false;
        }

        var (here, there) = (Leaves(suspects[0]), Leaves(suspects[^1]));
        for (var i = 0; i < here.Count; i++)
        {
            for (var j = suspects.Count == 1 ? i + 1 : 0; j < there.Count; j++)
            {
                if (BringsBack(suspects, here, i, there, j))
                {
                    _findings.Add(
                        Findings.Swapped(SubtreeHashes.First(suspects[0]) + i, SubtreeHashes.First(suspects[^1]) + j)
                    );
                    return true;
                }
            }
        }

        return false;
    }

    private bool BringsBack(List<long> suspects, List<byte[]> here, int i, List<byte[]> there, int j)
    {
        if (here[i].AsSpan().SequenceEqual(there[j]))
        {
            return false;
        }

        List<byte[]> first = [.. here];
        var second = suspects.Count == 1 ? first : [.. there];
        (first[i], second[j]) = (there[j], here[i]);
        return _subtrees.Fits(suspects[0], first) && (suspects.Count == 1 || _subtrees.Fits(suspects[1], second));
    }

    /// <summary>One fact more than was signed: without it all complete subtrees from there on come back.</summary>
    private bool GuessInsertion(long block)
    {
        var first = SubtreeHashes.First(block);
        for (var at = first; at < first + SubtreeHashes.Facts && at < Facts; at++)
        {
            if (ComeBack(block, i => i < at ? i : i + 1, Facts - 1))
            {
                _findings.Add(Findings.Inserted(at));
                return true;
            }
        }

        return false;
    }

    /// <summary>One fact less than was signed, its place closed: a hash that a later one names fits.</summary>
    private bool GuessRemoval(long block)
    {
        var first = SubtreeHashes.First(block);
        var named = evidence.Anomalies.Select(a => a.Prev).OfType<byte[]>().Take(MostGuessedLeaves);
        foreach (var leaf in named)
        {
            for (var at = first; at < first + SubtreeHashes.Facts && at <= Facts; at++)
            {
                if (FitsWith(block, leaf, at))
                {
                    _findings.Add(Findings.Removed(at));
                    return true;
                }
            }
        }

        if (block < _subtrees.Complete && _subtrees.Last(block) < Facts && RestIsOneLower(block + 1))
        {
            _findings.Add(Findings.RemovedWithin(first, _subtrees.Last(block)));
            return true;
        }

        return false;
    }

    private bool FitsWith(long block, byte[] leaf, long at)
    {
        for (var b = block; b <= _subtrees.Complete; b++)
        {
            if (b == _subtrees.Complete && !_subtrees.HasTail)
            {
                break;
            }

            var leaves = new List<byte[]>(SubtreeHashes.Facts);
            for (var i = SubtreeHashes.First(b); i <= _subtrees.Last(b); i++)
            {
                leaves.Add(
                    i == at ? leaf
                    : i < at ? evidence.Leaves[i].ToArray()
                    : evidence.Leaves[i - 1].ToArray()
                );
            }

            if (!_subtrees.Fits(b, leaves))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether, from this subtree on, every fact stands one position lower than it was signed.</summary>
    private bool RestIsOneLower(long block)
    {
        var any = false;
        for (var b = block; b <= _subtrees.Complete; b++)
        {
            if (b == _subtrees.Complete && !_subtrees.HasTail)
            {
                break;
            }

            var leaves = new List<byte[]>(SubtreeHashes.Facts);
            for (var i = SubtreeHashes.First(b); i <= _subtrees.Last(b); i++)
            {
                leaves.Add(evidence.Leaves[i - 1].ToArray());
            }

            if (!_subtrees.Fits(b, leaves))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    /// <summary>Whether all complete subtrees from here on fit when facts are read from other places.</summary>
    private bool ComeBack(long block, Func<long, long> place, long facts)
    {
        var any = false;
        for (var b = block; (b + 1) * SubtreeHashes.Facts <= facts && b < _subtrees.Complete; b++)
        {
            var leaves = new List<byte[]>(SubtreeHashes.Facts);
            for (var i = SubtreeHashes.First(b); i <= _subtrees.Last(b); i++)
            {
                leaves.Add(evidence.Leaves[place(i)].ToArray());
            }

            if (!_subtrees.Fits(b, leaves))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    /// <summary>What is left is narrowed by what later facts say, as far as that goes.</summary>
    private void NameWithin(List<long> suspects)
    {
        if (suspects is [])
        {
            return;
        }

        var broken = evidence.Anomalies.Where(a => a is { IsBrokenLink: true, Link.Before: >= 0 }).ToList();
        foreach (var block in suspects)
        {
            var (first, last) = (SubtreeHashes.First(block), _subtrees.Last(block));
            bool Here(long position) => position >= first && position <= last;
            var blamed = broken.Select(Blame).Where(f => Here(f.First!.Value)).ToList();
            _findings.AddRange(blamed);
            if (blamed.Count > 0 || evidence.Mismatches.Keys.Any(Here))
            {
                continue;
            }

            var candidates = Range(first, last).Where(p => p >= proven && !evidence.IsVouchedFor(p)).ToList();
            if (candidates.Count == 0)
            {
                candidates = [.. Range(first, last).Where(p => p >= proven)];
            }

            var isTail = block == _subtrees.Complete;
            _findings.Add(
                isTail && broken.Count > 0 ? Findings.RootDiffers(proven, size - 1)
                : isTail ? Findings.ChangedInTail(first, last, candidates)
                : candidates is [var only] ? Findings.NotVouchedFor(only)
                : Findings.ChangedWithin(first, last, candidates)
            );
        }
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var i = first; i <= last; i++)
        {
            yield return i;
        }
    }
}
