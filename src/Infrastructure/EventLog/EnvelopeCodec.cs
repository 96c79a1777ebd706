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
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v", EnvelopeVersion);
        writer.WriteString("id", id);
        writer.WriteString("category", stream.Category);
        writer.WriteString("stream", stream.Id);
        writer.WriteNumber("version", version);
        writer.WriteString("type", name.Name);
        writer.WriteNumber("typeVersion", name.Version);
        writer.WriteString("recordedAt", InstantPattern.ExtendedIso.Format(recordedAt));
        WriteActor(writer, actor);
        writer.WriteString("correlation", correlation);
        if (causation is { } cause)
        {
            writer.WriteString("causation", cause);
        }
        else
        {
            writer.WriteNull("causation");
        }

        if (prev.IsEmpty)
        {
            writer.WriteNull("prev");
        }
        else
        {
            writer.WriteBase64String("prev", prev);
        }

        writer.WritePropertyName("data");
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

    private static void WriteActor(Utf8JsonWriter writer, Actor actor)
    {
        writer.WriteStartObject("actor");
        writer.WriteString("kind", NameOf(actor.Kind));
        writer.WriteString("id", actor.Id);
        writer.WriteString("reason", actor.Reason);
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
