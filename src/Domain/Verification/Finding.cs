namespace Store.Domain.Verification;

/// <summary>
/// What a verifier can find. The names are those of the verdict as JSON, in camel case, and of both verifiers.
/// </summary>
public enum FindingKind
{
    /// <summary>The file is no bundle, or a damaged one: nothing was verified.</summary>
    Malformed,

    /// <summary>A signature does not hold, or was given by a key that signs none of that size.</summary>
    BadSignature,

    /// <summary>No trusted key signed, or the pinned key is none of the log's.</summary>
    UnknownKey,

    /// <summary>These facts are other ones than those that were signed.</summary>
    Changed,

    /// <summary>A fact among these is another one; nothing in the bundle tells which.</summary>
    ChangedWithin,

    /// <summary>These facts are gone.</summary>
    Missing,

    /// <summary>A fact among these is gone; nothing in the bundle tells which.</summary>
    MissingWithin,

    /// <summary>The facts at these two positions were exchanged.</summary>
    Swapped,

    /// <summary>This fact was not there when the log was signed.</summary>
    Inserted,

    /// <summary>The log ends before the size that was signed.</summary>
    Cut,

    /// <summary>The log is shorter than it once was: an old state was put back.</summary>
    RolledBack,

    /// <summary>Two trees were signed, and neither continues the other.</summary>
    Forked,

    /// <summary>The tree is not the signed one; nothing in the bundle tells where.</summary>
    RootDiffers,

    /// <summary>A stored subtree is not the one over its facts; the facts themselves are as signed.</summary>
    BadSubtree,

    /// <summary>A stream's versions do not count up by one.</summary>
    VersionGap,

    /// <summary>A fact is older than the one before it.</summary>
    TimeFell,

    /// <summary>An envelope is none of the kind that this verifier knows.</summary>
    Unreadable,

    /// <summary>Fewer witnesses cosigned than were demanded.</summary>
    TooFewWitnesses,
}

/// <summary>One thing that a verifier found.</summary>
/// <param name="First">The first position it concerns; null where it concerns none.</param>
/// <param name="Last">
/// The last position, so that both are the same where it concerns one; of <see cref="FindingKind.Swapped"/> the other.
/// </param>
/// <param name="Text">A sentence in English, the same to the byte from both verifiers.</param>
public sealed record Finding(FindingKind Kind, long? First, long? Last, string Text);

/// <summary>What a verification came to.</summary>
/// <param name="Origin">The log that the bundle says it is of; null where it could not be read.</param>
/// <param name="Root">The root of the tree over the bundle's facts, 32 bytes; null where there is none.</param>
/// <param name="Findings">In the order of the positions; empty where all is well.</param>
public sealed record Verdict(string? Origin, long? Size, ReadOnlyMemory<byte>? Root, IReadOnlyList<Finding> Findings)
{
    private const int MostFindings = 100;

    /// <summary>Nothing was verified, because nothing could be read.</summary>
    public bool IsUnreadable => Findings.Any(f => f is { Kind: FindingKind.Malformed });

    /// <summary>Every check held.</summary>
    public bool IsVerified => Findings.Count == 0;

    /// <summary>Sorted, each once, and not more than anybody reads.</summary>
    public static Verdict Of(string? origin, long? size, ReadOnlyMemory<byte>? root, IEnumerable<Finding> findings)
    {
        var all = findings
            .DistinctBy(f => (f.Kind, f.First, f.Last, f.First is null ? f.Text : null))
            .OrderBy(f => f.First ?? -1)
            .ThenBy(f => f.Kind)
            .ThenBy(f => f.Last ?? -1)
            .ToList();
        return new Verdict(origin, size, root, all.Count <= MostFindings ? all : all[..MostFindings]);
    }

    public static Verdict Unreadable(string why) =>
        new(null, null, null, [new(FindingKind.Malformed, null, null, why)]);
}
