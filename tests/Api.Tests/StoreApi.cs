using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Store.Api.Hosting;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Application.Mail;
using Store.Application.Time;
using Store.Domain.Accounts;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests;

/// <summary>
/// The whole API on a real Kestrel over a real PostgreSQL, with a mailbox and two clocks that tests can look into and
/// move. One for each test class.
/// </summary>
public class StoreApi : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private WebApplication? _app;

    public TestTime MachineTime { get; } = new();

    public TestClock Clock { get; } = TestClock.Monday;

    public TestMailbox Mailbox { get; } = new();

    /// <summary>Sends no credentials.</summary>
    public HttpClient Anonymous { get; private set; } = new();

    protected virtual string Environment => "Production";

    public IServiceProvider Services => _app!.Services;

    public async Task InitializeAsync()
    {
        var connectionString = await TestPostgres.CreateStore(nameof(StoreApi));
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(TestKeys.For(connectionString));
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Store:PublicUrl"] = "https://store.example",
                ["Store:Mail:Transport"] = Environment == "Development" ? "sandbox" : "smtp",
                ["Store:Mail:Host"] = "127.0.0.1",
                ["Store:Limits:PerCaller:Requests"] = "1000000",
                ["Store:Limits:Routes:sign-in:Requests"] = "1000000",
                ["Store:Limits:Routes:registration:Requests"] = "1000000",
                ["Store:Limits:Routes:password-reset:Requests"] = "1000000",
            }
        );
        builder.Services.AddSingleton<TimeProvider>(MachineTime);
        _app = StoreServer.Build(
            builder,
            () => connectionString,
            services =>
            {
                services.AddSingleton<IStoreClock>(Clock);
                services.AddSingleton<IMailer>(Mailbox);
            }
        );
        await _app.StartAsync();
        Anonymous = Client();
    }

    public async Task DisposeAsync()
    {
        Anonymous.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>A further client; with a token, one that has signed in.</summary>
    public HttpClient Client(string? accessToken = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        if (accessToken is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        }

        return client;
    }

    /// <summary>What registers a buyer; fields given replace or, where null, remove the usual ones.</summary>
    public static Dictionary<string, object?> Registration(string email, params (string Name, object? Value)[] fields)
    {
        var body = new Dictionary<string, object?>
        {
            ["kind"] = "corporation",
            ["companyName"] = "株式会社見本",
            ["contactName"] = "見本 花子",
            ["email"] = email,
            ["password"] = Password,
            ["phone"] = "03-1234-5678",
            ["postalCode"] = "100-0001",
            ["address"] = "東京都千代田区千代田1-1",
            ["registrationNumber"] = "T7000012050002",
            ["agreedTermsVersion"] = "2026-04-01",
        };
        foreach (var (name, value) in fields)
        {
            body[name] = value;
        }

        return body.Where(f => f.Value is not null).ToDictionary();
    }

    /// <summary>An address that nobody has used.</summary>
    public static string NewEmail() => $"buyer-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@example.jp";

    public async Task<JsonElement> SignIn(string email, string password = Password)
    {
        var answer = await Anonymous.PostAsJsonAsync("/v1/sessions", new { email, password });
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Registers a buyer and signs in.</summary>
    public async Task<Buyer> NewBuyer(string? email = null, params (string Name, object? Value)[] fields)
    {
        email ??= NewEmail();
        var answer = await Anonymous.PostAsJsonAsync("/v1/accounts", Registration(email, fields));
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
        var account = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var session = await SignIn(email);
        return new Buyer(account.GetProperty("id").GetString()!, email, Client(session.Text("accessToken")), session);
    }

    /// <summary>Adds an operator or auditor, as the command line does, and signs in.</summary>
    public async Task<HttpClient> NewStaff(StaffRole role)
    {
        var email = NewEmail();
        await using var scope = Services.CreateAsyncScope();
        var result = await scope
            .ServiceProvider.GetRequiredService<Messages>()
            .Send(
                new AddStaff(
                    new CommandContext(Actor.System, null, ""),
                    new AddStaff.RequestBody(role, email, "担当 一郎", Password)
                ),
                CancellationToken.None
            );
        result.Should().BeOfType<CommandResult.Done>();
        return Client((await SignIn(email)).Text("accessToken"));
    }
}

/// <summary>A registered buyer who has signed in.</summary>
public sealed record Buyer(string AccountId, string Email, HttpClient Client, JsonElement Session);

/// <summary>Short ways to send what the API wants and to read what it answers.</summary>
public static class Wire
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static async Task<JsonElement> Json(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>
    /// Sends a body with an idempotency key (a fresh one where none is given) and, where given, If-Match.
    /// </summary>
    public static Task<HttpResponseMessage> Send(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        string? key = null,
        string? ifMatch = null
    )
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        request.Headers.Add("Idempotency-Key", key ?? RandomNumberGenerator.GetHexString(24, lowercase: true));
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return client.SendAsync(request);
    }

    /// <summary>The answer is a problem with this status and code.</summary>
    public static async Task<JsonElement> ShouldBeProblem(this HttpResponseMessage answer, int status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, body);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var problem = JsonDocument.Parse(body).RootElement;
        problem.Text("code").Should().Be(code);
        return problem;
    }
}
