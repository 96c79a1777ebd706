using FluentAssertions;
using Xunit;

namespace Store.Api.Tests.Http;

public sealed class RateLimitTests
{
    [Fact]
    public async Task A_caller_over_the_limit_is_refused_and_told_how_long_to_wait()
    {
        await using var running = await Running.With(("Store:Limits:PerCaller:Requests", "3"));

        for (var left = 2; left >= 0; left--)
        {
            var answer = await running.Get("/v1/audit/notes", "auditor.u1");
            answer.Status.Should().Be(204);
            answer.Header("RateLimit-Policy").Should().Be("\"caller\";q=3;w=60");
            answer.Header("RateLimit").Should().Be($"\"caller\";r={left}");
        }

        var refused = await running.Get("/v1/audit/notes", "auditor.u1");
        refused.ShouldBe(429, "rate.limited");
        int.Parse(refused.Header("Retry-After")!, null).Should().BeInRange(1, 60);

        (await running.Get("/v1/audit/notes", "auditor.u2")).Status.Should().Be(204, "each caller is counted alone");
    }

    [Fact]
    public async Task Sign_in_has_a_limit_of_its_own()
    {
        await using var running = await Running.With(("Store:Limits:Routes:sign-in:Requests", "2"));

        (await running.Post("/v1/sessions")).Status.Should().Be(204);
        var last = await running.Post("/v1/sessions");
        last.Header("RateLimit-Policy").Should().Be("\"sign-in\";q=2;w=60");
        (await running.Post("/v1/sessions")).ShouldBe(429, "rate.limited");
        (await running.Get("/v1/notes/n1", null)).Status.Should().Be(200);
    }

    [Fact]
    public async Task Whoever_tries_tokens_runs_out_of_tries()
    {
        await using var running = await Running.With(("Store:Limits:PerCaller:Requests", "2"));

        (await running.Get("/v1/notes/n1", "guess")).ShouldBe(401, "auth.token_invalid");
        (await running.Get("/v1/notes/n1", "another")).ShouldBe(401, "auth.token_invalid");
        (await running.Get("/v1/notes/n1", "third")).ShouldBe(429, "rate.limited");
    }

    [Fact]
    public async Task Visitors_behind_a_trusted_proxy_are_told_apart()
    {
        await using var running = await Running.With(
            ("Store:Limits:PerCaller:Requests", "1"),
            ("Store:TrustedProxies:0", "127.0.0.0/8")
        );

        (await running.Get("/v1/notes/n1", null, from: "203.0.113.1")).Status.Should().Be(200);
        (await running.Get("/v1/notes/n1", null, from: "203.0.113.2")).Status.Should().Be(200);
        (await running.Get("/v1/notes/n1", null, from: "203.0.113.1")).ShouldBe(429, "rate.limited");
    }

    [Fact]
    public async Task Nobody_else_chooses_the_address_that_is_counted()
    {
        await using var running = await Running.With(("Store:Limits:PerCaller:Requests", "1"));

        (await running.Get("/v1/notes/n1", null, from: "203.0.113.1")).Status.Should().Be(200);
        (await running.Get("/v1/notes/n1", null, from: "203.0.113.2")).ShouldBe(429, "rate.limited");
    }

    private sealed class Running(PipelineHost host) : IAsyncDisposable
    {
        public static async Task<Running> With(params (string Name, string Value)[] settings)
        {
            var host = new PipelineHost(settings.ToDictionary(s => s.Name, string? (s) => s.Value));
            await host.InitializeAsync();
            return new Running(host);
        }

        public Task<Sent> Get(string path, string? token, string? from = null) =>
            Send(HttpMethod.Get, path, token, from);

        public Task<Sent> Post(string path) => Send(HttpMethod.Post, path, null);

        public async ValueTask DisposeAsync() => await host.DisposeAsync();

        private Task<Sent> Send(HttpMethod method, string path, string? token, string? from = null)
        {
            var request = new HttpRequestMessage(method, path);
            if (from is not null)
            {
                request.Headers.Add("X-Forwarded-For", from);
            }

            if (token is not null)
            {
                request.Headers.Authorization = new("Bearer", token);
            }

            return Sent.By(host.Client, request);
        }
    }
}
