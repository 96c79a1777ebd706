using Store.Domain.Audit;

namespace Store.Domain.Verification;

/// <summary>A key as the log lists it, unverified.</summary>
/// <param name="EndedAtSize">It signs no checkpoint beyond this size; null where it signs today.</param>
/// <param name="IntroducedBy">The note by which the key before it names it; null for the first.</param>
public sealed record ListedKey(VerifierKey Key, long? EndedAtSize, string? IntroducedBy);

/// <summary>
/// The keys of a log that a pinned one leads to: it, and each that the one before has introduced in a signed note.
/// Keys before the pinned one are not trusted, since nothing leads back.
/// </summary>
public sealed class KeyChain
{
    private readonly List<(ListedKey Listed, long From)> _trusted = [];
    private readonly List<Finding> _findings = [];

    private KeyChain(string origin) => Origin = origin;

    public string Origin { get; }

    /// <summary>What is wrong with the list itself.</summary>
    public IReadOnlyList<Finding> Faults => _findings;

    /// <param name="pinned">Null where whoever asks trusts the log's first key.</param>
    public static KeyChain Of(string origin, IReadOnlyList<ListedKey> listed, VerifierKey? pinned)
    {
        var chain = new KeyChain(origin);
        var start = pinned is null ? 0 : IndexOf(listed, pinned);
        if (start < 0)
        {
            chain._findings.Add(Findings.PinnedKeyUnknown(pinned!));
            return chain;
        }

        chain._trusted.Add((listed[start], start == 0 ? 0 : listed[start - 1].EndedAtSize ?? 0));
        for (var i = start + 1; i < listed.Count; i++)
        {
            if (!Introduces(origin, listed[i - 1], listed[i]))
            {
                chain._findings.Add(Findings.NotIntroduced(listed[i].Key));
                break;
            }

            chain._trusted.Add((listed[i], listed[i - 1].EndedAtSize!.Value));
        }

        return chain;
    }

    /// <summary>
    /// What speaks against a note being the log's word at this size; null where a trusted key signed it in its time.
    /// </summary>
    /// <param name="name">The note, as the subject of a sentence.</param>
    public Finding? Objection(string name, SignedNote note, Checkpoint checkpoint)
    {
        if (checkpoint.Origin != Origin)
        {
            return Findings.OtherLog(name);
        }

        var signers = _trusted.Where(t => t.Listed.Key.IsNamedIn(note)).ToList();
        if (signers.Count == 0)
        {
            return Findings.NotSigned(name);
        }

        foreach (var (listed, from) in signers)
        {
            if (!listed.Key.Verify(note))
            {
                return Findings.SignatureFails(name, listed.Key);
            }

            if (checkpoint.Size < from || checkpoint.Size > (listed.EndedAtSize ?? long.MaxValue))
            {
                return Findings.SignedOutOfTurn(name, listed.Key, checkpoint.Size);
            }
        }

        return null;
    }

    private static int IndexOf(IReadOnlyList<ListedKey> listed, VerifierKey pinned)
    {
        for (var i = 0; i < listed.Count; i++)
        {
            if (listed[i].Key.ToString() == pinned.ToString())
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Introduces(string origin, ListedKey before, ListedKey next) =>
        before.EndedAtSize is { } size
        && next.IntroducedBy is { } text
        && SignedNote.Read(text) is { } note
        && before.Key.Verify(note)
        && KeyRotation.Read(note.Text) is { } rotation
        && rotation.Origin == origin
        && rotation.Size == size
        && rotation.Next.ToString() == next.Key.ToString();
}
