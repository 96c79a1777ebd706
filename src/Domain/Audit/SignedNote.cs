using System.Buffers.Binary;

namespace Store.Domain.Audit;

/// <summary>
/// A text with signatures below it (C2SP signed-note): lines of text, an empty line, and a line for each signature,
/// <c>— name base64(key id ‖ signature)</c>. A note says nothing until one of its signatures has been verified with a
/// key that the reader trusts (<see cref="VerifierKey"/>).
/// </summary>
/// <param name="Text">What is signed: whole lines, the last newline included.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Far above any note of ours, whoever sends one.</summary>
    public const int MaxLength = 64 * 1024;

    private const int MaxSignatures = 100;
    private const string Dash = "\u2014 ";

    public static SignedNote Unsigned(string text) => new(text, []);

    public SignedNote With(NoteSignature signature) => this with { Signatures = [.. Signatures, signature] };

    /// <summary>The note as it is handed out and stored.</summary>
    public string Write() => $"{Text}\n{string.Concat(Signatures.Select(LineOf))}";

    /// <summary>Reads what <see cref="Write"/> wrote; null for anything else. Never throws: it comes from a stranger.</summary>
    public static SignedNote? Read(string note)
    {
        if (note is null || note.Length > MaxLength || note.Any(c => c < ' ' && c != '\n'))
        {
            return null;
        }

        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end <= 0 || note[^1] != '\n' || end + 2 == note.Length)
        {
            return null;
        }

        var lines = note[(end + 2)..^1].Split('\n');
        var signatures = lines.Select(SignatureOf).OfType<NoteSignature>().ToList();
        return signatures.Count == lines.Length && signatures.Count <= MaxSignatures
            ? new SignedNote(note[..(end + 1)], signatures)
            : null;
    }

    /// <summary>Signatures are compared one by one, so that a note equals what was read back of it.</summary>
    public bool Equals(SignedNote? other) =>
        other is not null && Text == other.Text && Signatures.SequenceEqual(other.Signatures);

    public override int GetHashCode() => HashCode.Combine(Text, Signatures.Count);

    private static string LineOf(NoteSignature signature) =>
        $"{Dash}{signature.Name} {Convert.ToBase64String([.. signature.KeyId.ToBytes(), .. signature.Bytes.Span])}\n";

    private static NoteSignature? SignatureOf(string line)
    {
        if (
            !line.StartsWith(Dash, StringComparison.Ordinal)
            || line[Dash.Length..].Split(' ') is not [var name, var text]
        )
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return
            VerifierKey.IsName(name) && Convert.TryFromBase64String(text, bytes, out var length) && length > KeyId.Size
            ? new NoteSignature(name, KeyId.Of(bytes), bytes.AsMemory(KeyId.Size, length - KeyId.Size))
            : null;
    }
}

/// <summary>A signature below a note.</summary>
/// <param name="Bytes">Without the key id; what they are depends on the kind of key.</param>
public sealed record NoteSignature(string Name, KeyId KeyId, ReadOnlyMemory<byte> Bytes)
{
    public bool Equals(NoteSignature? other) =>
        other is not null && Name == other.Name && KeyId == other.KeyId && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Name, KeyId, Bytes.Length);
}

/// <summary>Four bytes that tell keys of one name apart. They identify a key and prove nothing.</summary>
public readonly record struct KeyId(uint Value)
{
    public const int Size = sizeof(uint);

    /// <summary>From the first four bytes.</summary>
    public static KeyId Of(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary>Eight lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
