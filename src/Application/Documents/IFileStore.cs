using NodaTime;
using Store.Application.EventSourcing;

namespace Store.Application.Documents;

/// <summary>
/// Documents as they were issued. One of a kind for each stream; whoever is first has made it, nothing changes it, and
/// nothing removes it before its retention (<see cref="Retention"/>) is over.
/// </summary>
public interface IFileStore
{
    Task<StoredFile?> Find(string kind, StreamId subject, CancellationToken ct);

    /// <summary>Durable when it returns. Answers what is stored, which somebody else may have made first.</summary>
    /// <param name="fact">What it was made of; the document is its stream's.</param>
    /// <param name="issuedOn">The day of issue that the document says: retention counts from it.</param>
    Task<StoredFile> Keep(
        string kind,
        RecordedFact fact,
        LocalDate issuedOn,
        string contentType,
        ReadOnlyMemory<byte> bytes,
        Instant madeAt,
        CancellationToken ct
    );
}

/// <param name="Sha256">Of the bytes, lower-case hex; the database checked it when they were stored.</param>
public sealed record StoredFile(string ContentType, ReadOnlyMemory<byte> Bytes, string Sha256);
