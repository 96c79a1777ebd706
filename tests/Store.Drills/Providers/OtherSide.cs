using System.Text.Json;
using Store.Drills.Processes;

namespace Store.Drills.Providers;

/// <summary>
/// SBPS and Net Protections, in a process that goes on when the store under test is killed: a second store's sandbox.
/// </summary>
internal sealed class OtherSide(ApiProcess process) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new() { BaseAddress = process.Address };

    /// <summary>Every token and token key that it gave out.</summary>
    public List<string> Tokens { get; } = [];

    public string Address(string provider) => new Uri(process.Address, $"/sandbox/{provider}").AbsoluteUri;

    public Task Fault(string provider, string operation, string scenario) =>
        _client.Post(
            "/sandbox/faults",
            new
            {
                provider,
                operation,
                scenario,
            }
        );

    /// <summary>Waits until so many requests of the operation are there and not answered.</summary>
    public async Task Holds(string provider, string operation, int requests)
    {
        using var over = new CancellationTokenSource(Patience);
        while (await Count(provider, operation, "held") < requests)
        {
            if (over.IsCancellationRequested)
            {
                throw new TimeoutException($"{provider} was never asked for {operation}, or not {requests} times.");
            }

            await Task.Delay(20);
        }
    }

    public async Task Clear()
    {
        foreach (var provider in (string[])["np", "sbps"])
        {
            (
                await _client.DeleteAsync(new Uri($"/sandbox/faults/{provider}", UriKind.Relative))
            ).EnsureSuccessStatusCode();
        }
    }

    public async Task<object> Card(string brand)
    {
        var made = await _client.Post("/sandbox/card-tokens", new { brand });
        Tokens.AddRange([made.Text("token"), made.Text("tokenKey")]);
        return new { token = made.Text("token"), tokenKey = made.Text("tokenKey") };
    }

    /// <summary>What SBPS has in its books; null where no request ever named the order.</summary>
    public Task<JsonElement?> Sbps(string orderId) => _client.Find($"/sandbox/sbps/payments/{orderId}");

    public Task<JsonElement?> Np(string orderId) => _client.Find($"/sandbox/np/transactions/{orderId}");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await process.DisposeAsync();
    }

    private async Task<int> Count(string provider, string operation, string what)
    {
        var operations = await _client.Get($"/sandbox/faults/{provider}");
        return operations.Items().Single(o => o.Text("operation") == operation).GetProperty(what).GetInt32();
    }
}
