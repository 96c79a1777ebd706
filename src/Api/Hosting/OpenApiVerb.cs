using Store.Api.Http.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Store.Api.Hosting;

/// <summary>
/// <c>store openapi</c>: prints the document that <c>docs/openapi.v1.json</c> keeps, without a database.
/// </summary>
internal static class OpenApiVerb
{
    public static async Task<int> Print()
    {
        Console.Write(await Document());
        return 0;
    }

    public static async Task<string> Document()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Outside Development, whatever the shell says: the sandbox is no part of the public API.
        builder.Environment.EnvironmentName = Environments.Production;
        builder.Configuration["Store:Mail:Transport"] = "smtp";
        builder.Configuration["Store:Mail:Host"] = "none";
        await using var app = StoreServer.Build(builder, () => "Host=none");
        // The routes reach the document when the endpoints are built, which otherwise happens at start.
        app.UseEndpoints(_ => { });
        return await OpenApiDocuments.Write(app.Services.GetRequiredService<IAsyncSwaggerProvider>());
    }
}
