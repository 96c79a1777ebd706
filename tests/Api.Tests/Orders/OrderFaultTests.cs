using System.Net;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace Store.Api.Tests.Orders;

/// <summary>What NP does wrong, and many orders at once: each comes to one end, and the credit line adds up.</summary>
public sealed class OrderFaultTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Theory]
    [InlineData("pendingThenOk", "accepted")]
    [InlineData("timeoutBeforeEffect", "accepted")]
    [InlineData("timeoutAfterEffect", "accepted")]
    [InlineData("http200WithErrors", "accepted")]
    [InlineData("slow", "accepted")]
    [InlineData("ngAmountOver", "onCreditHold")]
    [InlineData("ngUnpaid", "screeningRefused")]
    [InlineData("declined", "screeningRefused")]
    [InlineData("pendingThenNg", "screeningRefused")]
    public async Task R8_Whatever_NP_does_the_order_comes_to_its_end_once(string scenario, string status)
    {
        var buyer = await store.NewBuyer();
        // The account is known to NP beforehand, so that the fault meets the transaction.
        await store.Order(buyer);
        await store.Fault(scenario);
        var order = await store.Order(buyer, waitSeconds: 30);
        order.Text("status").Should().Be(status);
        var used = status == "accepted" ? 26_400 : 13_200;
        (await store.Line(buyer)).Should().Be((0, used, 300_000 - used, 0));
        var number = order.Text("number");
        var types = await store.Types(number);
        types.Count(t => t is "order.accepted" or "order.credit_held" or "order.screening_refused").Should().Be(1);
        types.Contains("order.screening_pending").Should().Be(scenario.StartsWith("pending"));
        if (status != "accepted")
        {
            order.Text("answerByOn").Should().NotBeEmpty();
            var seen = await store.Get(store.Operator, $"/v1/operator/orders/{number}");
            seen.GetProperty("npNgReason").ToString().Should().Be(status == "onCreditHold" ? "" : ReasonOf(scenario));
        }
    }

    [Theory]
    [InlineData("timeoutAfterEffect", "buyers")]
    [InlineData("pendingThenOk", "buyers")]
    [InlineData("http200WithErrors", "bills")]
    [InlineData("timeoutAfterEffect", "bills")]
    public async Task R8_A_fault_at_another_step_is_got_over_too(string scenario, string operation)
    {
        var buyer = await store.NewBuyer();
        await store.Fault(scenario, operation: operation);
        var order = await store.Order(buyer, waitSeconds: 30);
        order.Text("status").Should().Be("accepted");
        var booked = await store.Booked(
            order.Text("number"),
            t => t.GetProperty("billedOn").ValueKind == JsonValueKind.String
        );
        booked.Text("billedOn").Should().Be(SandboxStore.TokyoDateOf(order.Text("acceptedAt")));
    }

    [Fact]
    public async Task R6_Of_200_orders_for_the_last_unit_of_credit_exactly_one_is_accepted()
    {
        var buyer = await store.NewBuyer(limitYen: 13_200);
        var cart = (await (await buyer.Client.Send(HttpMethod.Post, "/v1/carts")).Json()).Text("id");
        await buyer.Client.Send(HttpMethod.Put, $"/v1/carts/{cart}/lines/{SandboxStore.Standard}", new { seats = 1 });
        using var stop = new CancellationTokenSource();
        var watching = Watch(buyer, stop.Token);
        var body = new { cartId = cart, paymentMethod = "onAccount" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => SandboxStore.Send(buyer, body)));
        answers.Should().OnlyContain(a => a.StatusCode == HttpStatusCode.Created);
        var orders = await Task.WhenAll(answers.Select(a => a.Json()));
        orders.Count(o => o.Text("status") == "onCreditHold").Should().Be(199);
        var within = orders.Single(o => o.Text("status") == "screening");
        (await store.Settled(buyer, within)).Text("status").Should().Be("accepted");
        (await store.Line(buyer)).Should().Be((0, 13_200, 0, 0));
        await stop.CancelAsync();
        Console.WriteLine($"R6: the line added up at {await watching} reads.");
    }

    /// <summary>R5: the line adds up at every read while orders are placed, accepted and held.</summary>
    private async Task<int> Watch(Buyer buyer, CancellationToken stop)
    {
        var reads = 0;
        while (!stop.IsCancellationRequested)
        {
            var (reserved, used, _, overLimit) = await store.Line(buyer);
            (reserved + used).Should().BeLessThanOrEqualTo(13_200);
            overLimit.Should().Be(0);
            reads++;
        }

        return reads;
    }

    private static string ReasonOf(string scenario) => scenario == "ngUnpaid" ? "unpaid" : "overall";
}
