using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.PersonalData;
using Store.Application.Time;
using Store.Infrastructure;
using Store.Infrastructure.Mail;

namespace Store.TestKit;

/// <summary>
/// The log and its readers over a database of its own, without the API. Two of them over one database are two
/// processes, as far as the log can tell.
/// </summary>
public sealed class PostgresStore : IAsyncDisposable
{
    private readonly IHost _host;

    private PostgresStore(IHost host, string connectionString, TestClock clock)
    {
        _host = host;
        ConnectionString = connectionString;
        Clock = clock;
    }

    public string ConnectionString { get; }

    public TestClock Clock { get; }

    public IEventLog Log => Get<IEventLog>();

    public NpgsqlDataSource Database => Get<NpgsqlDataSource>();

    /// <summary>A store over a fresh database.</summary>
    public static async Task<PostgresStore> Start(string hint, Action<IServiceCollection>? configure = null)
    {
        var connectionString = await TestPostgres.CreateStore(hint);
        return await Over(connectionString, TestClock.Monday, configure);
    }

    /// <summary>A further store over a database that has its schema.</summary>
    public static async Task<PostgresStore> Over(
        string connectionString,
        TestClock clock,
        Action<IServiceCollection>? configure = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(TestKeys.For(connectionString)).Build();
        builder.Services.AddStoreInfrastructure(configuration, () => connectionString);
        builder.Services.AddSingleton<IStoreClock>(clock);
        builder.Services.AddSingleton<IMailer, TestMailbox>();
        builder.Services.AddSingleton<IPersonalKeys, InMemoryPersonalKeys>();
        builder.Services.AddMailTransport(new ConfigurationBuilder().Build(), development: true);
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new PostgresStore(host, connectionString, clock);
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
