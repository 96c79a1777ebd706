using System.Security.Cryptography;
using System.Text.Json;
using Store.Domain.Audit;

namespace Store.Page.Tests;

/// <summary>Somebody with a key, who signs what suits them in the name of a log.</summary>
internal sealed class Forger(string origin) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public VerifierKey Key => VerifierKey.Of(origin, KeyKind.Log, _key.ExportSubjectPublicKeyInfo());

    public string Sign(long size, byte fill) => Sign(new Checkpoint(origin, size, Root(fill)).Write());

    /// <summary>The note by which this key names the next.</summary>
    public string HandOver(long size, Forger next) => Sign(new KeyRotation(origin, size, next.Key).Write());

    /// <summary>What such a store would answer of its keys, the first without a note.</summary>
    public static string Tell(params (Forger Forger, string? IntroducedBy)[] keys) =>
        JsonSerializer.Serialize(
            new
            {
                keys = keys.Select(k => new { verifierKey = k.Forger.Key.ToString(), introducedBy = k.IntroducedBy }),
            }
        );

    public void Dispose() => _key.Dispose();

    private static byte[] Root(byte fill)
    {
        var root = new byte[MerkleHash.Size];
        Array.Fill(root, fill);
        return root;
    }

    private string Sign(string text)
    {
        var note = SignedNote.Unsigned(text);
        var signature = _key.SignData(
            VerifierKey.Message(KeyKind.Log, note),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return note.With(new NoteSignature(origin, Key.Id, signature)).Write();
    }
}
