using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Store.Api.Hosting;
using Store.Application;
using Store.Application.Accounts;
using Store.Application.EventSourcing;
using Store.Domain.Accounts;
using Store.TestKit;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>
/// The store exactly as Development serves it: real HTTP, real PostgreSQL, its own sandbox on the other side of the
/// providers' wires. Everything is asked over HTTP, as a client would.
/// </summary>
public class SandboxStore : IAsyncLifetime
{
    public const string Standard = "kanri.standard";

    /// <summary>Delivered by an operator, and cancelled only before that.</summary>
    public const string Slow = "kanri.slow";

    /// <summary>Looks at something again so many times, so many milliseconds apart, before a test gives up.</summary>
    public const int Patience = 1200;

    public const int Glance = 50;

    private WebApplication? _app;

    /// <summary>What the program wrote, line by line.</summary>
    public KeptLines Lines { get; } = new();

    public string ConnectionString { get; private set; } = "";

    public IServiceProvider Services => _app!.Services;

    public string DataFolder => _app!.Configuration["Store:DataFolder"]!;

    /// <summary>What is set otherwise than Development has it.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    /// <summary>Where a store of another kind puts its own clock and the like in place of the store's.</summary>
    protected virtual void Replace(IServiceCollection services) { }

    /// <summary>What carries a client's requests.</summary>
    protected virtual HttpMessageHandler Carrier() => new HttpClientHandler();

    public HttpClient Anonymous { get; private set; } = new();

    public HttpClient Operator { get; private set; } = new();

    public async Task InitializeAsync()
    {
        var connectionString = await TestPostgres.CreateStore(nameof(SandboxStore));
        ConnectionString = connectionString;
        await Serve();
        await AddProducts();
    }

    /// <summary>
    /// Stops the program as a deployment does and starts it anew, on another port, at which it listens after a while.
    /// </summary>
    public async Task Restart()
    {
        await _app!.StopAsync();
        await DisposeAsync();
        await Serve(listensAfter: TimeSpan.FromSeconds(1));
    }

    /// <summary>The same buyer, still signed in, at the port of today.</summary>
    public Buyer Again(Buyer buyer) => buyer with { Client = Client(buyer.Session.Text("accessToken")) };

    private async Task Serve(TimeSpan listensAfter = default)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(Lines).AddFilter("Store", LogLevel.Trace);
        builder.Configuration.AddInMemoryCollection(TestKeys.For(ConnectionString));
        builder.Configuration["Store:NetProtections:TimeoutSeconds"] = "3";
        builder.Configuration.AddInMemoryCollection(Settings);
        _app = StoreServer.Build(
            builder,
            () => ConnectionString,
            services =>
            {
                services.AddSingleton<IHostedService>(new Dawdler(listensAfter));
                Replace(services);
            }
        );
        await _app.StartAsync();
        Anonymous = Client();
        Operator = await NewStaff(StaffRole.Operator);
    }

    public virtual async Task DisposeAsync()
    {
        Anonymous.Dispose();
        Operator.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>A buyer with a credit line of their own.</summary>
    public async Task<Buyer> NewBuyer(long? limitYen = null, params (string Name, object? Value)[] fields)
    {
        var email = StoreApi.NewEmail();
        var registered = await Anonymous.PostAsJsonAsync("/v1/accounts", StoreApi.Registration(email, fields));
        registered.StatusCode.Should().Be(HttpStatusCode.Created);
        var id = (await registered.Json()).Text("id");
        var session = await SignIn(email);
        var buyer = new Buyer(id, email, Client(session.Text("accessToken")), session);
        if (limitYen is { } limit)
        {
            var set = await Operator.Send(
                HttpMethod.Put,
                $"/v1/operator/accounts/{id}/credit-line",
                new { limitYen = limit, reason = "初回審査" },
                ifMatch: "\"1\""
            );
            set.StatusCode.Should().Be(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        }

        return buyer;
    }

    /// <summary>A quote for so many seats of a yearly plan: 13,200 yen a seat, with tax.</summary>
    public async Task<string> Quote(Buyer buyer, int seats = 1, string plan = Standard)
    {
        var cart = (await (await buyer.Client.Send(HttpMethod.Post, "/v1/carts")).Json()).Text("id");
        var put = await buyer.Client.Send(HttpMethod.Put, $"/v1/carts/{cart}/lines/{plan}", new { seats });
        put.StatusCode.Should().Be(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());
        return (await (await buyer.Client.Send(HttpMethod.Post, $"/v1/carts/{cart}/quotes")).Json()).Text("id");
    }

    public Task<HttpResponseMessage> Place(Buyer buyer, string quoteId, int? waitSeconds = null, string? key = null) =>
        Send(buyer, new { quoteId, paymentMethod = "onAccount" }, waitSeconds, key);

    public static async Task<HttpResponseMessage> Send(
        Buyer buyer,
        object body,
        int? waitSeconds = null,
        string? key = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/orders") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        if (waitSeconds is { } seconds)
        {
            request.Headers.Add("Prefer", $"wait={seconds}");
        }

        return await buyer.Client.SendAsync(request);
    }

    /// <summary>Orders a fresh quote and waits for the first answer.</summary>
    public async Task<JsonElement> Order(Buyer buyer, int seats = 1, string plan = Standard, int waitSeconds = 20)
    {
        var placed = await Place(buyer, await Quote(buyer, seats, plan), waitSeconds);
        placed.StatusCode.Should().Be(HttpStatusCode.Created, await placed.Content.ReadAsStringAsync());
        return await Settled(buyer, await placed.Json());
    }

    /// <summary>The order once its first answer has come, however busy the machine is.</summary>
    public async Task<JsonElement> Settled(Buyer buyer, JsonElement order)
    {
        for (var i = 0; i < Patience && order.Text("status") is ("screening" or "authorizing"); i++)
        {
            await Task.Delay(Glance);
            order = await Get(buyer.Client, $"/v1/orders/{order.Text("number")}");
        }

        return order;
    }

    public async Task Fault(string scenario, int times = 1, string? operation = null, string provider = "np")
    {
        var body = new Dictionary<string, object>
        {
            ["provider"] = provider,
            ["scenario"] = scenario,
            ["times"] = times,
        };
        if (operation is not null)
        {
            body["operation"] = operation;
        }

        (await Anonymous.PostAsJsonAsync("/sandbox/faults", body)).StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    public async Task<JsonElement> Get(HttpClient client, string path)
    {
        var answer = await client.GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Json();
    }

    /// <summary>An operator's command on an order; where the order moved since it was read, it is read again.</summary>
    public async Task<HttpResponseMessage> Operate(string number, string verb, object body)
    {
        while (true)
        {
            var seen = await Operator.GetAsync($"/v1/operator/orders/{number}");
            var path = $"/v1/operator/orders/{number}/{verb}";
            var answer = await Operator.Send(HttpMethod.Post, path, body, ifMatch: seen.Headers.ETag!.ToString());
            if (answer.StatusCode != HttpStatusCode.PreconditionFailed)
            {
                return answer;
            }
        }
    }

    /// <summary>Waits until the order has the status, as a client that polls would.</summary>
    public async Task<JsonElement> Until(Buyer buyer, string number, string status)
    {
        for (var i = 0; i < Patience; i++)
        {
            var order = await Get(buyer.Client, $"/v1/orders/{number}");
            if (order.Text("status") == status)
            {
                return order;
            }

            await Task.Delay(Glance);
        }

        var last = await Get(buyer.Client, $"/v1/orders/{number}");
        last.Text("status").Should().Be(status);
        return last;
    }

    /// <summary>The account's credit line, checked to add up.</summary>
    public async Task<(long Reserved, long Used, long Available, long OverLimit)> Line(Buyer buyer)
    {
        var line = (await Get(buyer.Client, "/v1/account")).GetProperty("creditLine");
        long Of(string name) => line.GetProperty(name).GetInt64();
        (Of("reservedYen") + Of("usedYen") + Of("availableYen") - Of("overLimitYen")).Should().Be(Of("limitYen"));
        return (Of("reservedYen"), Of("usedYen"), Of("availableYen"), Of("overLimitYen"));
    }

    public async Task<IReadOnlyList<(string Subject, string Text)>> Mails(Buyer buyer)
    {
        var mails = await Get(Anonymous, $"/sandbox/mail?limit=100&to={Uri.EscapeDataString(buyer.Email)}");
        return [.. mails.GetProperty("items").EnumerateArray().Select(m => (m.Text("subject"), m.Text("text")))];
    }

    /// <summary>Mails leave the store on their own time.</summary>
    public async Task<(string Subject, string Text)> MailAbout(Buyer buyer, string subject)
    {
        for (var i = 0; i < Patience; i++)
        {
            if ((await Mails(buyer)).FirstOrDefault(m => m.Subject.Contains(subject)) is { Subject: not null } mail)
            {
                return mail;
            }

            await Task.Delay(Glance);
        }

        throw new TimeoutException($"No mail about {subject} came.");
    }

    public async Task MoveClock(Duration by)
    {
        var now = Instant.FromDateTimeOffset(
            (await Get(Anonymous, "/sandbox/clock")).GetProperty("now").GetDateTimeOffset()
        );
        var moved = await Anonymous.PostAsJsonAsync("/sandbox/clock", new { advanceTo = (now + by).ToString() });
        moved.StatusCode.Should().Be(HttpStatusCode.OK, await moved.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<string>> Types(string number)
    {
        var timeline = await Get(Operator, $"/v1/operator/orders/{number}/timeline");
        return [.. timeline.GetProperty("items").EnumerateArray().Select(i => i.Text("what"))];
    }

    /// <summary>What the other side has in its books, once it is as expected.</summary>
    public async Task<JsonElement> Booked(string shopTransactionId, Func<JsonElement, bool> expected)
    {
        JsonElement booked = default;
        for (var i = 0; i < Patience; i++)
        {
            booked = await Get(Anonymous, $"/sandbox/np/transactions/{shopTransactionId}");
            if (expected(booked))
            {
                return booked;
            }

            await Task.Delay(Glance);
        }

        throw new TimeoutException(booked.GetRawText());
    }

    public static string TokyoDateOf(string instant) =>
        DateTimeOffset
            .Parse(instant, System.Globalization.CultureInfo.InvariantCulture)
            .ToOffset(TimeSpan.FromHours(9))
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public HttpClient Client(string? accessToken = null)
    {
        var client = new HttpClient(Carrier()) { BaseAddress = new Uri(_app!.Urls.First()) };
        if (accessToken is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        }

        return client;
    }

    /// <summary>Adds an operator or auditor, as the command line does, and signs in.</summary>
    public async Task<HttpClient> NewStaff(StaffRole role)
    {
        var email = StoreApi.NewEmail();
        var context = new CommandContext(Actor.System, null, "");
        var added = await _app!
            .Services.GetRequiredService<Messages>()
            .Send(new AddStaff(context, new(role, email, "担当 一郎", StoreApi.Password)), default);
        added.Should().BeOfType<CommandResult.Done>();
        return Client((await SignIn(email)).Text("accessToken"));
    }

    public async Task<JsonElement> SignIn(string email)
    {
        var body = new { email, password = StoreApi.Password };
        return await (await Anonymous.PostAsJsonAsync("/v1/sessions", body)).Json();
    }

    /// <summary>Comes between everything else that is started and the server.</summary>
    private sealed class Dawdler(TimeSpan time) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(time, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private async Task AddProducts()
    {
        object Plan(string id, string delivery, string policy, bool marked) =>
            new
            {
                id,
                name = id,
                unitPriceYen = 1000,
                termMonths = 12,
                soleProprietorAllowed = marked,
                delivery,
                cancellationPolicy = policy,
            };
        var added = await Operator.Send(
            HttpMethod.Post,
            "/v1/operator/products",
            new
            {
                id = "kanri",
                name = "管理クラウド",
                maker = "株式会社メーカー",
                plans = new[]
                {
                    Plan("standard", "immediately", "operatorDecides", true),
                    Plan("slow", "byOperator", "beforeDelivery", false),
                },
                reason = "新製品",
            }
        );
        added.StatusCode.Should().Be(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
    }
}
