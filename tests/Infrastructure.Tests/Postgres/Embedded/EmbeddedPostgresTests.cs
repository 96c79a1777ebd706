using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Store.Infrastructure.Postgres.Embedded;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Postgres.Embedded;

/// <summary>The server that the store starts by itself: it keeps what it said it kept, and never outlives us.</summary>
[Trait("Needs", "EmbeddedPostgres")]
public sealed class EmbeddedPostgresTests(EmbeddedPostgresTests.OneFolder one)
    : IClassFixture<EmbeddedPostgresTests.OneFolder>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Most tests start the same folder again and again, which is much of what is tested.</summary>
    private readonly string _folder = one.Path;

    private readonly List<Process> _parents = [];

    [Fact]
    public async Task What_was_written_is_there_at_the_next_start()
    {
        await using (var first = await Start())
        {
            await Write(first.ConnectionString, 1);
        }

        await using var second = await Start();
        (await Read(second.ConnectionString)).Should().Equal(1);
    }

    [Fact]
    public async Task A_server_that_is_killed_comes_back_at_the_same_address_with_all_it_acknowledged()
    {
        await using var postgres = await Start();
        await Write(postgres.ConnectionString, 1);
        var killed = postgres.ProcessId!.Value;

        Kill(killed);

        await Until(async () => await Answers(postgres.ConnectionString));
        (await Read(postgres.ConnectionString)).Should().Equal(1);
        postgres.ProcessId.Should().NotBe(killed);
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_query_comes_back_when_the_query_has_let_go()
    {
        await using var postgres = await Start();
        await using var connection = await Open(postgres.ConnectionString);
        await using var query = new NpgsqlCommand("SELECT count(*) FROM generate_series(1, 5000000)", connection);
        var running = query.ExecuteScalarAsync();
        var killed = postgres.ProcessId!.Value;

        Kill(killed);

        await Until(() => Task.FromResult(!Lives(killed)));
        await Until(async () => await Answers(postgres.ConnectionString));
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_guard_that_is_killed_is_replaced_together_with_its_server()
    {
        await using var postgres = await Start();
        await Write(postgres.ConnectionString, 1);
        var (guard, server) = (postgres.GuardProcessId, postgres.ProcessId!.Value);

        Kill(guard);

        await Until(() => Task.FromResult(postgres.GuardProcessId != guard && !Lives(server)));
        (await Read(postgres.ConnectionString)).Should().Equal(1);
    }

    [Fact]
    public async Task Nothing_is_left_when_the_server_is_stopped()
    {
        var postgres = await Start();
        var (guard, server) = (postgres.GuardProcessId, postgres.ProcessId!.Value);

        await postgres.DisposeAsync();
        await postgres.DisposeAsync();

        Lives(guard).Should().BeFalse();
        Lives(server).Should().BeFalse();
        File.Exists(Path.Combine(_folder, "data", "postmaster.pid")).Should().BeFalse("a fast stop is a clean one");
    }

    [Fact]
    public async Task A_throwaway_server_deletes_its_folder()
    {
        var settings = new EmbeddedPostgresSettings { Throwaway = true };
        var postgres = await EmbeddedPostgres.Start(settings, NullLogger.Instance);
        Directory.Exists(postgres.Folder).Should().BeTrue();

        await postgres.DisposeAsync();

        Directory.Exists(postgres.Folder).Should().BeFalse();
    }

    [Fact]
    public async Task A_second_instance_on_one_folder_is_refused_and_told_who_holds_it()
    {
        await using var postgres = await Start();

        var second = () => Start();

        (await second.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(
            $"Another process ({Environment.ProcessId}) runs the embedded PostgreSQL of {_folder}.*"
        );
        (await Answers(postgres.ConnectionString)).Should().BeTrue("the refusal leaves the first alone");
    }

    [Fact]
    public async Task A_parent_killed_with_9_takes_its_server_along()
    {
        var (parent, connectionString, server, guard) = await StartInProcessApart();
        await Write(connectionString, 1);

        Kill(parent);
        await Until(() => Task.FromResult(!Lives(server) && !Lives(guard)));

        await using var next = await Start();
        (await Read(next.ConnectionString)).Should().Equal(1);
    }

    [Fact]
    public async Task A_server_that_lost_parent_and_guard_is_stopped_before_the_next_start()
    {
        var (parent, connectionString, server, guard) = await StartInProcessApart();
        await Write(connectionString, 1);

        Kill(guard);
        Kill(parent);

        await using var next = await Start();
        Lives(server).Should().BeFalse();
        (await Read(next.ConnectionString)).Should().Equal(1);
    }

    [Fact]
    public async Task A_stranger_who_got_the_old_servers_process_id_is_left_alone_and_in_nobodys_way()
    {
        await using (await Start()) { }

        using var stranger = Process.Start("sleep", "60");
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "data", "postmaster.pid"),
            $"{stranger.Id}\n{_folder}/data\n1\n5432\n{_folder}/run\n\n  1 1\nready   \n"
        );

        await using var postgres = await Start();

        stranger.HasExited.Should().BeFalse();
        stranger.Kill();
    }

    [Fact]
    public async Task The_server_does_not_run_as_root()
    {
        await using var postgres = await Start();

        var user = await Subprocess.Run(
            ["ps", "-o", "uid=", "-p", postgres.ProcessId!.Value.ToString(CultureInfo.InvariantCulture)],
            CancellationToken.None
        );

        user.Output.Should().NotBe("0").And.MatchRegex("^[0-9]+$");
    }

    [Fact]
    public async Task A_folder_whose_name_is_long_and_Japanese_works()
    {
        using var parent = new OneFolder();
        await using var postgres = await Start(Path.Combine(parent.Path, "店舗 の,データ", new string('x', 100)));

        (await Answers(postgres.ConnectionString)).Should().BeTrue();
    }

    [Fact]
    public async Task Missing_programs_are_reported_with_what_to_install()
    {
        var settings = new EmbeddedPostgresSettings { DataFolder = _folder, BinariesFolder = "/nowhere" };

        var start = () => EmbeddedPostgres.Start(settings, NullLogger.Instance);

        (await start.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(
            "PostgreSQL's server programs (postgres, initdb) are not in /nowhere. Install them (*"
        );
    }

    [Fact]
    public async Task Data_of_another_version_is_not_touched()
    {
        using var old = new OneFolder();
        Directory.CreateDirectory(Path.Combine(old.Path, "data"));
        await File.WriteAllTextAsync(Path.Combine(old.Path, "data", "PG_VERSION"), "9\n");

        var start = () => Start(old.Path);

        (await start.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(
            "The data folder was written by PostgreSQL 9, and only version * was found.*"
        );
    }

    [Fact]
    public async Task A_server_that_can_not_start_says_why()
    {
        var settings = new EmbeddedPostgresSettings
        {
            DataFolder = _folder,
            ServerParameters = new Dictionary<string, string> { ["shared_buffers"] = "plenty" },
        };

        var start = () => EmbeddedPostgres.Start(settings, NullLogger.Instance);

        (await start.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage("*shared_buffers*plenty*");
    }

    [Fact]
    public async Task Each_database_of_the_test_server_is_new_and_answers()
    {
        var first = await TestPostgres.CreateDatabase("Some class");
        var second = await TestPostgres.CreateDatabase("Some class");

        first.Should().NotBe(second);
        (await Answers(first)).Should().BeTrue();
        (await Answers(second)).Should().BeTrue();
    }

    private Task<EmbeddedPostgres> Start() => Start(_folder);

    private static Task<EmbeddedPostgres> Start(string folder) =>
        EmbeddedPostgres.Start(new EmbeddedPostgresSettings { DataFolder = folder }, NullLogger.Instance);

    private async Task<(int Parent, string ConnectionString, int Server, int Guard)> StartInProcessApart()
    {
        var parent = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(EmbeddedPostgresTests).Assembly.Location, _folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        // Collected, it would close the pipe that the program lives by.
        _parents.Add(parent);
        var line = await parent.StandardOutput.ReadLineAsync();
        var parts = line!.Split('\t');
        return (
            parent.Id,
            parts[0],
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture)
        );
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    /// <summary>A zombie that nobody has reaped yet is no longer alive.</summary>
    private static bool Lives(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(20))
        {
            waited.Elapsed.Should().BeLessThan(Patience);
        }
    }

    private static async Task Write(string connectionString, int value)
    {
        await using var connection = await Open(connectionString);
        await using var command = new NpgsqlCommand(
            $"DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT {value} AS value",
            connection
        );
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<int>> Read(string connectionString)
    {
        var values = new List<int>();
        await using var connection = await Open(connectionString);
        await using var command = new NpgsqlCommand("SELECT value FROM kept", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetInt32(0));
        }

        return values;
    }

    private static async Task<bool> Answers(string connectionString)
    {
        try
        {
            await using var connection = await Open(connectionString);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task<NpgsqlConnection> Open(string connectionString)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A name for a folder that is not there yet, and its end.</summary>
    public sealed class OneFolder : IDisposable
    {
        public string Path { get; } =
            System.IO.Path.Combine(
                System.IO.Path.GetTempPath(),
                $"store-test-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"
            );

        public void Dispose()
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true);
            }
        }
    }
}
