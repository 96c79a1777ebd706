using System.Text;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Store.Api.Tests.Http;
using Store.Application.Mail;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Sandbox;

/// <summary>
/// The whole program over a database of its own: clock, mail and health, in Development and elsewhere.
/// </summary>
public sealed class SandboxTests : IAsyncLifetime
{
    private string _connectionString = "";
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await TestPostgres.CreateStore(nameof(SandboxTests));
        (_app, _client) = await Start(Environments.Development);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_clock_moves_forward_and_never_back()
    {
        var before = await Now();
        var to = before + Duration.FromDays(31);

        var moved = await Move(InstantPattern.ExtendedIso.Format(to));

        moved.Status.Should().Be(200, moved.Body);
        (await Now()).Should().BeGreaterThanOrEqualTo(to);
        (await Move(InstantPattern.ExtendedIso.Format(before))).ShouldBe(422, "clock.backwards");
        (await Move("2101-01-01T00:00:00Z")).ShouldBe(400, "request.invalid");
        (await Move("tomorrow")).ShouldBe(400, "request.invalid");
    }

    [Fact]
    public async Task Mail_is_listed_newest_first_with_its_links()
    {
        var mailer = _app.Services.GetRequiredService<IMailer>();
        await mailer.Send(
            new("m1", "a1", "one@example.jp", "一", "こちら：https://store.example/reset?t=abc。"),
            default
        );
        await mailer.Send(
            new("m2", "a2", "two@example.jp", "二", "（https://a.example/x） https://a.example/x", "<p>二</p>"),
            default
        );

        var all = await Get("/sandbox/mail?limit=1");
        all.Json.GetProperty("items")[0].GetProperty("subject").GetString().Should().Be("二");
        all.Json.GetProperty("items")[0].GetProperty("links").EnumerateArray().Should().ContainSingle();
        all.Json.GetProperty("items")[0].GetProperty("html").GetString().Should().Be("<p>二</p>");
        var cursor = all.Json.GetProperty("nextCursor").GetString();
        var rest = await Get($"/sandbox/mail?limit=1&cursor={cursor}");
        rest.Json.GetProperty("items")[0]
            .GetProperty("links")[0]
            .GetString()
            .Should()
            .Be("https://store.example/reset?t=abc");

        (await Get("/sandbox/mail?to=ONE@example.jp")).Json.GetProperty("items").GetArrayLength().Should().Be(1);
        (await Get("/sandbox/mail?limit=0")).ShouldBe(400, "request.invalid");
    }

    [Fact]
    public async Task The_process_is_ready_and_names_what_it_looked_at()
    {
        (await Get("/health/live")).Body.Should().Be("""{"status":"ok"}""");
        var ready = await Get("/health/ready");

        ready.Status.Should().Be(200, ready.Body);
        ready
            .Json.GetProperty("checks")
            .EnumerateArray()
            .Select(c => c.GetProperty("name").GetString())
            .Should()
            .Equal(
                "database",
                "fsync",
                "fullPageWrites",
                "synchronousCommit",
                "roles",
                "schema",
                "history",
                "projections",
                "reactors"
            );
    }

    [Fact]
    public async Task A_database_that_may_lose_what_it_acknowledged_makes_the_process_unready()
    {
        await Execute("alter role current_user set synchronous_commit = off");
        NpgsqlConnection.ClearAllPools();
        var (app, client) = await Start(Environments.Development);
        await using var _ = app;
        using var __ = client;

        var ready = await Sent.By(client, new(HttpMethod.Get, "/health/ready"));
        for (var tries = 0; tries < 10 && ready.Body.Contains("does not answer", StringComparison.Ordinal); tries++)
        {
            // A machine under load may need more than the two seconds that the check allows itself.
            ready = await Sent.By(client, new(HttpMethod.Get, "/health/ready"));
        }

        await Execute("alter role current_user reset synchronous_commit");
        ready.Status.Should().Be(503, ready.Body);
        ready.Header("Retry-After").Should().Be("1");
        ready.Body.Should().Contain("\"synchronousCommit\",\"ok\":false");
    }

    [Fact]
    public async Task A_missing_schema_file_makes_the_process_unready()
    {
        await Execute("delete from store.schema_versions where name = '0050_clock.sql'");

        var ready = await Get("/health/ready");

        ready.Status.Should().Be(503);
        ready.Body.Should().Contain("0050_clock.sql");
    }

    [Fact]
    public async Task Outside_Development_there_is_no_sandbox()
    {
        var (app, client) = await Start(Environments.Production);
        await using var _ = app;
        using var __ = client;

        string[] read = ["/sandbox/clock", "/sandbox/mail", "/sandbox/sbps/payments/1", "/sandbox/faults/sbps"];
        string[] written = ["/sandbox/card-tokens", "/sandbox/faults", "/sandbox/sbps/api/xmlapi.do"];
        foreach (var path in read)
        {
            (await Sent.By(client, new(HttpMethod.Get, path))).ShouldBe(404, "route.not_found");
        }

        foreach (var path in written)
        {
            (await Sent.By(client, new(HttpMethod.Post, path))).ShouldBe(404, "route.not_found");
        }
    }

    private async Task<(WebApplication App, HttpClient Client)> Start(string environment)
    {
        var app = await WholeStore.Start(_connectionString, environment);
        return (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task<Sent> Get(string path) => Sent.By(_client, new(HttpMethod.Get, path));

    private async Task<Instant> Now() =>
        InstantPattern.ExtendedIso.Parse((await Get("/sandbox/clock")).Json.GetProperty("now").GetString()!).Value;

    private Task<Sent> Move(string to) =>
        Sent.By(
            _client,
            new(HttpMethod.Post, "/sandbox/clock")
            {
                Content = new StringContent($$"""{"advanceTo":"{{to}}"}""", Encoding.UTF8, "application/json"),
            }
        );
}
