using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Http;

/// <summary>Every real route over a database of its own; tokens are those of <see cref="TestTokens"/>.</summary>
public sealed class WholeStore : IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public WebApplication App { get; private set; } = null!;

    public HttpClient Client { get; private set; } = new();

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateStore(nameof(WholeStore));
        App = await Start(ConnectionString, Environments.Development);
        Client = new HttpClient { BaseAddress = new Uri(App.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>The program as it is served, with its tokens replaced.</summary>
    public static async Task<WebApplication> Start(string connectionString, string environment)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Store:Mail:Transport"] = environment == Environments.Development ? "sandbox" : "smtp";
        builder.Configuration["Store:Mail:Host"] = "127.0.0.1";
        builder.Configuration.AddInMemoryCollection(TestKeys.For(connectionString));
        builder.Services.PostConfigure<AuthenticationOptions>(UseTestTokens);
        builder.Services.TryAddTransient<TestTokens>();
        var app = StoreServer.Build(builder, () => connectionString);
        await app.StartAsync();
        return app;
    }

    private static void UseTestTokens(AuthenticationOptions options)
    {
        if (options.SchemeMap.TryGetValue("Bearer", out var scheme))
        {
            scheme.HandlerType = typeof(TestTokens);
        }
        else
        {
            options.AddScheme("Bearer", s => s.HandlerType = typeof(TestTokens));
        }
    }
}
