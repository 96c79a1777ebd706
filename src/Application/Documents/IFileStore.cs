using NodaTime;
using Store.Application.EventSourcing;

namespace Store.Application.Documents;

/// <summary>
/// Documents as they were issued. One of a kind for each stream; whoever is first has made it, and nothing changes or
/// removes it afterwards.
/// </summary>
public interface IFileStore
{
    Task<StoredFile?> Find(string kind, StreamId subject, CancellationToken ct);

    /// <summary>Durable when it returns. Answers what is stored, which somebody else may have made first.</summary>
    Task<StoredFile> Keep(
        string kind,
        StreamId subject,
        string contentType,
        ReadOnlyMemory<byte> bytes,
        Instant madeAt,
        CancellationToken ct
    );
}

/// <param name="Sha256">Of the bytes, lower-case hex; the database checked it when they were stored.</param>
public sealed record StoredFile(string ContentType, ReadOnlyMemory<byte> Bytes, string Sha256);
