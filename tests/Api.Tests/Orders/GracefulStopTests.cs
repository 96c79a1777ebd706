using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Store.Api.Sandbox;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>
/// A stop while a provider is asked: its answer is waited for and kept, so that nothing is asked again afterwards, and
/// what was to come next comes after the start.
/// </summary>
public sealed class GracefulStopTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Theory]
    [InlineData("authorize")]
    [InlineData("commit")]
    [InlineData("capture")]
    public async Task A_card_s_step_under_way_is_not_repeated_after_a_restart(string operation)
    {
        var buyer = await store.NewBuyer();
        await store.Fault("slow", operation: operation, provider: "sbps");
        var body = new
        {
            quoteId = await store.Quote(buyer),
            paymentMethod = "card",
            card = await store.Card(),
        };
        // Who waits for the order keeps the server from ending for longer than the step takes.
        var placing = SandboxStore.Send(buyer, body, waitSeconds: 2);
        await RestartWhileHeld("sbps", operation);
        var number = (await (await placing).Json()).Text("number");

        (await store.UntilType(number, "order.captured")).Should().NotContain("order.payment_unknown");
        var booked = await store.BookedCard(number, CardSteps.IsCaptured);
        booked
            .GetProperty("requests")
            .EnumerateArray()
            .Select(r => r.Text("operation"))
            .Should()
            .Equal("authorize", "commit", "capture");
    }

    [Theory]
    [InlineData("buyers", "v1/buyers", "order.billing_requested")]
    [InlineData("transactions", "v1/transactions", "order.billing_requested")]
    [InlineData("bills", "v1/bills/request", "order.billing_requested")]
    [InlineData("cancel", "v1/transactions/cancel", "order.cancelled")]
    public async Task A_request_to_Net_Protections_under_way_is_not_repeated_after_a_restart(
        string operation,
        string path,
        string last
    )
    {
        var buyer = await store.NewBuyer();
        var before = Asked(path);
        string number;
        if (operation == "cancel")
        {
            number = (await store.Order(buyer)).Text("number");
            await store.UntilType(number, "order.billing_requested");
            await store.Fault("slow", operation: operation);
            await store.Operate(number, "cancel", new { reason = "誤発注" });
        }
        else
        {
            await store.Fault("slow", operation: operation);
            number = (await (await store.Place(buyer, await store.Quote(buyer))).Json()).Text("number");
        }

        await RestartWhileHeld("np", operation);
        await store.UntilType(number, last);
        (Asked(path) - before).Should().Be(1);
    }

    private async Task RestartWhileHeld(string provider, string operation)
    {
        var faults = store.Services.GetRequiredService<Faults>();
        for (var i = 0; i < SandboxStore.Patience && faults.Held(provider, operation) == 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }

        faults.Held(provider, operation).Should().Be(1);
        await store.Restart();
        store.Lines.All.Where(l => l.Contains("could not be reached") || l.Contains("not listen")).Should().BeEmpty();
    }

    private int Asked(string path) =>
        store.Lines.All.Count(l => l.Contains("Request starting") && l.Contains($"/sandbox/np/{path} "));
}
