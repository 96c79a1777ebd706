using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Store.Api.Http.OpenApi;

/// <summary>What the operations refer to: the problem's schema and the tags, in a fixed order.</summary>
internal sealed class SharedParts : IDocumentFilter
{
    public const string Problem = "Problem";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var document = swaggerDoc;
        // Wherever the document was read from.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
        document.Components.Examples = document
            .Components.Examples?.OrderBy(e => e.Key, StringComparer.Ordinal)
            .ToDictionary();
        var tags = document
            .Paths.Values.SelectMany(p => p.Operations ?? [])
            .SelectMany(o => o.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(t => t.Reference.Id!)
            .Distinct()
            .Order(StringComparer.Ordinal);
        document.Tags = new HashSet<OpenApiTag>(tags.Select(t => new OpenApiTag { Name = t }));
        var paths = document.Paths.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        document.Paths.Clear();
        foreach (var (path, item) in paths)
        {
            document.Paths.Add(path, item);
        }
    }

    private static OpenApiSchema ProblemSchema()
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" },
            ["title"] = text,
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "Stable: <noun>.<reason>.",
                Examples = [JsonValue.Create("quote.expired")],
            },
            ["detail"] = text,
            ["traceId"] = text,
        };
        var error = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "pointer", "code", "message" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["pointer"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "JSON Pointer" },
                ["code"] = text,
                ["message"] = text,
            },
        };
        var required = properties.Keys.ToHashSet();
        properties["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = error };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457 problem details. Further members may tell more, such as a link.",
            Required = required,
            Properties = properties,
            AdditionalPropertiesAllowed = true,
        };
    }
}
