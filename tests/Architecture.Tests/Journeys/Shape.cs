using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Store.Application.Json;

namespace Store.Architecture.Tests.Journeys;

/// <summary>
/// What stands in the JSON of a type, member by member: a type that is called otherwise has the same shape, and one
/// with a member more has not.
/// </summary>
internal static class Shape
{
    private const string Step = "  ";

    public static IReadOnlyList<string> Of(Type type)
    {
        var lines = new List<string>();
        Write(type, "", "", "", lines, []);
        return lines;
    }

    private static void Write(Type type, string indent, string name, string mark, List<string> lines, Stack<Type> above)
    {
        var bare = FactKinds.Bare(type);
        var shown = $"{indent}{name}{{0}}{(bare == type ? mark : "?")}";
        var json = StoreJson.Options.GetTypeInfo(bare);
        switch (json.Kind)
        {
            case JsonTypeInfoKind.Object when above.Contains(bare):
                lines.Add(string.Format(null, shown, $"(as {above.ToList().IndexOf(bare) + 1} above)"));
                break;
            case JsonTypeInfoKind.Object:
                lines.Add(string.Format(null, shown, "object"));
                above.Push(bare);
                foreach (var member in json.Properties.OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    var nullable = !member.PropertyType.IsValueType && member.IsGetNullable ? "?" : "";
                    Write(member.PropertyType, indent + Step, member.Name + ": ", nullable, lines, above);
                }

                foreach (var derived in json.PolymorphismOptions?.DerivedTypes ?? [])
                {
                    Write(derived.DerivedType, indent + Step, $"or {derived.TypeDiscriminator}: ", "", lines, above);
                }

                above.Pop();
                break;
            case JsonTypeInfoKind.Enumerable:
                lines.Add(string.Format(null, shown, "list"));
                Write(json.ElementType!, indent + Step, "of ", "", lines, above);
                break;
            case JsonTypeInfoKind.Dictionary:
                lines.Add(string.Format(null, shown, "map"));
                Write(json.ElementType!, indent + Step, "of ", "", lines, above);
                break;
            default:
                lines.Add(string.Format(null, shown, bare.IsEnum ? Values(bare) : bare.Name));
                break;
        }
    }

    private static string Values(Type type) =>
        $"({string.Join(" or ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))})";
}
