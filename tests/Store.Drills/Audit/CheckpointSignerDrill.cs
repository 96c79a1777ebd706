using System.Diagnostics;
using FluentAssertions;
using Npgsql;
using Store.Domain.Audit;
using Store.Drills.Processes;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Audit;

/// <summary>
/// The signer's process is killed, and paused, just between the note outside and the row in the database; another one
/// goes on, and neither forks what was signed nor takes any of it back.
/// </summary>
public sealed class CheckpointSignerDrill(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("store-drill-").FullName;
    private string _database = "";
    private int _accounts;

    public async Task InitializeAsync() => _database = await TestPostgres.CreateDatabase("signer");

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Neither_a_killed_notary_nor_a_paused_one_forks_what_was_signed()
    {
        var drill = new Drill("signer", output);
        var settings = new Dictionary<string, string> { ["Store:DataFolder"] = Path.Combine(_folder, "data") };
        await using var first = new ApiProcess(_database, settings);
        await using var second = new ApiProcess(_database, settings);
        await first.Start();
        await Until(() => Task.FromResult(Notes().Length == 1), "the empty log is signed");
        await second.Start();
        for (var round = 0; round < drill.Of(1, 20); round++)
        {
            await using (await HeldBehindTheNote(by: second))
            {
                await first.Kill();
            }

            await Signed();
            await first.Start();
            await Register(first);
            await Signed();

            // By now the second one leads.
            await using (await HeldBehindTheNote(by: first))
            {
                await second.Pause();
                await TakeLease();
            }

            await Register(first);
            await Signed();
            var size = OutsideNote().Size;
            await second.Continue();
            await Register(second);
            await Signed();
            OutsideNote().Size.Should().BeGreaterThan(size);
            await IsHealthy(first);
            await IsHealthy(second);
            await second.Kill();
            await second.Start();
        }
    }

    [Fact]
    public async Task The_program_ends_with_1_and_a_sentence_where_the_history_is_no_longer_what_was_signed()
    {
        var settings = new Dictionary<string, string> { ["Store:DataFolder"] = Path.Combine(_folder, "data") };
        await using var store = new ApiProcess(_database, settings);
        await store.Start();
        await Register(store);
        await Signed();
        await store.Kill();
        await using (var database = NpgsqlDataSource.Create(_database))
        {
            await using var edit = database.CreateCommand(
                """
                begin;
                alter table store.facts disable trigger all;
                update store.facts set leaf = sha256(leaf) where position = 1;
                alter table store.facts enable trigger all;
                commit
                """
            );
            await edit.ExecuteNonQueryAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        (await store.Verb([], patience.Token)).Should().Be(1, await store.Log());
        (await store.Log()).Should().Contain("\nThe store does not start on this history. The fact at position 1 ");
    }

    /// <summary>
    /// Adds facts and returns once their note is outside and the signer waits for the tree's rows, which are held.
    /// </summary>
    private async Task<NpgsqlConnection> HeldBehindTheNote(ApiProcess by)
    {
        await Signed();
        var before = OutsideNote().Size;
        var holding = new NpgsqlConnection(_database);
        await holding.OpenAsync();
        await using var command = new NpgsqlCommand("begin; lock table store.tree_nodes in exclusive mode", holding);
        await command.ExecuteNonQueryAsync();
        await Register(by);
        await Until(() => Task.FromResult(OutsideNote().Size > before), "the note outside grows");
        (await Row()).Should().Be(before);
        return holding;
    }

    /// <summary>As a database does with a client that no longer answers.</summary>
    private async Task TakeLease()
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand(
            """
            select pg_terminate_backend(pid, 5000) from pg_locks
             where locktype = 'advisory' and classid = 5412 and objid = 3
                or relation = 'store.tree_nodes'::regclass and not granted
            """
        );
        await command.ExecuteNonQueryAsync();
    }

    private async Task Register(ApiProcess at)
    {
        using var client = new HttpClient { BaseAddress = at.Address };
        var terms = await client.Get("/v1/terms");
        await client.Post(
            "/v1/accounts",
            new
            {
                kind = "corporation",
                companyName = "株式会社見本",
                contactName = "見本 花子",
                email = $"buyer-{++_accounts}@example.jp",
                password = "correct horse battery",
                phone = "03-1234-5678",
                postalCode = "100-0001",
                address = "東京都千代田区千代田1-1",
                agreedTermsVersion = terms.Text("version"),
            }
        );
    }

    /// <summary>Waits until outside and inside agree about every fact; each root is that of the leaves.</summary>
    private async Task Signed()
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await Until(
            async () =>
            {
                var (note, tree) = (OutsideNote(), new MerkleTree([]));
                await using var command = database.CreateCommand("select leaf from store.facts order by position");
                await using var row = await command.ExecuteReaderAsync();
                while (await row.ReadAsync())
                {
                    tree.Append(row.GetFieldValue<byte[]>(0));
                }

                tree.Root(note.Size).ToArray().Should().Equal(note.Root.ToArray(), "no note is of another history");
                return note.Size == tree.Size && await Row() == tree.Size;
            },
            "every fact is signed"
        );
    }

    private Checkpoint OutsideNote() => Checkpoint.Read(SignedNote.Read(File.ReadAllText(Notes().Single()))!.Text)!;

    private string[] Notes()
    {
        var folder = Path.Combine(_folder, "data", "checkpoints");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.checkpoint") : [];
    }

    private async Task<long> Row()
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand("select note_size from store.checkpoint");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task IsHealthy(ApiProcess process)
    {
        using var client = new HttpClient { BaseAddress = process.Address };
        await Until(
            async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "the process is in service"
        );
    }

    private static async Task Until(Func<Task<bool>> so, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await so())
        {
            Stopwatch.GetElapsedTime(began).Should().BeLessThan(Patience, what);
            await Task.Delay(50);
        }
    }
}
