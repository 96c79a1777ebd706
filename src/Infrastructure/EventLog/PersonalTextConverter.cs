using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Domain;

namespace Store.Infrastructure.EventLog;

/// <summary>Where a personal text stands: its ciphertext opens nowhere else.</summary>
internal sealed record SealingFrame(IPersonalKeys Keys, Guid FactId, StreamId Stream, long Version)
{
    /// <summary>Fact id ‖ stream ‖ version: moving a ciphertext to another fact makes it unreadable.</summary>
    public byte[] AssociatedData()
    {
        var stream = Encoding.UTF8.GetBytes(Stream.ToString());
        var data = new byte[16 + stream.Length + 8];
        FactId.TryWriteBytes(data, bigEndian: true, out _);
        stream.CopyTo(data, 16);
        BinaryPrimitives.WriteInt64BigEndian(data.AsSpan(16 + stream.Length), Version);
        return data;
    }
}

/// <summary>
/// Personal text inside an envelope: <c>sealed:v1:subject:base64(nonce ‖ tag ‖ ciphertext)</c>, AES-256-GCM under the
/// subject's key.
/// </summary>
internal sealed class PersonalTextConverter : JsonConverter<PersonalText>
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Prefix = "sealed:v1:";

    /// <summary>
    /// The serializer gives converters no context, so the codec leaves it here for the one call it makes.
    /// </summary>
    [ThreadStatic]
    internal static SealingFrame? Frame;

    /// <summary>Whether there is any personal text in an envelope, open or not.</summary>
    public static bool IsIn(ReadOnlySpan<byte> envelope) => envelope.IndexOf("\"sealed:v1:"u8) >= 0;

    /// <summary>The subjects whose keys are needed to open what these envelopes hold.</summary>
    public static IReadOnlyCollection<string> SubjectsIn(IEnumerable<ReadOnlyMemory<byte>> envelopes)
    {
        HashSet<string>? subjects = null;
        foreach (var envelope in envelopes)
        {
            var rest = envelope.Span;
            for (var at = rest.IndexOf("\"sealed:v1:"u8); at >= 0; at = rest.IndexOf("\"sealed:v1:"u8))
            {
                rest = rest[(at + 1 + Prefix.Length)..];
                var end = rest.IndexOf((byte)':');
                if (end > 0)
                {
                    (subjects ??= []).Add(Encoding.UTF8.GetString(rest[..end]));
                }
            }
        }

        return subjects ?? (IReadOnlyCollection<string>)[];
    }

    public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options)
    {
        var frame = Frame ?? throw new InvalidOperationException("Personal text is written inside an envelope only.");
        var key =
            frame.Keys.KeyOf(value.Subject)
            ?? throw new InvalidOperationException("The subject's key was not loaded before its text was recorded.");
        var plain = Encoding.UTF8.GetBytes(
            value.Value ?? throw new InvalidOperationException("Erased text cannot be recorded.")
        );
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes),
            frame.AssociatedData()
        );
        writer.WriteStringValue($"{Prefix}{value.Subject}:{Convert.ToBase64String(sealedBytes)}");
    }

    public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var frame = Frame ?? throw new InvalidOperationException("Personal text is read inside an envelope only.");
        var text = reader.GetString() ?? throw new JsonException();
        var colon = text.IndexOf(':', Prefix.Length);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || colon < 0)
        {
            throw new JsonException("Personal text is not sealed.");
        }

        var subject = text[Prefix.Length..colon];
        if (frame.Keys.KeyOf(subject) is not { } key)
        {
            return new PersonalText(subject, null);
        }

        var sealedBytes = Convert.FromBase64String(text[(colon + 1)..]);
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedBytes.AsSpan(0, NonceBytes),
            sealedBytes.AsSpan(NonceBytes + TagBytes),
            sealedBytes.AsSpan(NonceBytes, TagBytes),
            plain,
            frame.AssociatedData()
        );
        return new PersonalText(subject, Encoding.UTF8.GetString(plain));
    }
}
