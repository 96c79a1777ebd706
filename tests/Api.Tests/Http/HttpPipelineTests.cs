using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;
using static Store.Api.Tests.Http.Sent;

namespace Store.Api.Tests.Http;

public sealed class HttpPipelineTests(PipelineHost host) : IClassFixture<PipelineHost>
{
    private const string Good = """{"text":"hello","seats":1}""";

    [Fact]
    public async Task A_command_with_a_key_is_carried_out_and_answered_as_stored()
    {
        var answer = await Post("/v1/notes", Good, key: "\"k-1\"");

        answer.Status.Should().Be(201);
        answer.Header("Location").Should().Be("/v1/notes/n1");
        answer.Header("ETag").Should().Be("\"1\"");
        answer.Header("Store-Position").Should().Be("7");
        answer.Json.GetProperty("key").GetString().Should().Be("k-1");
        answer.Json.GetProperty("scope").GetString().Should().Be("buyer/a1");
        answer.Header("Idempotent-Replayed").Should().BeNull();
    }

    [Fact]
    public async Task A_replay_says_so()
    {
        var answer = await Post("/v1/notes", """{"text":"replay","seats":1}""", key: "k");

        answer.Header("Idempotent-Replayed").Should().Be("true");
    }

    [Fact]
    public async Task A_signed_in_POST_needs_a_key_and_a_visitors_does_not()
    {
        (await Post("/v1/notes", Good)).ShouldBe(400, "idempotency.key_missing");
        (await Post("/v1/open-notes", Good, token: null)).Status.Should().Be(201);
    }

    [Theory]
    [InlineData("\"open")]
    [InlineData("a b")]
    [InlineData("\"\"")]
    [InlineData("a\"b")]
    [InlineData("\"a\\b\"")]
    [InlineData("日本")]
    [InlineData("long")]
    public async Task A_malformed_key_is_refused(string key)
    {
        (await Post("/v1/notes", Good, key: key == "long" ? new string('k', 256) : key)).ShouldBe(
            400,
            "idempotency.key_malformed"
        );
    }

    [Fact]
    public async Task A_visitors_key_counts_together_with_route_and_payload()
    {
        var one = await Post("/v1/open-notes", Good, token: null, key: "k");
        var same = await Post("/v1/open-notes", Good, token: null, key: "\"k\"");
        var other = await Post("/v1/open-notes", """{"text":"other","seats":1}""", token: null, key: "k");

        string? Scope(Sent sent) => sent.Json.GetProperty("scope").GetString();
        Scope(same).Should().Be(Scope(one));
        Scope(other).Should().NotBe(Scope(one));
    }

    [Fact]
    public async Task An_operators_change_needs_If_Match()
    {
        async Task<Sent> Put(string? tag)
        {
            var request = Request(HttpMethod.Put, "/v1/operator/notes/n1", Good, null, "operator.o1");
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            }

            return await By(host.Client, request);
        }

        (await Put(null)).ShouldBe(428, "etag.required");
        foreach (
            var bad in new[] { "3", "W/\"3\"", "\"x\"", "\"3\", \"4\"", "\"-3\"", "\"\"", "\"99999999999999999999\"" }
        )
        {
            (await Put(bad)).ShouldBe(400, "etag.malformed");
        }

        (await Put("\"3\"")).Json.GetProperty("ifVersion").GetInt64().Should().Be(3);
        (await Put("\"3-2026-11-23\"")).Json.GetProperty("ifVersion").GetInt64().Should().Be(3);
        (await Put("*")).Json.GetProperty("ifVersion").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task If_None_Match_compares_the_whole_tag()
    {
        async Task<Sent> Get(string tag)
        {
            var request = Request(HttpMethod.Get, "/v1/notes/n1", null, null, null);
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            return await By(host.Client, request);
        }

        (await Get("\"3\"")).Status.Should().Be(200);
        var same = await Get("\"1\", W/\"3-2026-11-23\"");
        same.Status.Should().Be(304);
        same.Header("ETag").Should().Be("\"3-2026-11-23\"");
        same.Header("Store-Position").Should().Be("9");
    }

    [Fact]
    public async Task Prefer_wait_answers_what_stands_after_waiting()
    {
        var request = Request(HttpMethod.Post, "/v1/notes", Good, "k");
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async, wait=99");
        var answer = await By(host.Client, request);

        answer.Status.Should().Be(201);
        answer.Header("Preference-Applied").Should().Be("wait=30");
        answer.Header("Location").Should().Be("/v1/notes/n1");
        answer.Header("ETag").Should().Be("\"2\"");
        answer.Json.GetProperty("settled").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Roles_are_kept_apart()
    {
        (await Get("/v1/audit/notes", null)).ShouldBe(401, "auth.required");
        (await Get("/v1/audit/notes", "buyer.a1")).ShouldBe(403, "auth.forbidden");
        (await Get("/v1/audit/notes", "operator.o1")).ShouldBe(403, "auth.forbidden");
        (await Get("/v1/audit/notes", "auditor.u1")).Status.Should().Be(204);
        (await Get("/v1/audit/notes", "nobody.u1")).ShouldBe(401, "auth.token_invalid");
        var outdated = await Get("/v1/notes/n1", "outdated");
        outdated.ShouldBe(401, "auth.token_invalid");
        outdated.Header("WWW-Authenticate").Should().Contain("invalid_token");
        (await Get("/v1/unmarked", "auditor.u1")).ShouldBe(404, "route.not_found");
    }

    [Fact]
    public async Task A_page_links_to_the_next_until_there_is_none()
    {
        var first = await Get("/v1/notes?limit=2", "buyer.a1");
        first.Body.Should().StartWith("{\"items\":[{\"id\":\"n3\"},{\"id\":\"n2\"}],\"nextCursor\":\"");
        var cursor = first.Json.GetProperty("nextCursor").GetString();
        first.Header("Link").Should().Be($"</v1/notes?limit=2&cursor={cursor}>; rel=\"next\"");

        var second = await Get($"/v1/notes?limit=2&cursor={cursor}", "buyer.a1");
        second.Body.Should().Be("{\"items\":[{\"id\":\"n1\"}],\"nextCursor\":null}");
        second.Header("Link").Should().BeNull();

        (await Get("/v1/notes?limit=0", "buyer.a1")).ShouldBe(400, "request.invalid");
        (await Get("/v1/notes?limit=101", "buyer.a1")).ShouldBe(400, "request.invalid");
        (await Get("/v1/notes?limit=x", "buyer.a1")).ShouldBe(400, "request.invalid");
        (await Get("/v1/notes?limit=1&limit=2", "buyer.a1")).ShouldBe(400, "request.invalid");
        (await Get("/v1/notes?cursor=%25", "buyer.a1")).ShouldBe(400, "cursor.malformed");
        (await Get("/v1/notes?cursor=AAAA", "buyer.a1")).ShouldBe(400, "cursor.malformed");
        (await Get("/v1/notes?cursor=%00", "buyer.a1")).ShouldBe(400, "request.invalid");
    }

    [Fact]
    public async Task What_the_framework_refuses_is_a_problem_too()
    {
        (await Get("/v1/nowhere", null)).ShouldBe(404, "route.not_found");
        var wrong = await By(host.Client, Request(HttpMethod.Patch, "/v1/notes", null, null, null));
        wrong.ShouldBe(405, "route.method_not_allowed");
        wrong.Header("Allow").Should().Contain("GET");
    }

    [Fact]
    public async Task A_bug_is_answered_with_a_trace_and_no_text()
    {
        var answer = await Get("/v1/bugs", null);
        answer.ShouldBe(500, "internal.error");
        answer.Body.Should().NotContain("secret");
        answer.Json.GetProperty("traceId").GetString().Should().NotBeNullOrEmpty();

        var outage = await Get("/v1/outages", null);
        outage.ShouldBe(503, "store.unavailable");
        outage.Header("Retry-After").Should().Be("1");
    }

    [Fact]
    public async Task A_refusal_speaks_the_language_that_is_wanted()
    {
        var japanese = await Post("/v1/notes", """{"text":"refuse","seats":1}""", key: "k");
        japanese.ShouldBe(409, "note.broken");
        japanese.Json.GetProperty("detail").GetString().Should().Be("壊れています。");
        japanese.Json.GetProperty("type").GetString().Should().Be("https://store.example/problems/note.broken");
        japanese.Json.GetProperty("reissue").GetString().Should().Be("/v1/notes");

        foreach (
            var (wanted, detail) in new[]
            {
                ("en", "It"),
                ("en-GB,ja;q=0.5", "It"),
                ("fr,*", "壊"),
                ("ja,en;q=0.9", "壊"),
            }
        )
        {
            var request = Request(HttpMethod.Post, "/v1/notes", """{"text":"refuse","seats":1}""", "k");
            request.Headers.TryAddWithoutValidation("Accept-Language", wanted);
            (await By(host.Client, request)).Json.GetProperty("detail").GetString().Should().StartWith(detail);
        }
    }

    [Fact]
    public async Task Store_Position_stands_on_refusals_too()
    {
        var unknown = await Get("/v1/notes/unknown", null);
        unknown.ShouldBe(404, "note.not_found");
        unknown.Header("Store-Position").Should().Be("11");
        (await Get("/v1/nowhere", null)).Header("Store-Position").Should().NotBeNull();
        (await Get("/v1/notes/behind", null)).Header("Retry-After").Should().Be("1");
    }

    [Fact]
    public async Task A_file_carries_its_name_and_its_digest()
    {
        var file = await Get("/v1/notes/file", null);
        file.Header("Content-Digest").Should().StartWith("sha-256=:").And.EndWith(":");
        file.Header("Content-Disposition").Should().Contain("filename*=UTF-8''%E8%A6%8B");
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_refused()
    {
        using var line = new System.Net.Sockets.TcpClient();
        await line.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        var stream = line.GetStream();
        const string Broken =
            "POST /v1/open-notes HTTP/1.1\r\nHost: store\r\nContent-Type: application/json\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nno length\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Broken));

        var answer = await new StreamReader(stream).ReadToEndAsync();

        answer.Should().StartWith("HTTP/1.1 400").And.Contain("\"code\":\"request.incomplete\"");
    }

    [Fact]
    public async Task A_command_without_a_body_takes_none()
    {
        (await Post("/v1/pings", "", token: null)).Status.Should().Be(201);
        (await Post("/v1/pings", "{}", token: null)).Status.Should().Be(201);
        (await Post("/v1/pings", """{"a":1}""", token: null)).ShouldBe(400, "request.invalid");
    }

    private Task<Sent> Get(string path, string? token) =>
        By(host.Client, Request(HttpMethod.Get, path, null, null, token));

    private Task<Sent> Post(string path, string body, string? key = null, string? token = "buyer.a1") =>
        By(host.Client, Request(HttpMethod.Post, path, body, key, token));
}
