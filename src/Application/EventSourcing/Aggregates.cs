using System.Collections.Frozen;
using Store.Domain;

namespace Store.Application.EventSourcing;

/// <summary>
/// How the log folds one category: everything it needs to know of an aggregate without naming its type.
/// </summary>
public sealed record AggregateType(
    string Category,
    int Schema,
    Type StateType,
    object Initial,
    Func<object, Fact, object> Evolve
)
{
    public static AggregateType Of<T>()
        where T : class, IAggregate<T> =>
        new(T.Category, T.Schema, typeof(T), T.Initial, (state, fact) => ((T)state).Evolve(fact));
}

/// <summary>
/// The aggregates of the store, by category. A stream of a category not listed here cannot be appended to.
/// </summary>
public sealed class Aggregates(IEnumerable<AggregateType> types)
{
    private readonly FrozenDictionary<string, AggregateType> _byCategory = types.ToFrozenDictionary(t => t.Category);

    public AggregateType this[string category] =>
        _byCategory.TryGetValue(category, out var type)
            ? type
            : throw new InvalidOperationException($"No aggregate has the category '{category}'.");

    public IEnumerable<AggregateType> Types => _byCategory.Values;
}
