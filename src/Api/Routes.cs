using Store.Api.Http.OpenApi;

namespace Store.Api;

/// <summary>Every route of the store: whoever adds an endpoint file adds its line here.</summary>
public static class Routes
{
    public static void MapStore(this WebApplication app)
    {
        app.MapOpenApiDocument();
    }
}
