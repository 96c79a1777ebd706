using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.Api.Tests.Http;
using Store.Application.EventSourcing;
using Store.Application.PersonalData;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests;

/// <summary>
/// The whole API on a real Kestrel over a PostgreSQL database of its own, with a clock that stands until a test moves
/// it. Tokens are "role.id", so that a test says in one word who calls.
/// </summary>
public class StoreHost : IAsyncLifetime
{
    private static readonly HttpClientHandler Handler = new() { UseProxy = false };

    private WebApplication? _app;
    private HttpClient? _client;
    private int _keys;

    public TestClock Clock { get; } = TestClock.Monday;

    public IServiceProvider Services => _app!.Services;

    public IEventLog Log => Services.GetRequiredService<IEventLog>();

    public string ConnectionString { get; private set; } = "";

    protected virtual string Environment => "Production";

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateStore(GetType().Name);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environment, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(TestKeys.For(ConnectionString));
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Store:Limits:PerCaller:Requests"] = "100000",
                // No test here sends mail; outside Development the start wants to know where it would go.
                ["Store:Mail:Transport"] = Environment == "Development" ? "sandbox" : "smtp",
                ["Store:Mail:Host"] = "127.0.0.1",
            }
        );
        _app = StoreServer.Build(builder, () => ConnectionString, Replace);
        await _app.StartAsync();
        _client = new HttpClient(Handler, disposeHandler: false) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    public Task<Answered> Get(string path, string? caller = null, string? ifNoneMatch = null) =>
        Send(HttpMethod.Get, path, caller, null, null, null, ifNoneMatch);

    /// <summary>A POST with a key of its own, unless one is given.</summary>
    public Task<Answered> Post(
        string path,
        string? body = null,
        string? caller = null,
        string? key = null,
        string? ifMatch = null
    ) =>
        Send(
            HttpMethod.Post,
            path,
            caller,
            body,
            key ?? Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture),
            ifMatch
        );

    public Task<Answered> Put(string path, string body, string? caller = null, string? ifMatch = null) =>
        Send(HttpMethod.Put, path, caller, body, null, ifMatch);

    public Task<Answered> Delete(string path, string? caller = null) => Send(HttpMethod.Delete, path, caller);

    /// <summary>An account with a company, a contact and the current terms, as registration would leave it.</summary>
    public async Task<string> Register(
        string companyName = "株式会社バイヤー",
        AccountKind kind = AccountKind.Corporation
    )
    {
        var id = Application.UnguessableId.Create();
        await Services.GetRequiredService<IPersonalKeys>().Create(id, default);
        var information = new BasicInformation(
            companyName,
            new PersonalText(id, "山田太郎"),
            new PersonalText(id, "yamada@example.jp"),
            new PersonalText(id, "03-0000-0000"),
            new PersonalText(id, "100-0001"),
            new PersonalText(id, "東京都千代田区千代田1-1"),
            null
        );
        var result = await Log.Decide(
            new DecisionRequest(
                "Register",
                Actor.System,
                [StreamId.Of<Account>(id)],
                session =>
                    session.Decide<Account>(id, a => a.Register(kind, information, false, "1", $"claim-{id}", "1"))
                        is { } refused
                        ? refused
                        : DecisionResult.Done
            ),
            default
        );
        result.Should().BeOfType<CommandResult.Done>();
        return id;
    }

    private void Replace(IServiceCollection services)
    {
        services.AddSingleton<IStoreClock>(Clock);
        services.AddSingleton<IPersonalKeys, InMemoryPersonalKeys>();
        services.AddTransient<TestTokens>();
        services.PostConfigure<AuthenticationOptions>(options =>
        {
            if (options.SchemeMap.TryGetValue("Bearer", out var scheme))
            {
                scheme.HandlerType = typeof(TestTokens);
            }
            else
            {
                options.AddScheme<TestTokens>("Bearer", null);
            }
        });
    }

    private async Task<Answered> Send(
        HttpMethod method,
        string path,
        string? caller,
        string? body = null,
        string? key = null,
        string? ifMatch = null,
        string? ifNoneMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (caller is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller);
        }

        Add("Idempotency-Key", key);
        Add("If-Match", ifMatch);
        Add("If-None-Match", ifNoneMatch);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client!.SendAsync(request);
        return new Answered(
            response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response
                .Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase)
        );

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}

/// <summary>What came back.</summary>
public sealed record Answered(HttpStatusCode Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? ETag => Headers.GetValueOrDefault("ETag");

    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Text(string property) => Json.GetProperty(property).GetString()!;

    public long Yen(string property) => Json.GetProperty(property).GetInt64();

    /// <summary>The answer, where it has this status; otherwise the test fails with what came instead.</summary>
    public Answered Is(int status, string? code = null)
    {
        ((int)Status).Should().Be(status, "the answer was {0}", Encoding.UTF8.GetString(Body));
        if (code is not null)
        {
            Code.Should().Be(code);
        }

        return this;
    }
}
