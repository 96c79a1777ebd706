using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Infrastructure.Postgres;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.Benchmarks.Measuring;

/// <summary>One throwaway PostgreSQL with its durable defaults, shared by both sides of every comparison.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres _postgres;

    private BenchServer(EmbeddedPostgres postgres) => _postgres = postgres;

    public string ConnectionString => _postgres.ConnectionString;

    /// <summary>The server's first process; every other of its processes is below it.</summary>
    public int ProcessId => _postgres.ProcessId ?? throw new InvalidOperationException("PostgreSQL does not run.");

    public static async Task<BenchServer> Start()
    {
        var settings = new EmbeddedPostgresSettings { Throwaway = true, Database = "postgres" };
        // However this process ends, the server's guard stops it.
        return new BenchServer(await EmbeddedPostgres.Start(settings, NullLogger.Instance));
    }

    /// <summary>A new database with the store's schema; its connection string.</summary>
    public async Task<string> Database(string name)
    {
        var admin = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Pooling = false };
        await using (var connection = new NpgsqlConnection(admin.ConnectionString))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database \"{name}\"", connection);
            await create.ExecuteNonQueryAsync();
        }

        var made = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name };
        await new SchemaMigration(made.ConnectionString, NullLogger.Instance).Run(CancellationToken.None);
        return made.ConnectionString;
    }

    public ValueTask DisposeAsync() => _postgres.DisposeAsync();
}
