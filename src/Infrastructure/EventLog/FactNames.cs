using System.Collections.Frozen;
using System.Reflection;
using Store.Domain;

namespace Store.Infrastructure.EventLog;

/// <summary>
/// The stored name and version of every kind of fact, both ways, read once from <see cref="StoredAsAttribute"/>.
/// </summary>
public static class FactNames
{
    private static readonly FrozenDictionary<Type, StoredAsAttribute> ByType = typeof(Fact)
        .Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Fact)) && !t.IsAbstract)
        .ToFrozenDictionary(
            t => t,
            t =>
                t.GetCustomAttribute<StoredAsAttribute>()
                ?? throw new InvalidOperationException($"{t.Name} is a fact without a stored name.")
        );

    private static readonly FrozenDictionary<(string Name, int Version), Type> ByName = ByType.ToFrozenDictionary(
        pair => (pair.Value.Name, pair.Value.Version),
        pair => pair.Key
    );

    public static IEnumerable<Type> All => ByType.Keys;

    public static StoredAsAttribute Of(Type fact) =>
        ByType.TryGetValue(fact, out var name)
            ? name
            : throw new InvalidOperationException($"{fact.Name} is not a kind of fact the store knows.");

    /// <summary>Throws <see cref="UnknownFactException"/> where this program is older than the fact.</summary>
    public static Type TypeOf(string name, int version) =>
        ByName.TryGetValue((name, version), out var type) ? type : throw new UnknownFactException(name, version);
}

/// <summary>A fact of a kind or version that this program does not know: its reader must stop, never skip it.</summary>
public sealed class UnknownFactException(string name, int version)
    : Exception($"No fact is known by the name '{name}' in version {version}.");
