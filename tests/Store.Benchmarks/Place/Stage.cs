using Npgsql;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>One database of the bench's server, seeded, with the API on it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly string _folder;

    private Stage(BenchServer server, string connectionString, string folder, int seed)
    {
        Server = server;
        _folder = folder;
        Seed = seed;
        _settings = new(InsideStore.Settings(folder)) { ["Store:Postgres:ConnectionString"] = connectionString };
        Database = NpgsqlDataSource.Create(connectionString);
    }

    public BenchServer Server { get; }

    public int Seed { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>Makes the database and seeds it through the real log, then leaves it to an API.</summary>
    public static async Task<Stage> Set(BenchServer server, string name, int seed, Func<Ledger, Task> seeding)
    {
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        var connectionString = await server.Database(name);
        await using (var store = await InsideStore.Over(connectionString, folder))
        {
            var ledger = new Ledger(store, new Random(seed));
            await seeding(ledger);
            await ledger.LeaveBehind();
        }

        return new Stage(server, connectionString, folder, seed);
    }

    public Task<ApiProcess> Serve() => ApiProcess.Start(_settings, Path.Combine(_folder, "api.log"));

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
