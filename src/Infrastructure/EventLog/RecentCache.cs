using System.Diagnostics.CodeAnalysis;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// Remembers what was used last, bounded. Two generations stand in for exact recency: what is touched moves to the
/// young one, and when that is full the old one is forgotten whole. For one thread at a time.
/// </summary>
internal sealed class RecentCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (_old.Remove(key, out value))
        {
            Put(key, value);
            return true;
        }

        return false;
    }

    public void Put(TKey key, TValue value)
    {
        if (_young.Count >= capacity / 2)
        {
            // The forgotten one's table is used again: it is large, and would be garbage of the costly kind.
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _old.Remove(key);
        _young[key] = value;
    }

    public void Forget(TKey key)
    {
        _young.Remove(key);
        _old.Remove(key);
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}
