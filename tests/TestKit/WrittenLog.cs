using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Store.Application.Audit;
using Store.Application.Json;
using Store.Domain.Audit;
using Store.Infrastructure.Bundles;

namespace Store.TestKit;

/// <summary>
/// A log without a database, written by hand so that it can be tampered with in every way: rows as a database would
/// hold them, stored subtrees, a key, and the bundle that comes of them.
/// </summary>
public sealed class WrittenLog : IDisposable
{
    public const string Origin = "store/00000000000000000000000000000001";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public WrittenLog() => Key = KeyOf(_key);

    public VerifierKey Key { get; }

    public List<Row> Rows { get; } = [];

    /// <summary>Facts of several streams in turn, some of them named once and never again.</summary>
    public static WrittenLog Of(int facts, int seed)
    {
        var log = new WrittenLog();
        var random = new Random(seed);
        for (var i = 0; i < facts; i++)
        {
            log.Record(random.Next(4) == 0 ? $"once-{i}" : $"often-{random.Next(5)}", $"fact {i}");
        }

        return log;
    }

    /// <summary>Appends a fact as the store would.</summary>
    public void Record(string stream, string content)
    {
        var before = Rows.LastOrDefault(r => r.Stream == stream);
        Rows.Add(Write(Rows.Count, stream, (before?.Version ?? 0) + 1, before?.Leaf, content));
    }

    public static Row Write(long position, string stream, long version, byte[]? prev, string content)
    {
        var at = DateTimeOffset
            .UnixEpoch.AddMilliseconds(position * 10)
            .ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        var envelope = Encoding.UTF8.GetBytes(
            $"{{\"v\":1,\"id\":\"{position:x8}\",\"category\":\"order\",\"stream\":\"{stream}\",\"version\":{version},"
                + $"\"type\":\"order.noted\",\"typeVersion\":1,\"recordedAt\":\"{at}\","
                + "\"actor\":{\"kind\":\"operator\",\"id\":\"op\\\"}1\",\"reason\":\"理由 {\"},"
                + $"\"correlation\":\"c\",\"causation\":null,\"prev\":{(prev is null ? "null" : $"\"{Convert.ToBase64String(prev)}\"")},"
                + $"\"data\":{{\"text\":\"{content}\"}}}}"
        );
        return new Row(position, stream, version, MerkleHash.Leaf(envelope), envelope);
    }

    public byte[] RootAt(long size)
    {
        var range = new CompactRange();
        Rows.Take((int)size).ToList().ForEach(r => range.Append(r.Leaf));
        return range.Root();
    }

    /// <summary>The subtrees that the store would keep of this many rows.</summary>
    public List<(TreeNode Node, byte[] Hash)> Nodes(long size)
    {
        var nodes = new List<(TreeNode, byte[])>();
        var range = new CompactRange();
        foreach (var row in Rows.Take((int)size))
        {
            range.Append(row.Leaf, (node, hash) => nodes.Add((node, hash.ToArray())));
        }

        return [.. nodes.Where(n => n.Item1.Level >= 4).OrderBy(n => n.Item1.Level).ThenBy(n => n.Item1.Index)];
    }

    public SignedNote Sign(long size, byte[]? root = null) =>
        Sign(new Checkpoint(Origin, size, root ?? RootAt(size)).Write());

    public SignedNote Sign(string text)
    {
        var note = SignedNote.Unsigned(text);
        var signature = _key.SignData(
            VerifierKey.Message(KeyKind.Log, note),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return note.With(new NoteSignature(Origin, Key.Id, signature));
    }

    /// <summary>Writes what stands here as a bundle, with a note and subtrees that may belong elsewhere.</summary>
    public async Task<string> Bundle(
        string folder,
        SignedNote? note = null,
        IReadOnlyList<(TreeNode Node, byte[] Hash)>? nodes = null,
        AuditKeys? keys = null
    )
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.tar");
        note ??= Sign(Rows.Count);
        var checkpoint = Checkpoint.Read(note.Text)!;
        await using var file = File.Create(path);
        var output = new BundleOutput(file);
        await output.Head(note, checkpoint, StoreJson.Write(keys ?? Keys()), CancellationToken.None);
        foreach (var row in Rows.Where(r => r.Position < checkpoint.Size))
        {
            await output.Fact(row.Position, row.Leaf, row.Envelope, CancellationToken.None);
        }

        foreach (var (node, hash) in nodes ?? Nodes(checkpoint.Size))
        {
            await output.Node(node, hash, CancellationToken.None);
        }

        await output.End(CancellationToken.None);
        return path;
    }

    public AuditKeys Keys() =>
        new(Origin, [new AuditKey(Key.ToString(), Key.Id.ToString(), Origin, NodaTime.Instant.FromUnixTimeSeconds(0))]);

    public static VerifierKey KeyOf(ECDsa key) => VerifierKey.Of(Origin, KeyKind.Log, key.ExportSubjectPublicKeyInfo());

    public void Dispose() => _key.Dispose();

    /// <summary>A row of the log.</summary>
    public sealed record Row(long Position, string Stream, long Version, byte[] Leaf, byte[] Envelope);
}
