using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Infrastructure.Postgres;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.TestKit;

/// <summary>
/// Real PostgreSQL for tests: one throwaway server per test process, started at the first use and gone with the
/// process, and a database of its own for each class. With <c>STORE_TEST_POSTGRES</c> (or the store's own
/// <c>Store__Postgres__ConnectionString</c>) set, the databases are made on that server instead, whose user must be
/// allowed to, and dropped at the end.
/// </summary>
public static class TestPostgres
{
    private const int LongestHint = 30;

    private static readonly Lazy<Task<string>> Server = new(StartServer);
    private static readonly Lazy<Task<string>> Model = new(MakeModel);
    private static readonly List<string> OnOutsideServer = [];

    /// <summary>Makes an empty database and returns its connection string.</summary>
    /// <param name="hint">What it is for, usually the class's name: shown in the database's name.</param>
    /// <param name="copyOf">A database to begin with, by its connection string: whoever still uses it is cut off.</param>
    public static async Task<string> CreateDatabase(string hint, string? copyOf = null)
    {
        var letters = hint.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit).Take(LongestHint).ToArray();
        var name = $"test_{new string(letters)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var server = new NpgsqlConnectionStringBuilder(await Server.Value);
        if (copyOf is null)
        {
            await Execute(server.ConnectionString, $"CREATE DATABASE \"{name}\"");
        }
        else
        {
            var from = new NpgsqlConnectionStringBuilder(copyOf).Database;
            await Execute(
                server.ConnectionString,
                $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{from}'",
                $"CREATE DATABASE \"{name}\" TEMPLATE \"{from}\""
            );
        }

        if (IsOutside)
        {
            lock (OnOutsideServer)
            {
                OnOutsideServer.Add(name);
            }
        }

        server.Database = name;
        return server.ConnectionString;
    }

    /// <summary>Makes a database that has the store's schema, as a copy of one that was migrated.</summary>
    public static async Task<string> CreateStore(string hint) => await CreateDatabase(hint, await Model.Value);

    private static async Task<string> MakeModel()
    {
        var connectionString = await CreateDatabase("model");
        await new SchemaMigration(connectionString, NullLogger.Instance).Run(CancellationToken.None);
        return connectionString;
    }

    private static string? Outside =>
        Environment.GetEnvironmentVariable("STORE_TEST_POSTGRES") is { Length: > 0 } named
            ? named
            : Environment.GetEnvironmentVariable("Store__Postgres__ConnectionString");

    private static bool IsOutside => !string.IsNullOrWhiteSpace(Outside);

    private static async Task<string> StartServer()
    {
        if (IsOutside)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropDatabases();
            return Outside!;
        }

        var settings = new EmbeddedPostgresSettings { Throwaway = true, Database = "postgres" };
        var postgres = await EmbeddedPostgres.Start(settings, NullLogger.Instance);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => postgres.StopWhileExiting();
        return postgres.ConnectionString;
    }

    private static void DropDatabases()
    {
        NpgsqlConnection.ClearAllPools();
        using var connection = new NpgsqlConnection(Unpooled(Outside!));
        connection.Open();
        foreach (var name in OnOutsideServer)
        {
            using var drop = connection.CreateCommand();
            drop.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"
            );
            drop.ExecuteNonQuery();
        }
    }

    private static async Task Execute(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync();
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
