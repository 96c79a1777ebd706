namespace Store.Infrastructure.EventLog;

/// <summary>
/// What the writer knows of a stream: its version, the leaf hash of its last fact, and its folded state.
/// </summary>
internal sealed record StreamState(long Version, byte[] LastLeaf, object State)
{
    public static readonly byte[] NoLeaf = [];
}
