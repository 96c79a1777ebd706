using System.Text;
using Store.Domain.Audit;
using Store.Infrastructure.Security;

namespace Store.Infrastructure.Audit;

/// <summary>
/// The last note that was signed of each log, in a file outside the database: what the store itself remembers when the
/// database under it is exchanged. Whoever writes holds the log's name meanwhile.
/// </summary>
public sealed class ExternalCheckpointStore(KeyFolder folder)
{
    /// <summary>Keeps every other process from writing this log's note, or from rotating its key.</summary>
    public Task<IDisposable> Hold(Guid logId, CancellationToken ct) => folder.Hold($"{logId:n}.lock", ct);

    /// <summary>The note as it was written; null where none was.</summary>
    public string? Read(Guid logId) => folder.Read(FileOf(logId)) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>
    /// Puts a note in place of the last one. The caller has proved that it continues that one; a smaller one is refused
    /// here all the same.
    /// </summary>
    public void Replace(Guid logId, SignedNote note)
    {
        if (SizeOf(Read(logId)) > SizeOf(note.Write()))
        {
            throw new InvalidOperationException("A note is not replaced by one of a smaller tree.");
        }

        folder.Replace(FileOf(logId), Encoding.UTF8.GetBytes(note.Write()));
    }

    internal static long SizeOf(string? note) =>
        note is not null && SignedNote.Read(note) is { } read && Checkpoint.Read(read.Text) is { } said
            ? said.Size
            : -1;

    private static string FileOf(Guid logId) => $"{logId:n}.checkpoint";
}
