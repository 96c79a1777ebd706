using System.Globalization;

namespace Store.Domain.Audit;

/// <summary>
/// What the log signs of itself (C2SP tlog-checkpoint): which log, how many facts, and the root of the tree over them.
/// Whoever keeps one can prove later that everything in it still stands.
/// </summary>
/// <param name="Origin">Names the log for ever.</param>
/// <param name="Size">Facts in the tree; the last of them has position size − 1.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>The three lines that are signed.</summary>
    public string Write() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>
    /// Reads the text of a note; null for anything but three lines as <see cref="Write"/> writes them, to the byte, so
    /// that one tree has one text. Extension lines are refused: nobody could audit them.
    /// </summary>
    public static Checkpoint? Read(string text)
    {
        if (text.Split('\n') is not [var origin, var count, var hash, ""] || origin.Length == 0)
        {
            return null;
        }

        var root = new byte[MerkleHash.Size];
        var read =
            long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && hash.Length == (MerkleHash.Size + 2) / 3 * 4
            && Convert.TryFromBase64String(hash, root, out var length)
            && length == MerkleHash.Size;
        var checkpoint = new Checkpoint(origin, size, root);
        return read && checkpoint.Write() == text ? checkpoint : null;
    }

    public bool Equals(Checkpoint? other) =>
        other is not null && Origin == other.Origin && Size == other.Size && Root.Span.SequenceEqual(other.Root.Span);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);
}
