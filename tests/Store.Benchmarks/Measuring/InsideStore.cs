using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Pipeline;
using Store.Infrastructure;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Time;

namespace Store.Benchmarks.Measuring;

/// <summary>
/// The store inside this process, with its clock and its writer but without HTTP, projections or reactors: for seeding
/// through the real log before the API starts, and for measuring the writer alone.
/// </summary>
internal sealed class InsideStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _running;

    private InsideStore(ServiceProvider services)
    {
        _services = services;
        _running = [services.GetRequiredService<PostgresStoreClock>(), services.GetRequiredService<PostgresEventLog>()];
    }

    public IEventLog Log => _services.GetRequiredService<IEventLog>();

    public Messages Messages => _services.GetRequiredService<Messages>();

    public NpgsqlDataSource Database => _services.GetRequiredService<NpgsqlDataSource>();

    public IPersonalKeys Keys => _services.GetRequiredService<IPersonalKeys>();

    public ISessions Sessions => _services.GetRequiredService<ISessions>();

    public AccountSettings Accounts => _services.GetRequiredService<AccountSettings>();

    /// <summary>What both this store and the API over the same database are told.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(string dataFolder) =>
        new Dictionary<string, string?>
        {
            ["Store:DataFolder"] = dataFolder,
            // Tokens are made before a run and must outlive it.
            ["Store:Sessions:AccessTokenLifetime"] = "1.00:00:00",
        };

    public static async Task<InsideStore> Over(string connectionString, string dataFolder)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(dataFolder)).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddStoreApplication();
        services.AddStoreInfrastructure(configuration, () => connectionString);
        var store = new InsideStore(services.BuildServiceProvider());
        foreach (var service in store._running)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
