using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Store.Application.Json;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Store.Api.Http.OpenApi;

/// <summary>A field is required where the reader of bodies refuses its absence: one source for both.</summary>
internal sealed class RequiredFields : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } properties } concrete)
        {
            return;
        }

        var shape = StoreJson.Strict.GetTypeInfo(context.Type);
        if (shape.Kind == JsonTypeInfoKind.Object)
        {
            concrete.Required = shape
                .Properties.Where(p => p.IsRequired && properties.ContainsKey(p.Name))
                .Select(p => p.Name)
                .ToHashSet();
        }
    }
}
