namespace Store.Infrastructure.Audit;

/// <summary>Settings under <c>Store:Audit</c>.</summary>
public sealed record AuditSettings
{
    /// <summary>
    /// So many of the newest facts are hashed again before anything is served; the rest is, beside the work,
    /// afterwards.
    /// </summary>
    public long FactsBeforeStart { get; init; } = 100_000;

    /// <summary>The file of the signing key; null takes one among the store's other keys.</summary>
    public string? KeyFile { get; init; }
}
