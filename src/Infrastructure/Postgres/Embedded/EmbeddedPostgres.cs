using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Store.Infrastructure.Postgres.Embedded;

/// <summary>
/// A real PostgreSQL server that belongs to this process, for development and tests: found on the machine, started on
/// a folder of its own behind a Unix socket, restarted in place when it crashes, stopped when this object is disposed
/// and also when this process is killed. What can't be started says why, as <see cref="EmbeddedPostgresException"/>.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    internal const string UserName = "store";

    /// <summary>
    /// How long the processes of a killed predecessor may hold its shared memory before that is a fault.
    /// </summary>
    private static readonly TimeSpan PredecessorsLeave = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SlowestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StillWaiting = TimeSpan.FromSeconds(10);

    private readonly EmbeddedPostgresSettings _settings;
    private readonly ILogger _log;
    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly CancellationTokenSource _stopping = new();
    private GuardedServer _server = null!;
    private Task _supervision = Task.CompletedTask;

    private EmbeddedPostgres(
        EmbeddedPostgresSettings settings,
        ILogger log,
        ClusterFolder folder,
        PostgresBinaries binaries
    )
    {
        _settings = settings;
        _log = log;
        _folder = folder;
        _binaries = binaries;
        ConnectionString = Connection(settings.Database).ConnectionString;
    }

    /// <summary>Stays the same over restarts in place.</summary>
    public string ConnectionString { get; }

    /// <summary>The folder that holds the data and <c>server.log</c>.</summary>
    public string Folder => _folder.Home;

    /// <summary>The first process of the server's present or last run. Drills kill it.</summary>
    public int? ProcessId => OrphanServer.ProcessIdOf(_folder);

    /// <summary>The process that stops the server when we are gone.</summary>
    internal int GuardProcessId => _server.GuardProcessId;

    /// <summary>Starts the server and returns when it answers and the database is there.</summary>
    /// <exception cref="EmbeddedPostgresException">It can't run here; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> Start(
        EmbeddedPostgresSettings settings,
        ILogger log,
        CancellationToken ct = default
    )
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException(
                "The embedded PostgreSQL does not run on Windows. "
                    + "Name a running server in Store__Postgres__ConnectionString."
            );
        }

        var folder = await ClusterFolder.Open(settings, ct);
        try
        {
            var binaries = await PostgresBinaries.Find(settings.BinariesFolder, folder.DataMajor, ct);
            if (folder.DataMajor is null)
            {
                log.LogInformation(
                    "Making a new PostgreSQL {Major} data folder in {Folder}",
                    binaries.Major,
                    folder.Home
                );
                await folder.Initialise(binaries, ct);
            }

            var postgres = new EmbeddedPostgres(settings, log, folder, binaries);
            postgres._server = await postgres.Run(ct);
            postgres._supervision = postgres.Supervise();
            log.LogInformation("PostgreSQL {Major} is running in {Folder}", binaries.Major, folder.Home);
            return postgres;
        }
        catch
        {
            folder.Dispose();
            folder.DeleteLeftover();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _supervision;
        _folder.Dispose();
        // The guard has done this, unless its user could empty the folder only, or it was gone itself.
        _folder.DeleteLeftover();
    }

    /// <summary>
    /// Stops the server from a handler of the process's exit, which can't await. Without it the guard does the same
    /// a moment after the process is gone.
    /// </summary>
    public void StopWhileExiting() => _server.StopWhileExiting(TimeSpan.FromSeconds(10));

    private NpgsqlConnectionStringBuilder Connection(string database) =>
        new()
        {
            Host = _folder.SocketFolder,
            Username = UserName,
            Database = database,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
        };

    /// <summary>
    /// Keeps the server there until we are disposed: whoever kills it, the pools reconnect to the next run at the same
    /// address. Alone owns the run it watches, so that a stop never meets a restart.
    /// </summary>
    private async Task Supervise()
    {
        do
        {
            await Task.WhenAny(_server.Ended(), Task.Delay(Timeout.Infinite, _stopping.Token));
            if (_stopping.IsCancellationRequested)
            {
                await _server.Stop();
                break;
            }

            _log.LogError("PostgreSQL ended by itself (see {Log}): starting it again", _folder.Log);
        } while (await Restart());

        _server.Dispose();
    }

    private async Task<bool> Restart()
    {
        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause * 2 < SlowestRetry ? pause * 2 : SlowestRetry)
        {
            try
            {
                var fallen = _server;
                _server = await Run(_stopping.Token);
                fallen.Dispose();
                _log.LogInformation("PostgreSQL is running again in {Folder}", _folder.Home);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            catch (Exception failed) when (failed is EmbeddedPostgresException or IOException or NpgsqlException)
            {
                _log.LogError(failed, "PostgreSQL could not be started again; the next try is in {Pause}", pause);
            }

            try
            {
                await Task.Delay(pause, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private async Task<GuardedServer> Run(CancellationToken ct)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(200, ct))
        {
            await OrphanServer.Stop(_folder, _log, ct);
            var server = GuardedServer.Launch(_folder, _binaries, _settings.ServerParameters);
            try
            {
                if (await Answers(server, ct))
                {
                    return server;
                }
            }
            catch
            {
                await server.Stop();
                server.Dispose();
                throw;
            }

            var said = server.Said;
            server.Dispose();
            if (!said.Contains("is still in use", StringComparison.Ordinal) || waited.Elapsed > PredecessorsLeave)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL did not start. It said (in {_folder.Log}):{Environment.NewLine}{said}"
                );
            }
        }
    }

    /// <summary>
    /// Waits for the server's first answer, however long it replays its log; false when it has ended instead.
    /// </summary>
    private async Task<bool> Answers(GuardedServer server, CancellationToken ct)
    {
        var silence = Stopwatch.StartNew();
        while (!server.HasEnded)
        {
            try
            {
                await EnsureDatabase(ct);
                return true;
            }
            catch (PostgresException refused) when (refused.SqlState is not PostgresErrorCodes.CannotConnectNow)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL runs in {_folder.Home}, but refuses us: {refused.MessageText}",
                    refused
                );
            }
            catch (NpgsqlException)
            {
                await Task.Delay(20, ct);
            }

            if (silence.Elapsed > StillWaiting)
            {
                _log.LogInformation(
                    "Still waiting for PostgreSQL, which recovers what a crash left (see {Log})",
                    _folder.Log
                );
                silence.Restart();
            }
        }

        return false;
    }

    private async Task EnsureDatabase(CancellationToken ct)
    {
        try
        {
            await using var connection = await Connect(_settings.Database, ct);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await using var connection = await Connect("postgres", ct);
            await using var create = connection.CreateCommand();
            create.CommandText = $"CREATE DATABASE {new NpgsqlCommandBuilder().QuoteIdentifier(_settings.Database)}";
            await create.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task<NpgsqlConnection> Connect(string database, CancellationToken ct)
    {
        var builder = Connection(database);
        builder.Pooling = false;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
