using System.Collections.Concurrent;
using System.Security.Cryptography;
using Store.Application.PersonalData;

namespace Store.TestKit;

/// <summary>Keys for tests that need no database.</summary>
public sealed class InMemoryPersonalKeys : IPersonalKeys
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = [];

    public Task Create(string subject, CancellationToken ct)
    {
        _keys.TryAdd(subject, RandomNumberGenerator.GetBytes(32));
        return Task.CompletedTask;
    }

    public Task Load(IReadOnlyCollection<string> subjects, CancellationToken ct) => Task.CompletedTask;

    public byte[]? KeyOf(string subject) => _keys.GetValueOrDefault(subject);

    public Task Destroy(string subject, CancellationToken ct)
    {
        _keys.TryRemove(subject, out _);
        return Task.CompletedTask;
    }
}
