using Npgsql;
using Store.Infrastructure.Postgres;
using Store.Infrastructure.Postgres.Embedded;

namespace Store.Api.Hosting;

/// <summary>
/// The database this process works on: the one that a connection string names, or a server of our own where none is
/// given. Two roles: the owner makes the schema, the application appends and reads.
/// </summary>
internal sealed class StoreDatabase : IAsyncDisposable
{
    private const string ApplicationRole = "store_app";

    private readonly EmbeddedPostgres? _embedded;

    private StoreDatabase(string ownerConnectionString, string connectionString, EmbeddedPostgres? embedded)
    {
        OwnerConnectionString = ownerConnectionString;
        ConnectionString = connectionString;
        _embedded = embedded;
    }

    public string OwnerConnectionString { get; }

    public string ConnectionString { get; }

    /// <summary>Opens the database and brings its schema up to date.</summary>
    public static async Task<StoreDatabase> Open(
        IConfiguration configuration,
        string contentRoot,
        ILogger log,
        CancellationToken ct
    )
    {
        var given = configuration["Store:Postgres:ConnectionString"];
        var database = string.IsNullOrWhiteSpace(given)
            ? await OpenEmbedded(configuration, contentRoot, log, ct)
            : new StoreDatabase(configuration["Store:Postgres:OwnerConnectionString"] ?? given, given, null);
        try
        {
            await new SchemaMigration(database.OwnerConnectionString, log).Run(ct);
            if (database._embedded is not null)
            {
                await MakeApplicationRole(database.OwnerConnectionString, ct);
            }

            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    private static async Task<StoreDatabase> OpenEmbedded(
        IConfiguration configuration,
        string contentRoot,
        ILogger log,
        CancellationToken ct
    )
    {
        var settings = new EmbeddedPostgresSettings
        {
            ContentRoot = contentRoot,
            DataFolder = configuration["Store:Postgres:DataFolder"],
            BinariesFolder = configuration["Store:Postgres:BinariesFolder"],
        };
        var embedded = await EmbeddedPostgres.Start(settings, log, ct);
        var application = new NpgsqlConnectionStringBuilder(embedded.ConnectionString) { Username = ApplicationRole };
        return new StoreDatabase(embedded.ConnectionString, application.ConnectionString, embedded);
    }

    private static async Task MakeApplicationRole(string ownerConnectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ownerConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            $"""
            do $$ begin
              if not exists (select from pg_roles where rolname = '{ApplicationRole}') then
                create role {ApplicationRole} login in role store_application;
              end if;
            end $$
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(ct);
    }
}
