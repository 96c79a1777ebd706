using Npgsql;
using Store.Application;
using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Place;

/// <summary>One database of the bench's server, seeded, with the API on it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan FilledWithin = TimeSpan.FromMinutes(10);

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
    /// <param name="behind">What is recorded for reactors to see to, behind what they find seen to.</param>
    public static async Task<Stage> Set(
        BenchServer server,
        string name,
        int seed,
        Func<Ledger, Task> seeding,
        Func<Ledger, Task>? behind = null
    )
    {
        var folder = Directory.CreateTempSubdirectory("store-bench-").FullName;
        var connectionString = await server.Database(name);
        await using (var store = await InsideStore.Over(connectionString, folder))
        {
            var ledger = new Ledger(store, new Random(seed));
            await seeding(ledger);
            await ledger.LeaveBehind();
            await (behind?.Invoke(ledger) ?? Task.CompletedTask);
        }

        return new Stage(server, connectionString, folder, seed);
    }

    /// <summary>Starts the API; read documents of what was seeded are filled before anything is measured.</summary>
    public async Task<ApiProcess> Serve()
    {
        var api = await ApiProcess.Start(_settings, Log);
        var started = TimeProvider.System.GetTimestamp();
        await using var command = Database.CreateCommand(
            "select count(distinct name) from store.projections where state = 'live'"
        );
        while ((long)(await command.ExecuteScalarAsync())! < StoreModel.Projections.Count)
        {
            if (TimeProvider.System.GetElapsedTime(started) > FilledWithin)
            {
                await api.DisposeAsync();
                throw new InvalidOperationException("The read documents were not filled.");
            }

            await Task.Delay(50);
        }

        return api;
    }

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
