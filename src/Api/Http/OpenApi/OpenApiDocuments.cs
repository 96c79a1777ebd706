using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NodaTime;
using Store.Application.Json;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Store.Api.Http.OpenApi;

/// <summary>The OpenAPI 3.1 document of the public API, made from the routes themselves.</summary>
public static class OpenApiDocuments
{
    private const string Name = "v1";

    public static void AddOpenApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddTransient<ISerializerDataContractResolver>(_ => new JsonSerializerDataContractResolver(
            StoreJson.Strict
        ));
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(
                Name,
                new OpenApiInfo
                {
                    Title = "Store",
                    Version = Name,
                    Description =
                        "法人向けソフトウェアストアの API。金額は整数の円、時刻は UTC の RFC 3339、日付は日本時間。 / "
                        + "A headless store for business software. Money is whole yen, instants are RFC 3339 in UTC, "
                        + "dates are days in Tokyo.",
                }
            );
            options.AddSecurityDefinition(
                Operations.Bearer,
                new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    BearerFormat = "JWT",
                    Description = "The access token of POST /v1/sessions.",
                }
            );
            options.SupportNonNullableReferenceTypes();
            options.SchemaFilter<RequiredFields>();
            options.CustomSchemaIds(new SchemaNames().Of);
            options.MapType<Instant>(() => Text("date-time", "2026-11-23T01:02:03Z"));
            options.MapType<LocalDate>(() => Text("date", "2026-11-23"));
            options.MapType<YearMonth>(() => Text(null, "2026-11", "^\\d{4}-\\d{2}$"));
            options.OperationFilter<Operations>();
            options.DocumentFilter<SharedParts>();
        });
    }

    /// <summary>The document and its page in a browser, whose scripts come from this program itself.</summary>
    public static void MapOpenApiDocument(this WebApplication app)
    {
        app.MapGet(
                "/openapi/v1.json",
                async (HttpContext http, IAsyncSwaggerProvider documents) =>
                {
                    http.Response.ContentType = "application/json";
                    await http.Response.WriteAsync(await Write(documents), http.RequestAborted);
                }
            )
            .ForAnyone()
            .ExcludeFromDescription();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "swagger";
            page.SwaggerEndpoint("/openapi/v1.json", "Store v1");
            page.DocumentTitle = "Store API";
        });
    }

    /// <summary>The document as <c>docs/openapi.v1.json</c> keeps it: the same routes give the same text.</summary>
    public static async Task<string> Write(IAsyncSwaggerProvider documents)
    {
        var document = await documents.GetSwaggerAsync(Name);
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString() + "\n";
    }

    private static OpenApiSchema Text(string? format, string example, string? pattern = null) =>
        new()
        {
            Type = JsonSchemaType.String,
            Format = format,
            Pattern = pattern,
            Examples = [JsonValue.Create(example)],
        };
}

/// <summary>
/// Short names for schemas: a use case's <c>RequestBody</c> takes the name of the use case, and only types that would
/// share a name carry their feature's.
/// </summary>
internal sealed class SchemaNames
{
    private readonly Dictionary<string, Type> _taken = new(StringComparer.Ordinal);

    public string Of(Type type)
    {
        var name = Short(type);
        if (!_taken.TryAdd(name, type) && _taken[name] != type)
        {
            name = type.Namespace!.Split('.')[^1] + name;
            if (!_taken.TryAdd(name, type) && _taken[name] != type)
            {
                throw new InvalidOperationException($"Two schemas would be called {name}.");
            }
        }

        return name;
    }

    private static string Short(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.IsGenericType)
        {
            name += string.Concat(type.GetGenericArguments().Select(Short));
        }

        return type.DeclaringType is not { } outer ? name
            : name == "RequestBody" ? outer.Name
            : outer.Name + name;
    }
}
