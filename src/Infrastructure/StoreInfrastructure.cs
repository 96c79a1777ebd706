using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Store.Application;
using Store.Application.EventSourcing;
using Store.Application.Health;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Infrastructure.Audit;
using Store.Infrastructure.Billing;
using Store.Infrastructure.Calendar;
using Store.Infrastructure.Catalogue;
using Store.Infrastructure.Documents;
using Store.Infrastructure.EventLog;
using Store.Infrastructure.Orders;
using Store.Infrastructure.Postgres;
using Store.Infrastructure.Reactors;
using Store.Infrastructure.ReadModels;
using Store.Infrastructure.Security;
using Store.Infrastructure.Support;
using Store.Infrastructure.Time;

namespace Store.Infrastructure;

/// <summary>Puts PostgreSQL, the providers and everything else outside behind the ports of Application.</summary>
public static class StoreInfrastructure
{
    /// <summary>The log, its readers and the services behind them, over an existing schema.</summary>
    /// <param name="connectionString">Asked for when the first service reaches for the database.</param>
    public static IServiceCollection AddStoreInfrastructure(
        this IServiceCollection services,
        IConfiguration configuration,
        Func<string> connectionString
    )
    {
        services.AddSingleton(provider => DataSource(connectionString(), provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(TimeProvider.System);
        services.AddAudit(configuration);
        services.AddSingleton(new Aggregates(StoreModel.Aggregates));
        services.AddSingleton(StoreModel.Projections);
        services.AddSingleton(configuration.GetSection("Store:Log").Get<LogSettings>() ?? new LogSettings());
        services.AddSingleton(new ReactorSettings());
        services.AddSingleton<FactTail>();
        services.AddSingleton<Pressure>();
        services.AddSingleton<EnvelopeCodec>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<PostgresEventLog>();
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<PostgresEventLog>());
        services.AddSingleton<ProjectionProgress>();
        services.AddSingleton<PostgresReadDocuments>();
        services.AddSingleton<IReadDocuments>(provider => provider.GetRequiredService<PostgresReadDocuments>());
        services.AddSingleton<IParkedWork, PostgresParkedWork>();
        services.AddSingleton<IStoreProgress, StoreProgress>();
        services.AddSingleton<PostgresStoreClock>();
        services.AddSingleton<IMovableClock>(provider => provider.GetRequiredService<PostgresStoreClock>());
        services.AddSingleton<IStoreClock>(provider => provider.GetRequiredService<PostgresStoreClock>());
        services.AddSingleton<IReadiness, PostgresReadiness>();
        // The clock goes first: nothing is recorded before it tells the time.
        services.AddHostedService(provider => provider.GetRequiredService<PostgresStoreClock>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresEventLog>());
        services.AddHostedService<ProjectionRunner>();
        services.AddHostedService<ReactorRunner>();
        services.AddHostedService<Housekeeping>();
        services.AddHostedService<MartenHead>();
        services
            .AddDocuments(configuration)
            .AddCalendar(configuration)
            .AddCatalogue(configuration)
            .AddOrders(configuration)
            .AddSupport(configuration)
            .AddBilling(configuration);
        services.AddStoreSecurity(configuration);
        foreach (var reactor in StoreModel.Reactors)
        {
            services.AddSingleton(typeof(IReactor), reactor);
        }

        return services;
    }

    /// <summary>
    /// Every statement here finds its rows by key. A plan made while a table was still empty would scan it and be kept
    /// for as long as the connection lives, so scans are not offered; and because what is not offered counts as dear,
    /// compiling plans, which dear ones bring about, is off too.
    /// </summary>
    private const string PlansByKey = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    /// <summary>
    /// Statements are prepared at their first use and connections are not reset between uses: both are set here rather
    /// than left to the connection string, which may come from anywhere.
    /// </summary>
    public static NpgsqlDataSource DataSource(string connectionString, ILoggerFactory? logging = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 40);
        settings.AutoPrepareMinUsages = 1;
        settings.ApplicationName ??= "store";
        settings.Options = $"{settings.Options} {PlansByKey}".Trim();
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(logging);
        return builder.Build();
    }
}
