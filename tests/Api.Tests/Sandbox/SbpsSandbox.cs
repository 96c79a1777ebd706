using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.Application;
using Store.Application.Payments;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Sandbox;

public sealed class SbpsPlain() : SbpsSandbox(encryption: false);

public sealed class SbpsEncrypted() : SbpsSandbox(encryption: true);

/// <summary>A whole store whose other side is its own sandbox, with a machine's clock that can be moved.</summary>
public abstract class SbpsSandbox(bool encryption) : IAsyncLifetime
{
    public const string StatementName = "ほかの屋号";

    private WebApplication _app = null!;

    public TestTime Time { get; } = new();

    public HttpClient Client { get; private set; } = new();

    public ISbPayment Sbps => _app.Services.GetRequiredService<ISbPayment>();

    public Task<QueryResult> Ask(IQuery query) => _app.Services.GetRequiredService<Messages>().Ask(query, default);

    public async Task InitializeAsync()
    {
        var connectionString = await TestPostgres.CreateStore(nameof(SbpsSandbox));
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(TestKeys.For(connectionString));
        builder.Configuration["Store:SbPayment:Encryption"] = encryption.ToString();
        builder.Configuration["Store:SbPayment:TimeoutSeconds"] = "2";
        builder.Configuration["Store:SbPayment:StatementName"] = StatementName;
        builder.Services.AddSingleton<TimeProvider>(Time);
        _app = StoreServer.Build(builder, () => connectionString);
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
