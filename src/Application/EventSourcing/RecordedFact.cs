using NodaTime;
using Store.Domain;

namespace Store.Application.EventSourcing;

/// <summary>
/// A fact as it stands in the log. <paramref name="Position"/> counts 0, 1, 2 … over the whole log in commit order,
/// <paramref name="Version"/> 1, 2, 3 … within the stream. <paramref name="Envelope"/> holds the exact stored bytes
/// whose hash is the leaf of the Merkle tree.
/// </summary>
public sealed record RecordedFact(
    long Position,
    StreamId Stream,
    long Version,
    Guid Id,
    string Type,
    Instant RecordedAt,
    Actor Actor,
    string Correlation,
    Fact Fact,
    ReadOnlyMemory<byte> Envelope,
    ReadOnlyMemory<byte> LeafHash
);
