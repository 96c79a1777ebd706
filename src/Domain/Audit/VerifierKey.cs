using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Store.Domain.Audit;

/// <summary>Who a key speaks for, and therefore what exactly its signatures are over.</summary>
public enum KeyKind
{
    /// <summary>A log signs the note's text: ECDSA over P-256 and SHA-256, DER (signature type 0x02).</summary>
    Log,

    /// <summary>
    /// A witness signs the time together with the text, in the form of a C2SP cosignature v1. That form has a type for
    /// Ed25519 only, which .NET lacks; ours is ECDSA as above under the type 0xff and a name of its own.
    /// </summary>
    Witness,
}

/// <summary>
/// The public half of a key that signs notes, as one line of text to hand out and to pin:
/// <c>name+key id+base64(type ‖ SubjectPublicKeyInfo)</c>. Only ECDSA over P-256.
/// </summary>
public sealed class VerifierKey
{
    private const byte LogType = 0x02;
    private const byte UnassignedType = 0xff;
    private const int TimestampSize = sizeof(ulong);

    private static readonly byte[] WitnessType = [UnassignedType, .. "ecdsa-p256-cosignature/v1\n"u8];

    private VerifierKey(string name, KeyKind kind, byte[] publicKey)
    {
        (Name, Kind, PublicKey) = (name, kind, publicKey);
        Id = KeyId.Of(
            kind switch
            {
                KeyKind.Log => SHA256.HashData(publicKey),
                KeyKind.Witness => SHA256.HashData([
                    .. Encoding.UTF8.GetBytes(name),
                    (byte)'\n',
                    .. WitnessType,
                    .. publicKey,
                ]),
                _ => throw new System.Diagnostics.UnreachableException($"{kind}"),
            }
        );
    }

    public string Name { get; }

    public KeyKind Kind { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    public KeyId Id { get; }

    /// <exception cref="ArgumentException">The name or the key is none.</exception>
    public static VerifierKey Of(string name, KeyKind kind, byte[] publicKey) =>
        Make(name, kind, publicKey)
        ?? throw new ArgumentException("A verifier key has a name without spaces and plus, and a key on P-256.");

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else. Never throws.</summary>
    public static VerifierKey? Read(string text)
    {
        if (text is null || text.Length > SignedNote.MaxLength || text.Split('+', 3) is not [var name, var id, var key])
        {
            return null;
        }

        var bytes = new byte[key.Length];
        if (!Convert.TryFromBase64String(key, bytes, out var length))
        {
            return null;
        }

        var content = bytes.AsSpan(0, length);
        var made =
            content.StartsWith(WitnessType) ? Make(name, KeyKind.Witness, content[WitnessType.Length..].ToArray())
            : content is [LogType, ..] ? Make(name, KeyKind.Log, content[1..].ToArray())
            : null;
        return made?.Id.ToString() == id ? made : null;
    }

    public override string ToString() =>
        $"{Name}+{Id}+{Convert.ToBase64String([.. Kind == KeyKind.Log ? [LogType] : WitnessType, .. PublicKey.Span])}";

    /// <summary>Whether this key claims to have signed the note, truly or not.</summary>
    public bool IsNamedIn(SignedNote note) => note.Signatures.Any(IsNamedIn);

    /// <summary>
    /// True only where the note has this key's signature and every signature that claims to be this key's holds: one
    /// that does not makes the whole note worthless.
    /// </summary>
    public bool Verify(SignedNote note)
    {
        var claimed = note.Signatures.Where(IsNamedIn).ToList();
        if (claimed.Count == 0)
        {
            return false;
        }

        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey.Span, out _);
        return claimed.TrueForAll(signature => Verify(key, note, signature));
    }

    /// <summary>When the witness says it saw the note, in seconds since 1970; of a verified note.</summary>
    public long? CosignedAt(SignedNote note) =>
        Kind == KeyKind.Witness
        && note.Signatures.FirstOrDefault(IsNamedIn) is { Bytes.Length: > TimestampSize } signature
            ? BinaryPrimitives.ReadInt64BigEndian(signature.Bytes.Span)
            : null;

    /// <summary>What a key of this kind signs; a log's has no time in it.</summary>
    public static byte[] Message(KeyKind kind, SignedNote note, long seconds = 0) =>
        Encoding.UTF8.GetBytes(
            kind switch
            {
                KeyKind.Log => note.Text,
                KeyKind.Witness => string.Create(
                    CultureInfo.InvariantCulture,
                    $"cosignature/v1\ntime {seconds}\n{note.Text}"
                ),
                _ => throw new System.Diagnostics.UnreachableException($"{kind}"),
            }
        );

    /// <summary>
    /// Names stand in signature lines and in verifier keys, where spaces and plus separate.
    /// </summary>
    internal static bool IsName(string name) =>
        name.Length > 0 && !name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c));

    private static VerifierKey? Make(string name, KeyKind kind, byte[] publicKey)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return
                IsName(name)
                && read == publicKey.Length
                && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value
                    == ECCurve.NamedCurves.nistP256.Oid.Value
                ? new VerifierKey(name, kind, publicKey)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private bool IsNamedIn(NoteSignature signature) => signature.Name == Name && signature.KeyId == Id;

    private bool Verify(ECDsa key, SignedNote note, NoteSignature signature)
    {
        var bytes = signature.Bytes.Span;
        var seconds = 0L;
        if (Kind == KeyKind.Witness)
        {
            if (bytes.Length <= TimestampSize)
            {
                return false;
            }

            seconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
            bytes = bytes[TimestampSize..];
        }

        return seconds >= 0
            && key.VerifyData(
                Message(Kind, note, seconds),
                bytes,
                HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence
            );
    }
}
