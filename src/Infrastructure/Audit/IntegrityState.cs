using Microsoft.Extensions.Logging;

namespace Store.Infrastructure.Audit;

/// <summary>
/// What this process has found out about the history under it: nothing, or what contradicts it. Once contradicted it
/// stays so until the program is started again.
/// </summary>
public sealed class IntegrityState(ILogger<IntegrityState> log)
{
    private string? _contradiction;

    /// <summary>In a sentence, what does not fit; null where nothing was found.</summary>
    public string? Contradiction => Volatile.Read(ref _contradiction);

    /// <summary>
    /// Facts from this position on were hashed again before the start; the rest is done beside the work.
    /// </summary>
    public long CheckedFrom { get; set; }

    public void Contradict(string sentence)
    {
        if (Interlocked.CompareExchange(ref _contradiction, sentence, null) is null)
        {
            log.LogCritical(
                "The history of this store is contradicted, and nothing more is signed: {Contradiction}",
                sentence
            );
        }
    }
}
