using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Pipeline;
using Store.Application.ReadModels;
using Store.Domain;
using Store.Domain.Payments;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Store.Api.Http.OpenApi;

/// <summary>Writes one operation from what the route says of itself: its policy, and its description.</summary>
internal sealed class Operations : IOperationFilter
{
    public const string Bearer = "bearer";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var policy = metadata.OfType<RoutePolicy>().FirstOrDefault() ?? new RoutePolicy();
        var described = metadata.OfType<Description>().FirstOrDefault() ?? new Description();
        var method = context.ApiDescription.HttpMethod!;
        var path = context.ApiDescription.RelativePath!;
        var shape = new Shape(method, path, policy, described);

        operation.OperationId = OperationIdOf(method, path);
        operation.Summary = described.Summary;
        operation.Tags = new HashSet<OpenApiTagReference> { new(TagOf(path), context.Document) };
        operation.Parameters = [.. ParametersOf(shape, context)];
        operation.RequestBody = described.Takes is { } takes ? BodyOf(takes, context) : null;
        operation.Responses = ResponsesOf(shape, context);
        var open = policy.Audience?.Contains(Role.Visitor) == true;
        var bearer = new OpenApiSecurityRequirement { [new(Bearer, context.Document)] = [] };
        operation.Security =
            policy.IgnoresCredentials ? []
            : open ? [new OpenApiSecurityRequirement(), bearer]
            : [bearer];
    }

    /// <summary>What of a route decides which headers and refusals it has.</summary>
    private sealed record Shape(string Method, string Path, RoutePolicy Policy, Description Described)
    {
        public bool IsRead => Method == "GET";

        public bool TakesKey => !IsRead && Policy.Key != KeyRule.Ignored;

        public bool NeedsKey => TakesKey && Method == "POST" && Policy.Key == KeyRule.Required && !IsOpen;

        public bool IsOpen => Policy.Audience?.Contains(Role.Visitor) == true;
    }

    private static IEnumerable<IOpenApiParameter> ParametersOf(Shape shape, OperationFilterContext context)
    {
        foreach (var part in shape.Path.Split('/').Where(p => p.StartsWith('{')))
        {
            var name = part.Trim('{', '}').Split(':')[0];
            yield return Parameter(name, ParameterLocation.Path, null, Schema(JsonSchemaType.String), true);
        }

        foreach (var parameter in shape.Described.Parameters)
        {
            var schema = context.SchemaGenerator.GenerateSchema(parameter.Type, context.SchemaRepository);
            yield return Parameter(parameter.Name, ParameterLocation.Query, parameter.Text, schema);
        }

        if (shape.Described.IsPage)
        {
            var limit = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "100",
                Default = PageRequest.DefaultLimit,
            };
            yield return Parameter("limit", ParameterLocation.Query, "1–100", limit);
            yield return Parameter(
                "cursor",
                ParameterLocation.Query,
                "nextCursor of the page before",
                Schema(JsonSchemaType.String)
            );
        }

        if (shape.TakesKey)
        {
            var key = Schema(JsonSchemaType.String);
            (key.MinLength, key.MaxLength) = (1, 255);
            yield return Parameter("Idempotency-Key", ParameterLocation.Header, "RFC 9651", key, shape.NeedsKey);
        }

        if (shape.Policy.NeedsIfMatch)
        {
            var tag = Schema(JsonSchemaType.String);
            yield return Parameter("If-Match", ParameterLocation.Header, "The ETag that was read.", tag, true);
        }

        if (shape.Described.Waits)
        {
            var wait = Schema(JsonSchemaType.String);
            wait.Examples = ["wait=10"];
            yield return Parameter("Prefer", ParameterLocation.Header, "RFC 7240: wait=N, at most 30", wait);
        }
    }

    private static OpenApiParameter Parameter(
        string name,
        ParameterLocation location,
        string? text,
        IOpenApiSchema schema,
        bool required = false
    ) =>
        new()
        {
            Name = name,
            In = location,
            Description = text,
            Schema = schema,
            Required = required,
        };

    private static OpenApiRequestBody BodyOf(Description.Shown takes, OperationFilterContext context) =>
        new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [takes.MediaType] = MediaOf(takes, context) },
        };

    private static OpenApiResponses ResponsesOf(Shape shape, OperationFilterContext context)
    {
        var responses = new OpenApiResponses();
        foreach (var answers in shape.Described.Answers.GroupBy(a => a.Status, a => a.Body))
        {
            responses[$"{answers.Key}"] = AnswerOf(
                shape,
                answers.Key,
                [.. answers.OfType<Description.Shown>()],
                context
            );
        }

        if (shape.IsRead && shape.Described.Answers.Count > 0 && !shape.Described.IsPage)
        {
            responses["304"] = new OpenApiResponse { Description = "Unchanged since the tag in If-None-Match." };
        }

        var refusals = shape.Described.Refuses.Concat(SharedRefusals(shape)).DistinctBy(r => r.Code);
        foreach (var group in refusals.GroupBy(r => Problems.Of(r.Kind).Status).OrderBy(g => g.Key))
        {
            responses[$"{group.Key}"] = ProblemOf([.. group.OrderBy(r => r.Code, StringComparer.Ordinal)], context);
        }

        return responses;
    }

    private static OpenApiResponse AnswerOf(
        Shape shape,
        int status,
        IReadOnlyList<Description.Shown> bodies,
        OperationFilterContext context
    )
    {
        var response = new OpenApiResponse { Description = "OK" };
        if (status == 201)
        {
            response.Headers = Header("Location", "Where the new resource is.");
        }

        if (bodies.Count > 0)
        {
            response.Content = bodies.ToDictionary(b => b.MediaType, b => MediaOf(shape, b, context));
        }

        return response;
    }

    /// <summary>The list that a page is; what else the route answers, such as a table, is as it is.</summary>
    private static OpenApiMediaType MediaOf(Shape shape, Description.Shown body, OperationFilterContext context)
    {
        var media = MediaOf(body, context);
        if (shape.Described.IsPage && media.Example is not null)
        {
            media.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "items", "nextCursor" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = media.Schema },
                    ["nextCursor"] = Schema(JsonSchemaType.String | JsonSchemaType.Null),
                },
            };
            media.Example = new JsonObject { ["items"] = new JsonArray(media.Example), ["nextCursor"] = null };
        }

        return media;
    }

    private static OpenApiMediaType MediaOf(Description.Shown shown, OperationFilterContext context)
    {
        var example = shown.WriteExample();
        return new OpenApiMediaType
        {
            Example = example,
            Schema =
                shown.Type is { } type ? context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository)
                : example is not null ? SchemaOf(example)
                : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
        };
    }

    private static OpenApiResponse ProblemOf(IReadOnlyList<Refusal> refusals, OperationFilterContext context) =>
        new()
        {
            Description = string.Join(" · ", refusals.Select(r => r.Code)),
            Headers = refusals.Any(Problems.IsPassing) ? Header("Retry-After", "Seconds to wait.") : null,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Problems.ContentType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(SharedParts.Problem, context.Document),
                    Examples = refusals.ToDictionary(r => r.Code, IOpenApiExample (r) => Shared(r, context.Document)),
                },
            },
        };

    /// <summary>Each refusal's example stands once in the document, whatever number of operations give it.</summary>
    private static OpenApiExampleReference Shared(Refusal refusal, OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Examples ??= new Dictionary<string, IOpenApiExample>();
        document.Components.Examples.TryAdd(
            refusal.Code,
            new OpenApiExample { Summary = refusal.English, Value = ExampleOf(refusal) }
        );
        return new OpenApiExampleReference(refusal.Code, document);
    }

    private static JsonObject ExampleOf(Refusal refusal) =>
        new()
        {
            ["type"] = Problems.TypeOf(refusal.Code),
            ["title"] = Problems.Of(refusal.Kind).Japanese,
            ["status"] = Problems.Of(refusal.Kind).Status,
            ["code"] = refusal.Code,
            ["detail"] = refusal.Japanese,
            ["traceId"] = "4bf92f3577b34da6a3ce929d0e0e4736",
        };

    /// <summary>What every route of this policy may answer, so that no endpoint has to say it.</summary>
    private static List<Refusal> SharedRefusals(Shape shape)
    {
        List<Refusal> refusals = [HttpRefusals.RateLimited, HttpRefusals.Internal, HttpRefusals.Unavailable];
        if (!shape.Policy.IgnoresCredentials)
        {
            refusals.Add(HttpRefusals.TokenInvalid);
        }

        if (!shape.IsOpen)
        {
            refusals.AddRange([HttpRefusals.AuthenticationRequired, HttpRefusals.Forbidden]);
        }

        if (shape.IsRead)
        {
            refusals.AddRange([ReadRefusals.Behind, ReadRefusals.Stopped]);
            if (shape.Described.IsPage)
            {
                refusals.AddRange([RequestRefusals.Invalid, PageRefusals.CursorMalformed]);
            }
            else if (shape.Described.Parameters.Count > 0)
            {
                refusals.Add(RequestRefusals.Invalid);
            }

            return refusals;
        }

        refusals.AddRange([RequestRefusals.Invalid, HttpRefusals.TooLarge, HttpRefusals.MediaUnsupported]);
        if (shape.Described.Takes is not null)
        {
            refusals.Add(CardRefusals.PanRefused);
        }

        if (shape.TakesKey)
        {
            refusals.AddRange([HttpRefusals.KeyMalformed, LogRefusals.KeyReused, LogRefusals.KeyInProgress]);
            refusals.AddRange([LogRefusals.Retry, LogRefusals.Busy, LogRefusals.Unknown]);
        }

        if (shape.NeedsKey)
        {
            refusals.Add(HttpRefusals.KeyMissing);
        }

        if (shape.Policy.NeedsIfMatch)
        {
            refusals.AddRange([HttpRefusals.TagMalformed, HttpRefusals.TagRequired, LogRefusals.Stale]);
        }

        return refusals;
    }

    /// <summary>The shape that an example shows, where there is no record to take it from.</summary>
    private static OpenApiSchema SchemaOf(JsonNode? example) =>
        example switch
        {
            JsonObject o => new()
            {
                Type = JsonSchemaType.Object,
                Required = o.Where(p => p.Value is not null).Select(p => p.Key).ToHashSet(),
                Properties = o.ToDictionary(p => p.Key, IOpenApiSchema (p) => SchemaOf(p.Value)),
            },
            JsonArray a => new() { Type = JsonSchemaType.Array, Items = SchemaOfItems(a) },
            JsonValue v => v.GetValueKind() switch
            {
                System.Text.Json.JsonValueKind.Number => new() { Type = JsonSchemaType.Integer, Format = "int64" },
                System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => Schema(
                    JsonSchemaType.Boolean
                ),
                _ => Schema(JsonSchemaType.String),
            },
            _ => new(),
        };

    /// <summary>
    /// Items that differ have every field that one of them has, and must have those that all of them have.
    /// </summary>
    private static OpenApiSchema SchemaOfItems(JsonArray items)
    {
        var schemas = items.Select(SchemaOf).ToList();
        if (schemas.Count < 2 || schemas.Exists(s => s.Properties is null))
        {
            return schemas.FirstOrDefault() ?? new OpenApiSchema();
        }

        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = schemas.Select(s => s.Required!).Aggregate((all, own) => all.Intersect(own).ToHashSet()),
            Properties = schemas.SelectMany(s => s.Properties!).DistinctBy(p => p.Key).ToDictionary(),
        };
    }

    private static Dictionary<string, IOpenApiHeader> Header(string name, string text) =>
        new()
        {
            [name] = new OpenApiHeader { Description = text, Schema = Schema(JsonSchemaType.String) },
        };

    private static OpenApiSchema Schema(JsonSchemaType type) => new() { Type = type };

    /// <summary>"POST /v1/orders/{number}/release" is postOrdersByNumberRelease.</summary>
    private static string OperationIdOf(string method, string path)
    {
        var parts = path.Split('/')
            .Where(p => p is not ("v1" or ""))
            .Select(p =>
                p.StartsWith('{')
                    ? "By" + Capital(p.Trim('{', '}').Split(':')[0])
                    : string.Concat(p.Split('-', '.').Select(Capital))
            );
        return method.ToLowerInvariant() + string.Concat(parts);
    }

    private static string Capital(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    private static string TagOf(string path) => path.Split('/').FirstOrDefault(p => p is not ("v1" or "")) ?? "store";
}
