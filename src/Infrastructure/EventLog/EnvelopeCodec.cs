using System.Buffers;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.PersonalData;
using Store.Domain;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Facts to envelopes and back. An envelope is UTF-8 JSON with a fixed order of fields, integers and strings only; it
/// is written once, and those bytes are what is stored, hashed and handed to auditors.
/// </summary>
public sealed class EnvelopeCodec(IPersonalKeys keys)
{
    /// <summary>Largest envelope, in bytes.</summary>
    public const int MaxBytes = 60 * 1024;

    private const int EnvelopeVersion = 1;

    private static readonly JsonSerializerOptions DataOptions = CreateDataOptions();
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = StoreJson.Options.Encoder };

    /// <summary>Where a thread writes one envelope after the other: growing a new buffer for each cost most.</summary>
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? Scratch;

    /// <summary>
    /// Writes the envelope of one fact. <paramref name="prev"/> is the leaf hash of the stream's last fact.
    /// </summary>
    public byte[] Encode(
        Guid id,
        StreamId stream,
        long version,
        Instant recordedAt,
        Actor actor,
        string correlation,
        Guid? causation,
        ReadOnlySpan<byte> prev,
        Fact fact
    )
    {
        var name = FactNames.Of(fact.GetType());
        var (buffer, writer) = Scratch ??= NewScratch();
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, EnvelopeVersion);
        writer.WriteString("id"u8, id);
        writer.WriteString("category"u8, stream.Category);
        writer.WriteString("stream"u8, stream.Id);
        writer.WriteNumber("version"u8, version);
        writer.WriteString("type"u8, name.Name);
        writer.WriteNumber("typeVersion"u8, name.Version);
        writer.WriteString("recordedAt"u8, InstantPattern.ExtendedIso.Format(recordedAt));
        WriteActor(writer, actor);
        writer.WriteString("correlation"u8, correlation);
        if (causation is { } cause)
        {
            writer.WriteString("causation"u8, cause);
        }
        else
        {
            writer.WriteNull("causation"u8);
        }

        if (prev.IsEmpty)
        {
            writer.WriteNull("prev"u8);
        }
        else
        {
            writer.WriteBase64String("prev"u8, prev);
        }

        writer.WritePropertyName("data"u8);
        PersonalTextConverter.Frame = new SealingFrame(keys, id, stream, version);
        try
        {
            JsonSerializer.Serialize(writer, fact, fact.GetType(), DataOptions);
        }
        finally
        {
            PersonalTextConverter.Frame = null;
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Reads an envelope. Personal text is opened with the keys loaded so far and null where a key is gone; load them
    /// first (<see cref="PersonalTextConverter.SubjectsIn"/>) wherever a person will read the result.
    /// </summary>
    public RecordedFact Decode(long position, ReadOnlyMemory<byte> envelope, ReadOnlyMemory<byte> leafHash)
    {
        var reader = new Utf8JsonReader(envelope.Span);
        Expect(ref reader, JsonTokenType.StartObject);
        var v = (int)Number(ref reader, "v");
        if (v != EnvelopeVersion)
        {
            throw new JsonException($"Envelope version {v} is not known.");
        }

        var id = Guid.ParseExact(Text(ref reader, "id")!, "D");
        var stream = new StreamId(string.Intern(Text(ref reader, "category")!), Text(ref reader, "stream")!);
        var version = Number(ref reader, "version");
        var type = Text(ref reader, "type")!;
        var typeVersion = (int)Number(ref reader, "typeVersion");
        var recordedAt = InstantPattern.ExtendedIso.Parse(Text(ref reader, "recordedAt")!).Value;
        var actor = ReadActor(ref reader);
        var correlation = Text(ref reader, "correlation")!;
        _ = Text(ref reader, "causation");
        _ = Text(ref reader, "prev");
        Name(ref reader, "data");
        var factType = FactNames.TypeOf(type, typeVersion);
        reader.Read();
        PersonalTextConverter.Frame = new SealingFrame(keys, id, stream, version);
        Fact fact;
        try
        {
            fact = (Fact)JsonSerializer.Deserialize(ref reader, factType, DataOptions)!;
        }
        finally
        {
            PersonalTextConverter.Frame = null;
        }

        Expect(ref reader, JsonTokenType.EndObject);
        return new RecordedFact(
            position,
            stream,
            version,
            id,
            type,
            recordedAt,
            actor,
            correlation,
            fact,
            envelope,
            leafHash
        );
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) NewScratch()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, WriterOptions));
    }

    private static void WriteActor(Utf8JsonWriter writer, Actor actor)
    {
        writer.WriteStartObject("actor"u8);
        writer.WriteString("kind"u8, NameOf(actor.Kind));
        writer.WriteString("id"u8, actor.Id);
        writer.WriteString("reason"u8, actor.Reason);
        writer.WriteEndObject();
    }

    private static Actor ReadActor(ref Utf8JsonReader reader)
    {
        Name(ref reader, "actor");
        Expect(ref reader, JsonTokenType.StartObject);
        var kind = Text(ref reader, "kind")!;
        var id = Text(ref reader, "id")!;
        var reason = Text(ref reader, "reason");
        Expect(ref reader, JsonTokenType.EndObject);
        return new Actor(KindOf(kind), id, reason);
    }

    private static string NameOf(ActorKind kind) =>
        kind switch
        {
            ActorKind.Anonymous => "anonymous",
            ActorKind.Buyer => "buyer",
            ActorKind.Machine => "machine",
            ActorKind.Operator => "operator",
            ActorKind.Auditor => "auditor",
            ActorKind.Reactor => "reactor",
            ActorKind.System => "system",
            _ => throw new System.Diagnostics.UnreachableException($"{kind}"),
        };

    private static ActorKind KindOf(string name) =>
        name switch
        {
            "anonymous" => ActorKind.Anonymous,
            "buyer" => ActorKind.Buyer,
            "machine" => ActorKind.Machine,
            "operator" => ActorKind.Operator,
            "auditor" => ActorKind.Auditor,
            "reactor" => ActorKind.Reactor,
            "system" => ActorKind.System,
            _ => throw new JsonException($"No kind of actor is named '{name}'."),
        };

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException($"Expected {token} in an envelope.");
        }
    }

    private static void Name(ref Utf8JsonReader reader, string name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(name))
        {
            throw new JsonException($"Expected the field '{name}' in an envelope.");
        }
    }

    private static string? Text(ref Utf8JsonReader reader, string name)
    {
        Name(ref reader, name);
        reader.Read();
        return reader.GetString();
    }

    private static long Number(ref Utf8JsonReader reader, string name)
    {
        Name(ref reader, name);
        reader.Read();
        return reader.GetInt64();
    }

    private static JsonSerializerOptions CreateDataOptions()
    {
        var options = new JsonSerializerOptions(StoreJson.Options);
        options.Converters.Insert(0, new PersonalTextConverter());
        return options;
    }
}
