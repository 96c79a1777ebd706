using System.Reflection;
using Store.Domain;

namespace Store.Architecture.Tests;

/// <summary>Every kind of fact, found by reflection and ordered as its file declares it.</summary>
internal static class FactKinds
{
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(Fact)
            .Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(Fact)) && !t.IsAbstract)
            .OrderBy(t => t.Namespace, StringComparer.Ordinal)
            .ThenBy(t => t.MetadataToken),
    ];

    /// <summary>The abstract records directly under <see cref="Fact"/>, each the vocabulary of one aggregate.</summary>
    public static IReadOnlyList<Type> Families { get; } = [.. All.Select(FamilyOf).Distinct()];

    /// <summary>What is stored of a fact: the properties that its record's parameters make.</summary>
    public static IReadOnlyList<PropertyInfo> FieldsOf(Type record) =>
        [
            .. record
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.GetIndexParameters().Length == 0),
        ];

    public static Type FamilyOf(Type fact)
    {
        var type = fact;
        while (type.BaseType is { } above && above != typeof(Fact))
        {
            type = above;
        }

        return type;
    }

    public static StoredAsAttribute? StoredAs(Type fact) => fact.GetCustomAttribute<StoredAsAttribute>();

    /// <summary><c>order.placed v1</c>.</summary>
    public static string Label(Type fact) =>
        StoredAs(fact) is { } stored ? $"{stored.Name} v{stored.Version}" : fact.Name;

    public static bool IsList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    /// <summary>A record of the Domain that a fact nests: neither a primitive nor a list.</summary>
    public static bool IsPart(Type type) =>
        type is { IsEnum: false, IsAbstract: false, IsPrimitive: false }
        && type != typeof(PersonalText)
        && type.Assembly == typeof(Fact).Assembly
        && (type.GetMethod("<Clone>$") is not null || type.IsValueType);

    public static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
