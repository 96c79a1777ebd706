using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.PersonalData;
using Store.Domain;
using Store.Infrastructure.EventLog;

namespace Store.Architecture.Tests;

/// <summary>
/// The golden samples: for each fact the exact bytes of an envelope's <c>data</c>, one line a file. Personal text in
/// them is sealed under keys and nonces that follow from the text: the files are reproducible and can be opened.
/// </summary>
internal static partial class Golden
{
    public const string Folder = "tests/Architecture.Tests/Golden";

    private static readonly Guid FactId = new("00000000-0000-4000-8000-000000000001");
    private static readonly StreamId Stream = new("golden", "1");
    private static readonly Instant RecordedAt = Instant.FromUtc(2026, 11, 23, 1, 2, 3);
    private static readonly EnvelopeCodec Codec = new(new KnownKeys());

    public static bool Accepting => Environment.GetEnvironmentVariable("STORE_ACCEPT_GOLDEN") == "1";

    public static string NameOf(Type fact) =>
        FactKinds.StoredAs(fact) is { } stored ? $"{stored.Name}.v{stored.Version}" : fact.Name;

    public static string PathOf(Type fact) => $"{Folder}/{NameOf(fact)}.json";

    /// <summary>The golden bytes as text, or null where there is no file yet.</summary>
    public static string? TextOf(Type fact) =>
        File.Exists(Repository.At(PathOf(fact))) ? Repository.Read(PathOf(fact)).TrimEnd('\n') : null;

    /// <summary>
    /// Earlier forms of the same version, from before an optional field was added; they must stay readable.
    /// </summary>
    public static IEnumerable<string> EarlierFormsOf(Type fact) =>
        Repository.Files(Folder).Where(p => Path.GetFileName(p).StartsWith(NameOf(fact) + ".form", Ordinal));

    /// <summary>
    /// The golden sample; a built one while the file is missing, so that the other tests can still speak.
    /// </summary>
    public static Fact SampleOf(Type fact) => TextOf(fact) is { } text ? Decode(fact, text) : SampleBuilder.Build(fact);

    /// <summary>A fact in the envelope that all goldens stand in.</summary>
    public static RecordedFact InEnvelope(Fact fact, StreamId stream, long position, long version) =>
        new(
            position,
            stream,
            version,
            FactId,
            FactKinds.StoredAs(fact.GetType())!.Name,
            RecordedAt,
            new Actor(ActorKind.Operator, "operator-1", "sample"),
            "0af7651916cd43dd8448eb211c80319c",
            fact,
            default,
            default
        );

    /// <summary>
    /// What the log's own serializer writes as <c>data</c>, sealed anew with a nonce that follows from the text.
    /// </summary>
    public static string Encode(Fact fact)
    {
        var envelope = Codec.Encode(FactId, Stream, 1, RecordedAt, Actor.System, "c", null, default, fact);
        using var json = JsonDocument.Parse(envelope);
        return Sealed().Replace(json.RootElement.GetProperty("data").GetRawText(), Reseal);
    }

    public static Fact Decode(Type fact, string data)
    {
        var stored = FactKinds.StoredAs(fact)!;
        var envelope = $$"""
            {"v":1,"id":"{{FactId}}","category":"{{Stream.Category}}","stream":"{{Stream.Id}}","version":1,
            "type":"{{stored.Name}}","typeVersion":{{stored.Version}},"recordedAt":"2026-11-23T01:02:03Z",
            "actor":{"kind":"system","id":"store","reason":null},"correlation":"c","causation":null,"prev":null,
            "data":{{data}}}
            """;
        return Codec.Decode(0, Encoding.UTF8.GetBytes(envelope), default).Fact;
    }

    /// <summary>The same values in a form that can be compared: personal text open, lists by their items.</summary>
    public static string Canonical(Fact fact) => JsonSerializer.Serialize(fact, fact.GetType(), StoreJson.Options);

    private const StringComparison Ordinal = StringComparison.Ordinal;

    [GeneratedRegex("\"sealed:v1:([^:\"]+):([^\"]+)\"")]
    private static partial Regex Sealed();

    /// <summary>
    /// Opens a sealed text by the description of the format alone, and seals it again: what an auditor who was given
    /// the key would do, written apart from the store's own code.
    /// </summary>
    private static string Reseal(Match match)
    {
        var subject = match.Groups[1].Value;
        var bytes = Convert.FromBase64String(JsonSerializer.Deserialize<string>($"\"{match.Groups[2].Value}\"")!);
        var place = new byte[16 + Encoding.UTF8.GetByteCount($"{Stream}") + 8];
        FactId.TryWriteBytes(place, bigEndian: true, out _);
        Encoding.UTF8.GetBytes($"{Stream}", place.AsSpan(16));
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(place.Length - 8), 1);

        using var aes = new AesGcm(KnownKeys.Of(subject), 16);
        var text = new byte[bytes.Length - 28];
        aes.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(28), bytes.AsSpan(12, 16), text, place);
        SHA256.HashData(text).AsSpan(0, 12).CopyTo(bytes);
        aes.Encrypt(bytes.AsSpan(0, 12), text, bytes.AsSpan(28), bytes.AsSpan(12, 16), place);
        var base64 = StoreJson.Options.Encoder!.Encode(Convert.ToBase64String(bytes));
        return $"\"sealed:v1:{subject}:{base64}\"";
    }

    /// <summary>A key that follows from the subject: samples hide nothing.</summary>
    private sealed class KnownKeys : IPersonalKeys
    {
        public static byte[] Of(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject));

        public byte[]? KeyOf(string subject) => Of(subject);

        public Task Create(string subject, CancellationToken ct) => Task.CompletedTask;

        public Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct) => Task.CompletedTask;

        public Task Destroy(string subject, CancellationToken ct) => throw new NotSupportedException();
    }
}
