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

    public Task<ApiProcess> Serve() => ApiProcess.Start(_settings, Log);

    private string Log => Path.Combine(_folder, "api.log");

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (File.Exists(Log))
        {
            // A figure is worth nothing where the API stumbled; its own words stand beside it.
            var lines = await File.ReadAllLinesAsync(Log);
            var faults = lines
                .Where(l =>
                    l.StartsWith("fail:", StringComparison.Ordinal) || l.StartsWith("crit:", StringComparison.Ordinal)
                )
                .ToList();
            faults.Take(10).ToList().ForEach(l => Report.Say($"  the API said: {l}"));
        }

        Directory.Delete(_folder, recursive: true);
    }
}
