using System.Net.Http.Headers;
using FluentAssertions;
using Store.Domain.Audit;
using Store.Drills.Processes;
using Store.Infrastructure.Bundles;
using Store.Infrastructure.Witness;
using Store.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Drills.Audit;

/// <summary>
/// A witness follows an honest log through growth, a new key and restarts, and cosigns; when an old state of the
/// database is put back under the log's own key, it names that and cosigns nothing, then and after the log has grown
/// past what it saw.
/// </summary>
public sealed class WitnessDrill(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly LogAccess Auditor = new(null, "auditor@store.example", "auditor-pass-1");

    private readonly Drill _drill = new("witness", output);
    private readonly string _folder = Directory.CreateTempSubdirectory("store-witness-").FullName;
    private readonly BothVerifiers _verifiers = new(output.WriteLine);

    private string State => Path.Combine(_folder, "state");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _verifiers.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A2_A_witness_cosigns_what_continues_and_names_a_log_that_was_rolled_back_or_forked()
    {
        var database = await TestPostgres.CreateDatabase("witness");
        await using var honest = new ApiProcess(database, new Dictionary<string, string>());
        await honest.Start();
        (await Look(honest)).Should().BeOfType<WitnessOutcome.Cosigned>("it is the first contact");
        (await Look(honest)).Should().BeOfType<WitnessOutcome.Unchanged>();
        await Grow(honest, 3);
        (await Look(honest)).Should().BeOfType<WitnessOutcome.Cosigned>();

        await Expect(honest, 0, ["keys", "rotate"]);
        await Grow(honest, 1);
        (await Look(honest)).Should().BeOfType<WitnessOutcome.Cosigned>("the old key names the new one");

        await honest.Kill();
        var old = await TestPostgres.CreateDatabase("witness", copyOf: database);
        await honest.Start();
        await Grow(honest, 2);
        await Expect(
            honest,
            0,
            ["witness", "--state", State, "--email", Auditor.Email!, "--once", $"{honest.Address}"]
        );
        var remembered = Remembered();
        await DemandCosignature(honest);
        await honest.Kill();

        // Whoever puts the old state back also removes what the store itself remembers.
        Directory.Delete(Path.Combine(honest.Folder, "checkpoints"), recursive: true);
        await using var rolledBack = new ApiProcess(old, new Dictionary<string, string>(), honest.Folder);
        await rolledBack.Start();
        (await Look(rolledBack)).Sentence.Should().StartWith("The log was rolled back");
        await Expect(
            rolledBack,
            1,
            ["witness", "--state", State, "--email", Auditor.Email!, "--once", $"{rolledBack.Address}"]
        );

        await Grow(rolledBack, 8);
        var forked = await Look(rolledBack);
        forked.Should().BeOfType<WitnessOutcome.Contradicted>();
        forked.Sentence.Should().StartWith("The log was forked");
        Remembered().Should().Be(remembered, "nothing was cosigned that does not continue it");
        foreach (var evidence in Directory.GetDirectories(State, "evidence-*"))
        {
            (await File.ReadAllTextAsync(Path.Combine(evidence, "cosigned"))).Should().Be(remembered);
            SignedNote.Read(await File.ReadAllTextAsync(Path.Combine(evidence, "offered"))).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task A3_A_witness_that_is_killed_at_any_moment_remembers_what_it_cosigned()
    {
        var database = await TestPostgres.CreateDatabase("witness");
        await using var store = new ApiProcess(database, new Dictionary<string, string>());
        await store.Start();
        var choices = _drill.Choices(3);
        var seen = 0L;
        for (var round = 0; round < _drill.Of(2, 30); round++)
        {
            using var lifetime = new CancellationTokenSource();
            var following = store.Verb(
                ["witness", "--state", State, "--email", Auditor.Email!, "--every", "1", $"{store.Address}"],
                lifetime.Token,
                ("STORE_PASSWORD", Auditor.Password!)
            );
            while (!File.Exists(Path.Combine(State, WitnessFolder.Last)) || Size() <= seen)
            {
                await Grow(store, 1);
            }

            await Task.Delay(choices.Next(1_500));
            await lifetime.CancelAsync();
            (await following).Should().NotBe(0, "it was killed");
            Size().Should().BeGreaterThan(seen, "what was cosigned stands, whole");
            seen = Size();
        }
    }

    private long Size() => Checkpoint.Read(SignedNote.Read(Remembered())!.Text)!.Size;

    /// <summary>A verifier counts the cosignature at a size below the bundle's, and misses a second.</summary>
    private async Task DemandCosignature(ApiProcess store)
    {
        using var client = await SignedIn(store);
        var bundle = Path.Combine(_folder, "bundle.tar");
        await Grow(store, 1);
        await File.WriteAllBytesAsync(
            bundle,
            await client.GetByteArrayAsync(new Uri("/v1/audit/bundle", UriKind.Relative))
        );
        var folder = new WitnessFolder(State);
        var request = new BundleVerificationRequest(
            bundle,
            Key: folder.Pinned,
            Witnesses: [folder.Key],
            Cosigned: [Path.Combine(State, WitnessFolder.Last)],
            Cosignatures: 1
        );
        (await _verifiers.Findings(request)).Should().Be("verified");
        (await _verifiers.Findings(request with { Cosignatures = 2 })).Should().Be("contradicted tooFewWitnesses");
    }

    private string Remembered() => File.ReadAllText(Path.Combine(State, WitnessFolder.Last));

    private async Task<WitnessOutcome> Look(ApiProcess store)
    {
        using var client = new LogClient(store.Address, Auditor);
        return await new WitnessRound(new WitnessFolder(State), client, TimeProvider.System).Run(
            null,
            CancellationToken.None
        );
    }

    private async Task Expect(ApiProcess store, int code, string[] verb) =>
        (await store.Verb(verb, CancellationToken.None, ("STORE_PASSWORD", Auditor.Password!)))
            .Should()
            .Be(code, await store.Log());

    /// <summary>Facts from outside: each anonymous quote is one.</summary>
    private static async Task Grow(ApiProcess store, int facts)
    {
        using var visitor = new HttpClient { BaseAddress = store.Address };
        for (var i = 0; i < facts; i++)
        {
            var cart = (await visitor.Post("/v1/carts", new { })).Text("id");
            using var line = System.Net.Http.Json.JsonContent.Create(new { seats = 5 });
            var path = new Uri($"/v1/carts/{cart}/lines/tsukijime-kaikei.standard-yearly", UriKind.Relative);
            (await visitor.PutAsync(path, line)).EnsureSuccessStatusCode();
            await visitor.Post($"/v1/carts/{cart}/quotes", new { });
        }

        // Only a signed size can be followed: the checkpoint waits for it.
        using var client = await SignedIn(store);
        await client.GetStringAsync(new Uri("/v1/audit/checkpoint", UriKind.Relative));
    }

    private static async Task<HttpClient> SignedIn(ApiProcess store)
    {
        var client = new HttpClient { BaseAddress = store.Address };
        var session = await client.Post("/v1/sessions", new { email = Auditor.Email, password = Auditor.Password });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            session.Text("accessToken")
        );
        return client;
    }
}
