using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Npgsql;
using Store.Api.Tests.Orders;
using Store.Application.Audit;
using Store.Domain.Audit;
using Xunit;
using Xunit.Abstractions;

namespace Store.Api.Tests.Audit;

/// <summary>An auditor takes the log home over HTTP, and trusts nothing that was not verified there.</summary>
public sealed class AuditJourneyTests(SandboxStore store, ITestOutputHelper output) : IClassFixture<SandboxStore>
{
    private HttpClient _auditor = new();

    [Fact]
    public async Task The_export_is_the_log_to_the_byte_and_leads_to_the_signed_root()
    {
        await SignIn();
        var order = await store.Order(await store.NewBuyer());
        var (checkpoint, _) = await Checkpoint();
        var lines = await Lines("/v1/audit/events?after=-1");
        lines.Count.Should().BeGreaterThanOrEqualTo((int)checkpoint.Size);
        var tree = new MerkleTree([]);
        var position = 0L;
        foreach (var line in lines)
        {
            line.GetProperty("position").GetInt64().Should().Be(position++);
            var envelope = Envelope(line);
            Convert.ToBase64String(MerkleHash.Leaf(envelope)).Should().Be(line.Text("leafHash"));
            line.GetProperty("fact").GetRawText().Should().Be(Encoding.UTF8.GetString(envelope));
            tree.Append(MerkleHash.Leaf(envelope));
        }

        tree.Root(checkpoint.Size).ToArray().Should().Equal(checkpoint.Root.ToArray());
        var ordered = lines.Where(l => l.GetProperty("fact").Text("stream") == order.Text("number")).ToList();
        ordered[0].GetProperty("fact").Text("type").Should().Be("order.placed");
        (await Raw($"/v1/audit/streams/order/{order.Text("number")}"))
            .Should()
            .StartWith(string.Concat(ordered.Take(2).Select(l => l.GetRawText() + "\n")));
    }

    [Fact]
    public async Task Proofs_of_any_size_are_those_of_a_tree_in_memory()
    {
        await SignIn();
        await store.Order(await store.NewBuyer());
        var (last, _) = await Checkpoint();
        var tree = new MerkleTree([]);
        foreach (var line in await Lines("/v1/audit/events"))
        {
            tree.Append(MerkleHash.Leaf(Envelope(line)));
        }

        const int seed = 20_261_128;
        output.WriteLine($"seed {seed}");
        var choices = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            var size = choices.NextInt64(1, last.Size + 1);
            var position = choices.NextInt64(0, size);
            var inclusion = await Json($"/v1/audit/proofs/inclusion?position={position}&size={size}");
            Hashes(inclusion)
                .Should()
                .Equal(tree.Inclusion(position, size).Select(h => Convert.ToBase64String(h.Span)));
            InclusionProof
                .Verify(
                    position,
                    size,
                    Convert.FromBase64String(inclusion.GetProperty("leafHash").GetString()!),
                    Hashes(inclusion).ConvertAll(h => (ReadOnlyMemory<byte>)Convert.FromBase64String(h)),
                    tree.Root(size).Span
                )
                .Should()
                .BeTrue();
            var from = choices.NextInt64(1, size + 1);
            var consistency = await Json($"/v1/audit/proofs/consistency?from={from}&to={size}");
            Hashes(consistency)
                .Should()
                .Equal(tree.Consistency(from, size).Select(h => Convert.ToBase64String(h.Span)));
        }

        (await Json($"/v1/audit/proofs/inclusion?position=0")).GetProperty("size").GetInt64().Should().BePositive();
    }

    [Fact]
    public async Task A_checkpoint_covers_what_was_acknowledged_and_is_verified_by_the_key_that_is_told()
    {
        await SignIn();
        for (var i = 0; i < 3; i++)
        {
            var buyer = await store.NewBuyer();
            var placed = await store.Place(buyer, await store.Quote(buyer));
            var seen = long.Parse(placed.Headers.GetValues("Store-Position").Single(), CultureInfo.InvariantCulture);
            var (checkpoint, note) = await Checkpoint();
            checkpoint.Size.Should().BeGreaterThan(seen);
            var told = await Json("/v1/audit/keys");
            told.Text("origin").Should().Be(checkpoint.Origin);
            var key = told.GetProperty("keys").EnumerateArray().Last();
            VerifierKey.Read(key.Text("verifierKey"))!.Verify(note).Should().BeTrue();
        }
    }

    [Fact]
    public async Task What_an_auditor_has_already_is_not_sent_again()
    {
        await SignIn();
        HttpResponseMessage again;
        var tries = 0;
        do
        {
            // Something may be recorded in between; in a quiet moment the note stays.
            using var first = await _auditor.GetAsync("/v1/audit/checkpoint");
            first.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/audit/checkpoint");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            again = await _auditor.SendAsync(request);
        } while (again.StatusCode != HttpStatusCode.NotModified && ++tries < 50);

        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task An_export_is_asked_for_by_what_happened_to_whom_and_when()
    {
        await SignIn();
        var buyer = await store.NewBuyer();
        await store.Order(buyer);
        var all = await Lines("/v1/audit/events");
        var facts = all.ConvertAll(l => l.GetProperty("fact"));
        var middle = facts[all.Count / 2].Text("recordedAt");
        await Same("type=order.placed", f => f.Text("type") == "order.placed");
        await Same("category=order", f => f.Text("category") == "order");
        await Same("category=order&type=order.accepted", f => f.Text("type") == "order.accepted");
        await Same("actor=reactor", f => f.GetProperty("actor").Text("kind") == "reactor");
        await Same("actor=reactor:order_screening", f => f.GetProperty("actor").Text("id") == "order_screening");
        await Same($"actor={buyer.AccountId}", f => f.GetProperty("actor").Text("id") == buyer.AccountId);
        await Same($"recordedFrom={middle}", f => At(f) >= At(middle));
        await Same($"recordedTo={middle}", f => At(f) <= At(middle));
        await Same($"recordedFrom={middle}&recordedTo={middle}", f => At(f) == At(middle));
        (await Lines("/v1/audit/events?after=4&limit=3"))
            .Select(l => l.GetProperty("position").GetInt64())
            .Should()
            .Equal(5, 6, 7);
        (await Lines("/v1/audit/events?recordedFrom=2999-01-01T00:00:00Z")).Should().BeEmpty();

        async Task Same(string query, Func<JsonElement, bool> isAsked)
        {
            var asked = (await Lines($"/v1/audit/events?{query}")).ConvertAll(l => l.GetRawText());
            // What is recorded meanwhile may come behind.
            asked
                .Take(all.Count(l => isAsked(l.GetProperty("fact"))))
                .Should()
                .NotBeEmpty(query)
                .And.Equal(all.Where(l => isAsked(l.GetProperty("fact"))).Select(l => l.GetRawText()), query);
        }
    }

    [Fact]
    public async Task A_replay_at_the_head_is_the_read_model_and_each_step_leads_to_the_next()
    {
        await SignIn();
        var buyer = await store.NewBuyer();
        var number = (await store.Order(buyer)).Text("number");
        await store.UntilType(number, "order.billing_requested");
        var quote = (await Json($"/v1/audit/orders/{number}/replay")).GetProperty("order").Text("quoteId");
        foreach (
            var (path, projection, key, name) in new[]
            {
                ($"orders/{number}", "orders", number, "order"),
                ($"quotes/{quote}", "quotes", quote, "quote"),
                ($"accounts/{buyer.AccountId}", "accounts", buyer.AccountId, "account"),
            }
        )
        {
            var replay = await Json($"/v1/audit/{path}/replay");
            var stored = JsonNode.Parse(await Stored(projection, key))!;
            var shown = JsonNode.Parse(replay.GetProperty(name).GetRawText());
            // What is personal is open in the read model, and in no answer to an auditor.
            foreach (var difference in JsonChange.Between(stored, shown))
            {
                difference.After.Should().BeNull($"{path} shows {difference.Path} as {difference.After}");
                difference.Path.Should().MatchRegex("(?i)contact|email|phone|postal|address", path);
            }

            var facts = replay.GetProperty("facts").EnumerateArray().ToList();
            for (var version = 1; version <= facts.Count; version++)
            {
                var before = await Json($"/v1/audit/{path}/replay?version={version}");
                before.GetProperty("version").GetInt64().Should().Be(version);
                var at = await Json($"/v1/audit/{path}/replay?asOf={facts[version - 1].Text("recordedAt")}");
                at.GetProperty("version").GetInt64().Should().BeGreaterThanOrEqualTo(version);
                JsonNode
                    .DeepEquals(
                        JsonNode.Parse(before.GetProperty("facts").GetRawText()),
                        new JsonArray([.. facts.Take(version).Select(f => JsonNode.Parse(f.GetRawText()))])
                    )
                    .Should()
                    .BeTrue();
            }
        }

        var steps = (await Json($"/v1/audit/orders/{number}/replay")).GetProperty("facts").EnumerateArray().ToList();
        var accepted = steps.Single(f => f.Text("type") == "order.accepted");
        var change = accepted.GetProperty("changes").EnumerateArray().Single(c => c.Text("path") == "/status");
        (change.Text("before"), change.Text("after")).Should().Be(("screening", "accepted"));
    }

    [Theory]
    [InlineData("/v1/audit/proofs/inclusion", 400, "request.invalid")]
    [InlineData("/v1/audit/proofs/inclusion?position=-1", 400, "request.invalid")]
    [InlineData("/v1/audit/proofs/inclusion?position=0&size=0", 400, "request.invalid")]
    [InlineData("/v1/audit/proofs/inclusion?position=5&size=5", 404, "proof.position_unknown")]
    [InlineData("/v1/audit/proofs/inclusion?position=0&size=1000000000", 404, "proof.size_unsigned")]
    [InlineData("/v1/audit/proofs/consistency", 400, "request.invalid")]
    [InlineData("/v1/audit/proofs/consistency?from=0", 400, "request.invalid")]
    [InlineData("/v1/audit/proofs/consistency?from=6&to=5", 400, "proof.sizes_reversed")]
    [InlineData("/v1/audit/proofs/consistency?from=1&to=1000000000", 404, "proof.size_unsigned")]
    [InlineData("/v1/audit/events?after=-2", 400, "request.invalid")]
    [InlineData("/v1/audit/events?limit=0", 400, "request.invalid")]
    [InlineData("/v1/audit/events?recordedFrom=yesterday", 400, "request.invalid")]
    [InlineData("/v1/audit/streams/order/nothing", 404, "stream.not_found")]
    [InlineData("/v1/audit/orders/nothing/replay", 404, "order.not_found")]
    [InlineData("/v1/audit/orders/nothing/replay?version=0", 400, "request.invalid")]
    [InlineData("/v1/audit/orders/nothing/replay?version=1&asOf=2026-01-01T00:00:00Z", 400, "replay.two_moments")]
    public async Task Nonsense_is_refused_by_its_code(string path, int status, string code)
    {
        await SignIn();
        await (await _auditor.GetAsync(path)).ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task A_moment_that_a_stream_has_not_known_is_refused()
    {
        await SignIn();
        var number = (await store.Order(await store.NewBuyer())).Text("number");
        var replay = $"/v1/audit/orders/{number}/replay";
        await (await _auditor.GetAsync($"{replay}?version=99")).ShouldBeProblem(404, "replay.version_unknown");
        await (await _auditor.GetAsync($"{replay}?asOf=2020-01-01T00:00:00Z")).ShouldBeProblem(404, "replay.not_yet");
    }

    private async Task SignIn()
    {
        var body = new { email = "auditor@store.example", password = "auditor-pass-1" };
        var session = await (await store.Anonymous.PostAsJsonAsync("/v1/sessions", body)).Json();
        _auditor = store.Client(session.Text("accessToken"));
    }

    private async Task<(Checkpoint, SignedNote)> Checkpoint()
    {
        var note = SignedNote.Read(await Raw("/v1/audit/checkpoint"))!;
        return (Domain.Audit.Checkpoint.Read(note.Text)!, note);
    }

    private async Task<string> Raw(string path)
    {
        using var answer = await _auditor.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, body);
        return body;
    }

    private async Task<JsonElement> Json(string path) => JsonDocument.Parse(await Raw(path)).RootElement;

    private async Task<List<JsonElement>> Lines(string path) =>
        [
            .. (await Raw(path))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonDocument.Parse(l).RootElement),
        ];

    private async Task<byte[]> Stored(string projection, string key)
    {
        await using var connection = new NpgsqlConnection(store.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            select d.body from store.documents d join store.projections p
                on p.name = d.projection and p.generation = d.generation and p.state = 'live'
             where d.projection = $1 and d.key = $2
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = projection });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    private static List<string> Hashes(JsonElement proof) =>
        [.. proof.GetProperty("hashes").EnumerateArray().Select(h => h.GetString()!)];

    private static byte[] Envelope(JsonElement line) => Convert.FromBase64String(line.Text("envelope"));

    private static NodaTime.Instant At(JsonElement fact) => At(fact.Text("recordedAt"));

    private static NodaTime.Instant At(string instant) =>
        NodaTime.Text.InstantPattern.ExtendedIso.Parse(instant).GetValueOrThrow();
}
