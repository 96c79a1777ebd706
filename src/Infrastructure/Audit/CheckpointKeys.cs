using System.Security.Cryptography;
using NodaTime;
using Store.Application.Audit;
using Store.Application.Json;
using Store.Domain.Audit;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.Audit;

/// <summary>
/// The key that signs checkpoints, with what is known of those before it: one file of the store's user, shared by all
/// processes of one store. It is read at each use, so that a rotation is noticed by processes that run.
/// </summary>
public sealed class CheckpointKeys(KeyFolder folder, string fileName, TimeProvider time)
{
    /// <summary>Whether today's key signed this note.</summary>
    public bool IsSignedByCurrent(string origin, SignedNote note) => Current(origin, Read()).Verify(note);

    /// <summary>Whether a key that this store has, or had, signed this note.</summary>
    public bool IsOurs(string origin, SignedNote note)
    {
        var ring = Read();
        return Current(origin, ring).Verify(note)
            || ring.Ended.Any(ended => VerifierKey.Of(origin, KeyKind.Log, ended.PublicKey).Verify(note));
    }

    /// <summary>The text as a note under today's key.</summary>
    public SignedNote Sign(string origin, string text) => Sign(Read(), origin, text);

    /// <summary>What is told of the keys of one log.</summary>
    public AuditKeys Told(string origin)
    {
        var ring = Read();
        var keys = new List<AuditKey>();
        string? introducedBy = null;
        foreach (var ended in ring.Ended.Where(e => e.Origin == origin))
        {
            var key = VerifierKey.Of(origin, KeyKind.Log, ended.PublicKey);
            keys.Add(new(key.ToString(), key.Id.ToString(), key.Name, ended.MadeAt, ended.Size, introducedBy));
            introducedBy = ended.Note;
        }

        var current = Current(origin, ring);
        keys.Add(new(current.ToString(), current.Id.ToString(), current.Name, ring.MadeAt, null, introducedBy));
        return new AuditKeys(origin, keys);
    }

    /// <summary>
    /// Makes a new key, which the old one names in a note before it is forgotten. The caller holds the log's note
    /// outside meanwhile, so that nobody signs with the old key beyond <paramref name="size"/>.
    /// </summary>
    public VerifierKey Rotate(string origin, long size)
    {
        var ring = Read();
        var key = NewKey();
        var next = VerifierKey.Of(origin, KeyKind.Log, PublicOf(key));
        var note = Sign(ring, origin, new KeyRotation(origin, size, next).Write()).Write();
        var ended = new EndedKey(PublicOf(ring.PrivateKey), ring.MadeAt, origin, size, note);
        folder.Replace(fileName, StoreJson.Write(new KeyRing(key, Now, [.. ring.Ended, ended])));
        return next;
    }

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    private KeyRing Read() =>
        StoreJson.Read<KeyRing>(folder.ReadOrMake(fileName, () => StoreJson.Write(new KeyRing(NewKey(), Now, []))));

    private static VerifierKey Current(string origin, KeyRing ring) =>
        VerifierKey.Of(origin, KeyKind.Log, PublicOf(ring.PrivateKey));

    private static SignedNote Sign(KeyRing ring, string origin, string text)
    {
        var note = SignedNote.Unsigned(text);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(ring.PrivateKey, out _);
        var signature = key.SignData(
            VerifierKey.Message(KeyKind.Log, note),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return note.With(new NoteSignature(origin, Current(origin, ring).Id, signature));
    }

    private static byte[] NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] PublicOf(byte[] privateKey)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(privateKey, out _);
        return key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The file.</summary>
    /// <param name="PrivateKey">PKCS #8.</param>
    private sealed record KeyRing(byte[] PrivateKey, Instant MadeAt, IReadOnlyList<EndedKey> Ended);

    /// <param name="PublicKey">SubjectPublicKeyInfo; the private half is forgotten.</param>
    /// <param name="Origin">The log at which it was rotated.</param>
    /// <param name="Note">Names the key that followed.</param>
    private sealed record EndedKey(byte[] PublicKey, Instant MadeAt, string Origin, long Size, string Note);
}
