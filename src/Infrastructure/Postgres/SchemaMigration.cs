using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.Postgres;

/// <summary>
/// Brings the schema up to date: each file of Schema/ once, in the order of their names, every one in a transaction of
/// its own. A file that has been applied must never change; that is noticed by its hash.
/// </summary>
public sealed class SchemaMigration(string ownerConnectionString, ILogger log)
{
    private const string Prefix = "Store.Infrastructure.Postgres.Schema.";

    /// <summary>The files that make the schema, oldest first.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. typeof(SchemaMigration)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public async Task Run(CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(ownerConnectionString);
        await using var connection = await database.OpenConnectionAsync(ct);
        await Execute(connection, Preparation, ct);
        // Two processes that start together: the second waits here and then finds nothing to do.
        await Execute(connection, "select pg_advisory_lock(5410)", ct);
        var applied = await Applied(connection, ct);
        foreach (var file in Files)
        {
            var name = file[Prefix.Length..];
            var sql = await Text(file, ct);
            var hash = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(name, out var known))
            {
                if (known != hash)
                {
                    throw new InvalidOperationException($"{name} was changed after it had been applied.");
                }

                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(ct);
            await Execute(connection, sql, ct);
            await using (
                var note = new NpgsqlCommand(
                    "insert into store.schema_versions (name, sha256) values ($1, $2)",
                    connection
                )
            )
            {
                note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
                note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hash });
                await note.ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            log.LogInformation("Schema: applied {File}.", name);
        }

        await Execute(connection, "select pg_advisory_unlock(5410)", ct);
    }

    /// <summary>
    /// The schema and the group role whose members may append and read but not change the log. Where the owner may not
    /// make roles, the group must exist; with one connection string for both, the trigger alone guards.
    /// </summary>
    private const string Preparation = """
        set client_min_messages = warning;
        select pg_advisory_lock(5410);
        do $$ begin
          if not exists (select from pg_roles where rolname = 'store_application') then
            create role store_application nologin;
          end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        create schema if not exists store;
        grant usage on schema store to store_application;
        create table if not exists store.schema_versions (
          name text primary key, sha256 text not null, applied_at timestamptz not null default now());
        grant select on store.schema_versions to store_application;
        select pg_advisory_unlock(5410);
        """;

    private static async Task<Dictionary<string, string>> Applied(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, sha256 from store.schema_versions", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, string>();
        while (await row.ReadAsync(ct))
        {
            applied[row.GetString(0)] = row.GetString(1);
        }

        return applied;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<string> Text(string file, CancellationToken ct)
    {
        await using var stream = typeof(SchemaMigration).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }
}
