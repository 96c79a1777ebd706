using NodaTime;
using Store.Application.ReadModels;

namespace Store.Application.Audit;

/// <summary>
/// What documents are looked for by, in any combination (C5): closed ranges of days and of yen, and part of a
/// counterparty's name, letter case and full or half width aside.
/// </summary>
/// <param name="Counterparty">Empty for documents without one; null for all.</param>
public sealed record FoundDocuments(
    LocalDate? IssuedFrom = null,
    LocalDate? IssuedTo = null,
    long? AmountMin = null,
    long? AmountMax = null,
    string? Counterparty = null,
    DocumentKind? Kind = null
)
{
    private const int BitsOfPosition = 40;

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    /// <summary>The place of a day's first document in the order of all: days since 1970, with room behind.</summary>
    public static long SortOf(LocalDate day) => (long)Period.DaysBetween(Epoch, day) << BitsOfPosition;
}

/// <summary>Finds documents where there may be a million of them.</summary>
public interface IDocumentIndex
{
    /// <summary>The newest first; never older than the log's head of the moment at which it was asked.</summary>
    Task<Read<IReadOnlyList<ReadDocument>>> Find(
        FoundDocuments wanted,
        int limit,
        DocumentCursor? after,
        CancellationToken ct
    );
}
