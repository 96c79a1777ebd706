using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>
/// The sentences of all findings. <c>verify.mjs</c> has them a second time; a drill holds both against each other.
/// </summary>
public static class Findings
{
    public static Finding PinnedKeyUnknown(VerifierKey pinned) =>
        Of(FindingKind.UnknownKey, $"The pinned key {pinned.Id} is not among the log's keys.");

    public static Finding NotIntroduced(VerifierKey key) =>
        Of(FindingKind.BadSignature, $"The key {key.Id} is introduced by no valid note of the key before it.");

    /// <param name="note">Which note, as the subject of the sentence: <c>The checkpoint</c>.</param>
    public static Finding NotSigned(string note) =>
        Of(FindingKind.UnknownKey, $"{note} bears no signature of a trusted key.");

    public static Finding SignatureFails(string note, VerifierKey key) =>
        Of(FindingKind.BadSignature, $"{note} bears a signature by {key.Id} that does not hold.");

    public static Finding SignedOutOfTurn(string note, VerifierKey key, long size) =>
        Of(FindingKind.BadSignature, $"{note} of {size} facts is signed by {key.Id}, which signs none of that size.");

    public static Finding OtherLog(string note) => Of(FindingKind.Forked, $"{note} is of another log.");

    public static Finding NotItsLeaf(long at) =>
        At(FindingKind.Changed, at, $"Envelope and leaf hash at position {at} do not belong together.");

    public static Finding DisownedBySuccessor(long at, long next) =>
        At(
            FindingKind.Changed,
            at,
            $"Position {at} was changed: the next fact of its stream, at position {next}, names another leaf hash."
        );

    public static Finding DisownsPredecessor(long at, long before) =>
        At(
            FindingKind.Changed,
            at,
            $"Position {at} was changed: it names another leaf hash than that of position {before}, before it in its stream."
        );

    public static Finding NamesOneBeforeTheFirst(long at) =>
        At(
            FindingKind.Changed,
            at,
            $"Position {at} was changed: it is the first fact of its stream and names one before it."
        );

    public static Finding NotVouchedFor(long at) =>
        At(
            FindingKind.Changed,
            at,
            $"Position {at} was changed: every other fact below the same stored subtree is vouched for by a later one."
        );

    public static Finding ChangedWithin(long first, long last, IReadOnlyList<long> candidates) =>
        Of(
            FindingKind.ChangedWithin,
            first,
            last,
            $"A fact in {first} to {last} was changed: the stored subtree over them is another. "
                + $"It can be {string.Join(", ", candidates)}."
        );

    public static Finding ChangedInTail(long first, long last, IReadOnlyList<long> candidates) =>
        Of(
            FindingKind.ChangedWithin,
            first,
            last,
            $"A fact in {first} to {last} was changed, if the stored subtrees are true: all before agrees with them. "
                + $"It can be {string.Join(", ", candidates)}."
        );

    public static Finding NotThere(long first, long last) =>
        Of(
            FindingKind.Missing,
            first,
            last,
            first == last ? $"No fact stands at position {first}." : $"No facts stand at positions {first} to {last}."
        );

    public static Finding Removed(long at) =>
        At(FindingKind.Missing, at, $"The fact of position {at} is gone, and all behind it stand one position lower.");

    public static Finding RemovedWithin(long first, long last) =>
        Of(
            FindingKind.MissingWithin,
            first,
            last,
            $"A fact in {first} to {last} is gone, and all behind it stand one position lower."
        );

    public static Finding Swapped(long first, long second) =>
        Of(FindingKind.Swapped, first, second, $"The facts at positions {first} and {second} were exchanged.");

    public static Finding Inserted(long at) =>
        At(
            FindingKind.Inserted,
            at,
            $"The fact at position {at} was put in, and all behind it stand one position higher."
        );

    public static Finding Cut(long facts, long size) =>
        Of(
            FindingKind.Cut,
            facts,
            size - 1,
            $"The facts end at {facts}, the checkpoint counts {size}: positions {facts} to {size - 1} are gone."
        );

    public static Finding RolledBack(string note, long facts, long size) =>
        Of(
            FindingKind.RolledBack,
            facts,
            size - 1,
            $"{note} counts {size} facts, the bundle {facts}: positions {facts} to {size - 1} are gone."
        );

    public static Finding Forked(string note, long size) =>
        Of(
            FindingKind.Forked,
            0,
            size - 1,
            $"{note} of {size} facts has another root than the first {size} facts of the bundle."
        );

    public static Finding NotAsOlderBundle(long first, long last) =>
        Of(
            FindingKind.Changed,
            first,
            last,
            first == last
                ? $"The fact at position {first} is not the one in the older bundle."
                : $"The facts at positions {first} to {last} are not those in the older bundle."
        );

    public static Finding RootDiffers(long first, long last) =>
        Of(
            FindingKind.RootDiffers,
            first,
            last,
            $"The tree over the facts is not the signed one, and nothing tells where in {first} to {last}."
        );

    public static Finding BadSubtree(TreeNode node)
    {
        var (first, last) = (node.Index << node.Level, ((node.Index + 1) << node.Level) - 1);
        return Of(
            FindingKind.BadSubtree,
            first,
            last,
            $"The stored subtree at level {node.Level}, index {node.Index} is not the one over {first} to {last}."
        );
    }

    public static Finding StraySubtrees() =>
        Of(FindingKind.BadSubtree, "More subtrees are stored than there are, or in another order.");

    public static Finding VersionGap(long at, long version, long expected) =>
        At(
            FindingKind.VersionGap,
            at,
            $"The fact at position {at} has version {version} in its stream, {expected} was expected."
        );

    public static Finding TimeFell(long at) =>
        At(FindingKind.TimeFell, at, $"The fact at position {at} was recorded earlier than the one before it.");

    public static Finding Unreadable(long at) =>
        At(FindingKind.Unreadable, at, $"The envelope at position {at} is none of the kind that is known here.");

    public static Finding TooFewWitnesses(int seen, int demanded) =>
        Of(FindingKind.TooFewWitnesses, $"{seen} witnesses cosigned this log, {demanded} are demanded.");

    private static Finding Of(FindingKind kind, string text) => new(kind, null, null, text);

    private static Finding At(FindingKind kind, long at, string text) => Of(kind, at, at, text);

    private static Finding Of(FindingKind kind, long? first, long? last, string text) => new(kind, first, last, text);
}
