using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Store.Application.Json;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Store.Api.Http.OpenApi;

/// <summary>
/// A field is required where the reader of bodies refuses its absence, and may be null where it takes null: one source
/// for both.
/// </summary>
internal sealed class RequiredFields : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } properties } concrete)
        {
            return;
        }

        var shape = StoreJson.Strict.GetTypeInfo(context.Type);
        if (shape.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var fields = shape.Properties.Where(p => properties.ContainsKey(p.Name)).ToList();
        concrete.Required = fields.Where(p => p.IsRequired).Select(p => p.Name).ToHashSet();
        foreach (var field in fields)
        {
            properties[field.Name] = WithNull(properties[field.Name], MayBeNull(field));
        }
    }

    private static bool MayBeNull(JsonPropertyInfo field) =>
        field.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(field.PropertyType) is not null
            : field.AssociatedParameter?.IsNullable ?? field.IsGetNullable;

    private static IOpenApiSchema WithNull(IOpenApiSchema schema, bool nullable)
    {
        switch (schema)
        {
            case OpenApiSchemaReference when nullable:
                return new OpenApiSchema { OneOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }] };
            case OpenApiSchema { Type: { } type } own:
                own.Type = nullable ? type | JsonSchemaType.Null : type & ~JsonSchemaType.Null;
                return own;
            default:
                return schema;
        }
    }
}
