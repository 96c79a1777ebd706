using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Store.Application.Json;
using Store.Application.Pipeline;

namespace Store.Api.Http;

/// <summary>
/// Works out everything that is wrong with a body that did not become its request record: the serialiser stops at
/// the first fault and says it in words that may repeat the value. Runs for refused requests only.
/// </summary>
internal sealed class ShapeDiagnosis
{
    private const int MaxErrors = 50;

    private readonly List<ShapeError> _errors = [];

    public static IReadOnlyList<ShapeError> Of(ReadOnlyMemory<byte> json, Type type)
    {
        var diagnosis = new ShapeDiagnosis();
        using var document = JsonDocument.Parse(json);
        diagnosis.Visit(document.RootElement, type, "");
        return diagnosis._errors is { Count: > 0 } errors ? errors : [ShapeError.WrongType("")];
    }

    private void Visit(JsonElement element, Type type, string pointer)
    {
        var shape = StoreJson.Strict.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (_errors.Count >= MaxErrors)
        {
            return;
        }

        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                VisitObject(element, shape, pointer);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Visit(item, shape.ElementType!, $"{pointer}/{index++}");
                }

                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                foreach (var entry in element.EnumerateObject())
                {
                    Visit(entry.Value, shape.ElementType!, PointerTo(pointer, entry.Name));
                }

                break;
            default:
                VisitValue(element, shape.Type, pointer);
                break;
        }
    }

    private void VisitObject(JsonElement element, JsonTypeInfo shape, string pointer)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in element.EnumerateObject())
        {
            var here = PointerTo(pointer, entry.Name);
            var field = shape.Properties.FirstOrDefault(p => p.Name == entry.Name);
            if (field is null)
            {
                _errors.Add(ShapeError.Unknown(here));
            }
            else if (!seen.Add(entry.Name))
            {
                _errors.Add(ShapeError.Duplicate(here));
            }
            else if (entry.Value.ValueKind != JsonValueKind.Null)
            {
                Visit(entry.Value, field.PropertyType, here);
            }
            else if (!TakesNull(field))
            {
                _errors.Add(ShapeError.Required(here));
            }
        }

        foreach (var field in shape.Properties.Where(p => p.IsRequired && !seen.Contains(p.Name)))
        {
            _errors.Add(ShapeError.Required(PointerTo(pointer, field.Name)));
        }
    }

    private void VisitValue(JsonElement element, Type type, string pointer)
    {
        try
        {
            element.Deserialize(type, StoreJson.Strict);
        }
        catch (JsonException)
        {
            _errors.Add(ShapeError.WrongType(pointer));
        }
    }

    private static bool TakesNull(JsonPropertyInfo field) =>
        field.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(field.PropertyType) is not null
            : field.AssociatedParameter?.IsNullable ?? field.IsSetNullable;

    /// <summary>A name that no field could bear is left out: it is the caller's text, and may be anything.</summary>
    private static string PointerTo(string parent, string name) =>
        name.Length is > 0 and <= 64
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !char.IsAsciiDigit(name[0])
            ? $"{parent}/{name}"
            : parent;
}
