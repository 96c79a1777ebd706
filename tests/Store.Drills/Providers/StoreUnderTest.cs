using System.Net.Http.Headers;
using System.Text.Json;
using Store.Drills.Processes;

namespace Store.Drills.Providers;

/// <summary>The store that is killed: buyers and operators use it over HTTP, before and after.</summary>
internal sealed class StoreUnderTest(ApiProcess process) : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Dictionary<string, HttpClient> _buyers = [];
    private HttpClient _desk = new();
    private string _plan = "";

    public async Task Open()
    {
        await process.Start();
        _desk = await SignIn("operator@store.example", "operator-pass-1");
        using var visitor = Client(null);
        var products = await visitor.Get("/v1/products?limit=100");
        // The cheapest of what is there at once: no order meets the credit line by its amount.
        _plan = products
            .Items()
            .SelectMany(p => p.GetProperty("plans").EnumerateArray())
            .Where(p => p.Text("delivery") == "immediately" && p.GetProperty("minSeats").GetInt32() <= 1)
            .OrderBy(p => p.GetProperty("unitPriceYen").GetInt64() * p.GetProperty("termMonths").GetInt64())
            .First()
            .Text("id");
    }

    public Task Kill() => process.Kill();

    public Task Start() => process.Start();

    public Task<string> Log() => process.Log();

    /// <summary>A new buyer's order of one seat; on account, unless there is a card.</summary>
    public async Task<string> Order(object? card = null)
    {
        var buyer = await NewBuyer();
        var cart = (await buyer.Post("/v1/carts", new { })).Text("id");
        var line = new Uri($"/v1/carts/{cart}/lines/{_plan}", UriKind.Relative);
        (
            await buyer.PutAsync(line, System.Net.Http.Json.JsonContent.Create(new { seats = 1 }))
        ).EnsureSuccessStatusCode();
        var quoteId = (await buyer.Post($"/v1/carts/{cart}/quotes", new { })).Text("id");
        object body = card is null
            ? new { quoteId, paymentMethod = "onAccount" }
            : new
            {
                quoteId,
                paymentMethod = "card",
                card,
            };
        var number = (await buyer.Post("/v1/orders", body)).Text("number");
        _buyers[number] = buyer;
        return number;
    }

    /// <summary>The order once this is true of it; fails loudly if it never becomes so.</summary>
    public async Task<JsonElement> Until(string number, string what, Func<JsonElement, Task<bool>> holds)
    {
        using var over = new CancellationTokenSource(Patience);
        while (true)
        {
            var order = await _desk.Get($"/v1/operator/orders/{number}");
            if (await holds(order))
            {
                return order;
            }

            if (over.IsCancellationRequested)
            {
                throw new TimeoutException($"{number} never came to be {what}: {order}\n{await Log()}");
            }

            await Task.Delay(50);
        }
    }

    public Task<JsonElement> Until(string number, string status) =>
        Until(number, status, order => Task.FromResult(order.Text("status") == status));

    /// <summary>An operator's command on an order; where the order moved since it was read, it is read again.</summary>
    public async Task Operate(string number, string verb, object body)
    {
        for (var tries = 0; ; tries++)
        {
            var path = new Uri($"/v1/operator/orders/{number}", UriKind.Relative);
            var tag = (await _desk.GetAsync(path)).Headers.ETag!.ToString();
            try
            {
                await _desk.Post($"{path}/{verb}", body, ifMatch: tag);
                return;
            }
            catch (InvalidOperationException moved) when (tries < 10 && moved.Message.Contains(" 412"))
            {
                // Between the two a reactor has recorded something.
            }
        }
    }

    /// <summary>The numbers of the orders that operators are shown in a state.</summary>
    public async Task<IReadOnlyList<string>> Listed(string status)
    {
        var listed = await _desk.Get($"/v1/operator/orders?status={status}&limit=100");
        return [.. listed.Items().Select(o => o.Text("number"))];
    }

    /// <summary>The types of an order's facts, from the log.</summary>
    public async Task<IReadOnlyList<string>> Facts(string number)
    {
        var timeline = await _desk.Get($"/v1/operator/orders/{number}/timeline");
        return [.. timeline.Items().Select(i => i.Text("what"))];
    }

    /// <summary>The credit line of the order's buyer.</summary>
    public async Task<(long Reserved, long Used, long Available, long OverLimit, long Limit)> Line(string number)
    {
        var line = (await _buyers[number].Get("/v1/account")).GetProperty("creditLine");
        long Of(string name) => line.GetProperty(name).GetInt64();
        return (Of("reservedYen"), Of("usedYen"), Of("availableYen"), Of("overLimitYen"), Of("limitYen"));
    }

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        foreach (var buyer in _buyers.Values)
        {
            buyer.Dispose();
        }

        await process.DisposeAsync();
    }

    private async Task<HttpClient> NewBuyer()
    {
        using var visitor = Client(null);
        var email = $"{Guid.NewGuid():N}@example.jp";
        var terms = await visitor.Get("/v1/terms");
        await visitor.Post(
            "/v1/accounts",
            new
            {
                kind = "corporation",
                companyName = "株式会社ドリル",
                contactName = "訓練 花子",
                email,
                password = Password,
                phone = "03-1234-5678",
                postalCode = "106-0032",
                address = "東京都港区六本木1-1-1",
                agreedTermsVersion = terms.Text("version"),
            }
        );
        return await SignIn(email, Password);
    }

    private async Task<HttpClient> SignIn(string email, string password)
    {
        using var visitor = Client(null);
        return Client((await visitor.Post("/v1/sessions", new { email, password })).Text("accessToken"));
    }

    private HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = process.Address };
        client.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
