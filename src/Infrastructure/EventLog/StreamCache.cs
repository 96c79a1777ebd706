using System.Diagnostics.CodeAnalysis;
using Store.Application.EventSourcing;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// The states of the streams used last, bounded. Two generations stand in for exact recency: what is touched moves to
/// the young one, and when that is full the old one is forgotten whole. Only the lane touches it.
/// </summary>
internal sealed class StreamCache(int capacity)
{
    private Dictionary<StreamId, StreamState> _young = [];
    private Dictionary<StreamId, StreamState> _old = [];

    public bool TryGet(StreamId stream, [NotNullWhen(true)] out StreamState? state)
    {
        if (_young.TryGetValue(stream, out state))
        {
            return true;
        }

        if (_old.Remove(stream, out state))
        {
            Put(stream, state);
            return true;
        }

        return false;
    }

    public void Put(StreamId stream, StreamState state)
    {
        if (_young.Count >= capacity / 2)
        {
            _old = _young;
            _young = new Dictionary<StreamId, StreamState>(capacity / 2);
        }

        _old.Remove(stream);
        _young[stream] = state;
    }

    public void Forget(StreamId stream)
    {
        _young.Remove(stream);
        _old.Remove(stream);
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}
