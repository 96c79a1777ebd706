using Store.Api.Http;
using Store.Api.Sandbox;
using Store.Application.Pipeline;
using Store.Infrastructure;
using Store.Infrastructure.Development;
using Store.Infrastructure.Mail;

namespace Store.Api.Hosting;

/// <summary>The API as one program: its database, its services, its routes.</summary>
internal static class StoreServer
{
    /// <summary>Serves until it is told to stop.</summary>
    public static async Task<int> Serve(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddTelemetry();
        using var logging = LoggerFactory.Create(l =>
            l.AddConfiguration(builder.Configuration.GetSection("Logging")).AddSimpleConsole()
        );
        // PostgreSQL takes its time to start, above all with a new folder: the program is put together meanwhile.
        var opening = Task.Run(() =>
            StoreDatabase.Open(
                builder.Configuration,
                builder.Environment.ContentRootPath,
                logging.CreateLogger("Store"),
                CancellationToken.None
            )
        );
        string? connectionString = null;
        WebApplication app;
        try
        {
            app = Build(
                builder,
                () => connectionString ?? throw new InvalidOperationException("The database is not open yet.")
            );
            BuildRoutes(app);
        }
        catch
        {
            await (await opening).DisposeAsync();
            throw;
        }

        await using var database = await opening;
        // Disposed before its database.
        await using var serving = app;
        connectionString = database.ConnectionString;
        await app.StartAsync();
        if (app.Environment.IsDevelopment())
        {
            SayWhatToTryNext(app.Urls.First());
        }

        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Everything but the database, which must be there with its schema.</summary>
    /// <param name="connectionString">Asked for once, when the program starts.</param>
    /// <param name="replace">Where a test puts its own clock and the like in place of the store's.</param>
    public static WebApplication Build(
        WebApplicationBuilder builder,
        Func<string> connectionString,
        Action<IServiceCollection>? replace = null
    )
    {
        builder.AddHttpPipeline();
        builder.AddSandbox();
        builder.Services.AddStoreApplication();
        builder.Services.AddStoreInfrastructure(builder.Configuration, connectionString);
        builder.Services.AddMailTransport(builder.Configuration, builder.Environment.IsDevelopment());
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddHostedService<SeedCatalogue>();
            builder.Services.AddHostedService<SeedAccounts>();
        }

        // A card's authorisation that is under way is waited for (ADR-0025), which SBPS may take a minute over.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(75));
        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseHttpPipeline();
        app.MapStore();
        return app;
    }

    /// <summary>What the first request would wait for.</summary>
    private static void BuildRoutes(IEndpointRouteBuilder app) =>
        _ = app.DataSources.Sum(routes => routes.Endpoints.Count);

    private static void SayWhatToTryNext(string url) =>
        Console.WriteLine(
            $"""

              The store is open at {url}

                Look around     {url}/swagger
                The catalogue   curl -s {url}/v1/products?limit=3
                A purchase      five lines of curl in README.md, "A first purchase"
                Mail sent       curl -s {url}/sandbox/mail
                The clock       curl -s {url}/sandbox/clock
                The proofs      {url}/audit/ (as the auditor)
                Sign in as      buyer@example.jp / buyer-pass-1 · operator@store.example / operator-pass-1
                                auditor@store.example / auditor-pass-1

              Ctrl-C ends everything.

            """
        );
}
