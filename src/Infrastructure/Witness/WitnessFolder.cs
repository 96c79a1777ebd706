using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Store.Domain.Audit;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.Witness;

/// <summary>
/// What a witness remembers, in a folder of its own: its key, the log's key that it pinned, the last note that it
/// cosigned with those before it, and what it has against a log. Each file is written beside, flushed and moved, so
/// that a witness that is killed at any moment has either the old memory or the new one, whole.
/// </summary>
public sealed class WitnessFolder
{
    /// <summary>The note that was cosigned last, to hand out.</summary>
    public const string Last = "checkpoint";

    private const string KeyFile = "witness.key";
    private const string PinnedFile = "log.vkey";
    private const int KeptNotes = 1_000;

    private readonly string _path;
    private readonly KeyFolder _folder;
    private readonly KeyFolder _history;

    public WitnessFolder(string path)
    {
        _path = Path.GetFullPath(path);
        _folder = new KeyFolder(_path);
        _history = new KeyFolder(Path.Combine(_path, "history"));
        using var key = PrivateKey();
        var publicKey = key.ExportSubjectPublicKeyInfo();
        var name = $"witness/{Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 4))}";
        Key = VerifierKey.Of(name, KeyKind.Witness, publicKey);
        _folder.Replace("witness.vkey", Encoding.ASCII.GetBytes($"{Key}\n"));
    }

    /// <summary>What auditors demand a cosignature of.</summary>
    public VerifierKey Key { get; }

    /// <summary>The log's key, as it was pinned; null before the first contact.</summary>
    public VerifierKey? Pinned =>
        _folder.Read(PinnedFile) is not { } bytes ? null
        : VerifierKey.Read(Encoding.ASCII.GetString(bytes).TrimEnd('\n')) is { Kind: KeyKind.Log } key ? key
        : throw new WitnessMemoryException($"{PinnedFile} holds no verifier key of a log.");

    /// <summary>Keeps a second witness from working in the same folder.</summary>
    public Task<IDisposable> Hold(CancellationToken ct) => _folder.Hold("lock", ct);

    public void Pin(VerifierKey key) => _folder.Replace(PinnedFile, Encoding.ASCII.GetBytes($"{key}\n"));

    /// <summary>The last note; null where none was cosigned yet.</summary>
    /// <exception cref="WitnessMemoryException">
    /// The file is damaged or was exchanged: without its memory a witness must not sign again.
    /// </exception>
    public SignedNote? Remembered() =>
        _folder.Read(Last) is not { } bytes ? null
        : SignedNote.Read(Encoding.UTF8.GetString(bytes)) is { } note && Key.Verify(note) ? note
        : throw new WitnessMemoryException($"{Last} is not what this witness has cosigned.");

    /// <summary>Signs, and remembers before anybody can see the signature.</summary>
    public SignedNote Cosign(SignedNote note, Checkpoint checkpoint, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        using var key = PrivateKey();
        var signature = key.SignData(
            VerifierKey.Message(KeyKind.Witness, note, seconds),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        var timed = new byte[sizeof(long) + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(timed, seconds);
        signature.CopyTo(timed, sizeof(long));
        var cosigned = note.With(new NoteSignature(Key.Name, Key.Id, timed));
        var text = Encoding.UTF8.GetBytes(cosigned.Write());
        _folder.Replace(Last, text);
        _history.Replace(
            string.Create(CultureInfo.InvariantCulture, $"{checkpoint.Size:D12}-{at:yyyyMMddTHHmmss}Z.checkpoint"),
            text
        );
        ForgetOldest();
        return cosigned;
    }

    /// <summary>Keeps what contradicts each other; the folder's path.</summary>
    public string Accuse(DateTimeOffset at, IReadOnlyDictionary<string, string> exhibits)
    {
        var path = Path.Combine(_path, $"evidence-{at.ToString("yyyyMMddTHHmmssfff", CultureInfo.InvariantCulture)}Z");
        var evidence = new KeyFolder(path);
        foreach (var (name, content) in exhibits)
        {
            evidence.Replace(name, Encoding.UTF8.GetBytes(content));
        }

        return path;
    }

    private ECDsa PrivateKey()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(
            _folder.ReadOrMake(
                KeyFile,
                () =>
                {
                    using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                    return made.ExportPkcs8PrivateKey();
                }
            ),
            out _
        );
        return key;
    }

    private void ForgetOldest()
    {
        var notes = Directory.GetFiles(Path.Combine(_path, "history"), "*.checkpoint");
        foreach (var note in notes.Order(StringComparer.Ordinal).SkipLast(KeptNotes))
        {
            File.Delete(note);
        }
    }
}

/// <summary>A witness's memory is damaged; it must not go on without it.</summary>
public sealed class WitnessMemoryException(string message) : Exception(message);
