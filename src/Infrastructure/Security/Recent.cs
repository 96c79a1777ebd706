using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Store.Infrastructure.Security;

/// <summary>
/// Remembers what was used last, bounded, for many threads. What is touched moves to the young generation; when that
/// is full, the old one is forgotten whole. So whatever was put in stays for at least another half capacity of puts.
/// </summary>
internal sealed class Recent<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = [];
    private volatile ConcurrentDictionary<TKey, TValue> _old = [];
    private int _count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (_old.TryGetValue(key, out value))
        {
            Put(key, value);
            return true;
        }

        return false;
    }

    public void Put(TKey key, TValue value)
    {
        if (_young.TryAdd(key, value))
        {
            if (Interlocked.Increment(ref _count) > capacity / 2)
            {
                Turn();
            }
        }
        else
        {
            _young[key] = value;
        }
    }

    private void Turn()
    {
        lock (_turn)
        {
            if (Volatile.Read(ref _count) > capacity / 2)
            {
                _old = _young;
                _young = [];
                Volatile.Write(ref _count, 0);
            }
        }
    }
}
