using System.Globalization;

namespace Store.Domain.Audit;

/// <summary>
/// The text of a note by which an old key names the one that follows it: whoever pinned the old key and verifies the
/// note under it may trust the next. Four lines: <c>store key rotation</c>, the log's origin, the size, the new
/// verifier key. A checkpoint has three, so that neither is ever taken for the other.
/// </summary>
/// <param name="Origin">The log whose checkpoints the keys sign.</param>
/// <param name="Size">The old key signs no checkpoint beyond this size; the new one none below it.</param>
/// <param name="Next">The key that follows.</param>
public sealed record KeyRotation(string Origin, long Size, VerifierKey Next)
{
    private const string Title = "store key rotation";

    /// <summary>The four lines that the old key signs.</summary>
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Title}\n{Origin}\n{Size}\n{Next}\n");

    /// <summary>Reads the text of a note; null for anything but what <see cref="Write"/> writes, to the byte.</summary>
    public static KeyRotation? Read(string text)
    {
        if (text.Split('\n') is not [Title, var origin, var count, var key, ""] || origin.Length == 0)
        {
            return null;
        }

        var rotation =
            long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && VerifierKey.Read(key) is { } next
                ? new KeyRotation(origin, size, next)
                : null;
        return rotation?.Write() == text ? rotation : null;
    }
}
