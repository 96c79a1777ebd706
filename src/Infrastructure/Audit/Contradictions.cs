using System.Globalization;
using Store.Domain.Audit;

namespace Store.Infrastructure.Audit;

/// <summary>
/// What does not fit in a history, in one sentence each: for whoever reads why the store does not start.
/// </summary>
internal static class Contradictions
{
    public static string Cut(long facts, long size) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The log has {facts} facts, the note kept outside says {size}: the facts from position {facts} on are "
                + $"missing, as they are after an older backup was restored."
        );

    public static string HeadDisagrees(long facts, long size) =>
        string.Create(CultureInfo.InvariantCulture, $"The log has {facts} facts, its head says {size}.");

    public static string TreeBeyondLog(long facts, long size) =>
        string.Create(CultureInfo.InvariantCulture, $"The log has {facts} facts, the stored tree covers {size}.");

    public static string Missing(long position) =>
        string.Create(CultureInfo.InvariantCulture, $"The fact at position {position} is missing.");

    public static string Changed(long position, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> hash) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The fact at position {position} is not the one that was recorded: its leaf is {Hex(leaf)}, the hash of "
                + $"its envelope {Hex(hash)}."
        );

    /// <summary>For leaves that agree with their envelopes, and not with what was built over them.</summary>
    public static string Subtree(TreeNode node, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> computed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The facts from position {node.Index << node.Level} to {((node.Index + 1) << node.Level) - 1} are not the "
                + $"ones that were recorded: the stored hash over them is {Hex(stored)}, theirs is {Hex(computed)}."
        );

    public static string Edge(long first, long last, long size) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The facts from position {first} to {last} are not the ones that were recorded: the tree over {size} facts "
                + $"has another hash over them in the log's head."
        );

    public static string Root(string whose, long size, ReadOnlySpan<byte> said, ReadOnlySpan<byte> computed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The tree over the first {size} facts has the root {Base64(computed)}, {whose} says {Base64(said)}."
        );

    public static string NotOurs(string whose) =>
        $"{whose} is signed with none of this store's keys: another store signed it, or the file of the keys is not the "
        + "one that this log was signed with.";

    public static string Unreadable(string whose) => $"{whose} is not a checkpoint of this log.";

    public const string OutsideNote = "the note kept outside the database";
    public const string StoredNote = "the last checkpoint in the database";
    public const string Head = "the log's head";

    public static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Hex(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..8]) + "…";

    private static string Base64(ReadOnlySpan<byte> hash) => Convert.ToBase64String(hash);
}

/// <summary>The program must not serve this history.</summary>
public sealed class HistoryContradictedException(string sentence) : Exception(sentence);
