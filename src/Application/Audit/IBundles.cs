namespace Store.Application.Audit;

/// <summary>The history in the form in which an auditor takes it home.</summary>
public interface IBundles
{
    /// <summary>
    /// Writes the bundle of a signed note in bounded memory. The database is asked page by page and no transaction
    /// stays open, since facts below a signed size never change; where they did, they are written as they are.
    /// </summary>
    Task Write(string note, AuditKeys keys, Stream to, CancellationToken ct);
}
