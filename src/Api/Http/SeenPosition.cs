namespace Store.Api.Http;

/// <summary>
/// The furthest position of the log that this process has answered with: what <c>Store-Position</c> says on answers
/// that have no position of their own, such as a refusal.
/// </summary>
public sealed class SeenPosition
{
    private long _position = -1;

    public long Value => Volatile.Read(ref _position);

    public void Saw(long position)
    {
        var known = Value;
        while (position > known)
        {
            var before = Interlocked.CompareExchange(ref _position, position, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
