using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Store.Application.Audit;
using Store.Application.EventSourcing;
using Store.Domain.Audit;
using Store.Domain.Credit;
using Store.TestKit;

namespace Store.Infrastructure.Tests.Audit;

/// <summary>
/// A store whose history is signed, and the hand of someone who owns its database: the superuser, with every trigger
/// off.
/// </summary>
internal sealed class SignedHistory : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private PostgresStore? _store;

    private SignedHistory(PostgresStore store) => (_store, ConnectionString) = (store, store.ConnectionString);

    public string ConnectionString { get; }

    public PostgresStore Store => _store ?? throw new InvalidOperationException("The store is stopped.");

    public string DataFolder => TestKeys.For(ConnectionString)["Store:DataFolder"]!;

    public string OutsideNote => Directory.GetFiles(Path.Combine(DataFolder, "checkpoints"), "*.checkpoint").Single();

    public string KeyFile => Path.Combine(DataFolder, "keys", "checkpoint.key");

    /// <summary>A store with so many facts, all of them signed.</summary>
    public static async Task<SignedHistory> Of(int facts, Action<IServiceCollection>? configure = null)
    {
        var history = new SignedHistory(await PostgresStore.Start("signed_history", configure));
        await Record(history.Store, "a", facts);
        await history.Signed(facts);
        return history;
    }

    /// <summary>One line of credit, opened once and used ever after.</summary>
    public static async Task Record(PostgresStore store, string line, int facts, string order = "O")
    {
        for (var done = 0; done < facts; )
        {
            var now = Math.Min(facts - done, 500);
            var first = done;
            var result = await store.Log.Decide(
                new DecisionRequest(
                    "Fill",
                    Actor.System,
                    [StreamId.Of<CreditLine>(line)],
                    session =>
                    {
                        for (var i = 0; i < now; i++)
                        {
                            var number = FormattableString.Invariant($"{order}-{first + i}");
                            session.Decide<CreditLine>(
                                line,
                                l => l.LimitYen is null ? l.Open(1_000_000_000, "") : l.Reserve(number, 1)
                            );
                        }

                        return DecisionResult.Done;
                    }
                ),
                CancellationToken.None
            );
            result.Should().BeOfType<CommandResult.Done>();
            done += now;
        }
    }

    /// <summary>Waits until the last note in the database covers exactly so many facts.</summary>
    public Task<Checkpoint> Signed(long size) => Signed(Store, size);

    public static async Task<Checkpoint> Signed(PostgresStore store, long size)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var last = await store.Get<ISignedTree>().Last(CancellationToken.None);
            if (last.Size == size)
            {
                return Checkpoint.Read(SignedNote.Read(last.Note!)!.Text)!;
            }

            Stopwatch
                .GetElapsedTime(began)
                .Should()
                .BeLessThan(Patience, $"{size} facts are to be signed, the last note covers {last.Size}");
            await Task.Delay(20);
        }
    }

    public async Task Stop()
    {
        await Store.DisposeAsync();
        _store = null;
        NpgsqlConnection.ClearAllPools();
    }

    public async Task Start(Action<IServiceCollection>? configure = null) =>
        _store = await PostgresStore.Over(ConnectionString, TestClock.Monday, configure);

    /// <summary>As superuser, with the triggers off.</summary>
    public async Task Tamper(string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(ConnectionString));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}", connection);
        (await command.ExecuteNonQueryAsync()).Should().NotBe(0, $"something is changed by: {sql}");
    }

    /// <summary>Changes one digit of what the fact at a position says.</summary>
    public Task Change(int position) =>
        Tamper(
            $"""
            update store.facts set envelope = set_byte(envelope, octet_length(envelope) - 3,
              get_byte(envelope, octet_length(envelope) - 3) # 1) where position = {position}
            """
        );

    /// <summary>A copy of the stopped store's database, as a dump would keep it.</summary>
    public async Task Dump(string name) =>
        await OnServer(string.Create(CultureInfo.InvariantCulture, $"create database \"{name}\" template \"{Name}\""));

    /// <summary>Puts a dump in place of the stopped store's database.</summary>
    public async Task Restore(string name)
    {
        await OnServer($"drop database \"{Name}\" with (force)");
        await OnServer($"alter database \"{name}\" rename to \"{Name}\"");
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    private string Name => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    private async Task OnServer(string sql)
    {
        NpgsqlConnection.ClearAllPools();
        var server = new NpgsqlConnectionStringBuilder(Unpooled(ConnectionString)) { Database = "postgres" };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        // A stopped store's sessions end when its garbage is collected, which is too late for a copy.
        await using var end = new NpgsqlCommand(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1",
            connection
        );
        end.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name });
        await end.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
}
