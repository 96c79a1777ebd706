using Store.Domain;

namespace Store.Application.ReadModels;

/// <summary>
/// Reads documents, never older than the log's head at the moment the read began: where a projection has not
/// reached it, the read waits a bounded time and is then refused rather than answered with something old.
/// </summary>
public interface IReadDocuments
{
    Task<Read<ReadDocument?>> Get(string projection, string key, CancellationToken ct);

    Task<Read<IReadOnlyList<ReadDocument>>> List(DocumentQuery query, CancellationToken ct);
}

/// <summary>A value and the position of the projection that it was read from, or why there is none.</summary>
public sealed record Read<T>(T Value, long Position, Refusal? Refused = null);

/// <summary>A page of a projection's documents.</summary>
/// <param name="Owner">Only this account's; null for all.</param>
/// <param name="After">Where the page before ended; null for the first page.</param>
public sealed record DocumentQuery(string Projection, string? Owner, int Limit, DocumentCursor? After = null)
{
    public IReadOnlyDictionary<string, string> Facets { get; init; } = new Dictionary<string, string>();

    /// <summary>Inclusive bounds on <see cref="ReadDocument.Sort"/>.</summary>
    public long? SortFrom { get; init; }

    public long? SortTo { get; init; }

    /// <summary>Newest first unless set.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Only documents whose search text contains this, case aside.</summary>
    public string? Search { get; init; }
}

/// <summary>The last document of a page; the next page begins behind it.</summary>
public sealed record DocumentCursor(long Sort, string Key);

public static class ReadRefusals
{
    public static readonly Refusal Behind = new(
        "read.behind",
        RefusalKind.Unavailable,
        "最新の内容をまだ表示できません。少し待ってから、もう一度お試しください。",
        "What was just written cannot be shown yet. Wait a moment and repeat the request."
    );

    public static readonly Refusal Stopped = new(
        "read.stopped",
        RefusalKind.Unavailable,
        "この情報は現在表示できません。担当者が確認しています。",
        "This view has stopped at a fact it could not read and is being looked into."
    );
}
