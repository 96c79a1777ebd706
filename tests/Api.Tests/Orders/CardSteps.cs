using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;

namespace Store.Api.Tests.Orders;

/// <summary>What a buyer with a card does, and what the other side has in its books.</summary>
internal static class CardSteps
{
    /// <summary>What the script would give the browser.</summary>
    public static async Task<object> Card(this SandboxStore store, string brand = "visa", string outcome = "ok")
    {
        var made = await store.Anonymous.PostAsJsonAsync("/sandbox/card-tokens", new { brand, outcome });
        made.StatusCode.Should().Be(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
        var token = await made.Json();
        return new { token = token.Text("token"), tokenKey = token.Text("tokenKey") };
    }

    /// <summary>Orders a fresh quote by card and waits for the first answer.</summary>
    public static async Task<JsonElement> OrderByCard(
        this SandboxStore store,
        Buyer buyer,
        string brand = "visa",
        string outcome = "ok",
        string plan = SandboxStore.Standard
    )
    {
        var quoteId = await store.Quote(buyer, plan: plan);
        var body = new
        {
            quoteId,
            paymentMethod = "card",
            card = await store.Card(brand, outcome),
        };
        var placed = await SandboxStore.Send(buyer, body, waitSeconds: 20);
        placed.StatusCode.Should().Be(HttpStatusCode.Created, await placed.Content.ReadAsStringAsync());
        return await store.Settled(buyer, await placed.Json());
    }

    /// <summary>Answers a hold or a refused screening by card.</summary>
    public static async Task<HttpResponseMessage> Pay(
        this SandboxStore store,
        Buyer buyer,
        string number,
        string outcome = "ok",
        string? key = null
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/orders/{number}/payment")
        {
            Content = JsonContent.Create(new { paymentMethod = "card", card = await store.Card("jcb", outcome) }),
        };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        request.Headers.Add("Prefer", "wait=20");
        return await buyer.Client.SendAsync(request);
    }

    /// <summary>What SBPS has under the order's id, once it is as expected.</summary>
    public static async Task<JsonElement> BookedCard(
        this SandboxStore store,
        string orderId,
        Func<JsonElement, bool> expected
    )
    {
        JsonElement booked = default;
        for (var i = 0; i < SandboxStore.Patience; i++)
        {
            booked = await store.Get(store.Anonymous, $"/sandbox/sbps/payments/{orderId}");
            if (expected(booked))
            {
                return booked;
            }

            await Task.Delay(SandboxStore.Glance);
        }

        throw new TimeoutException(booked.GetRawText());
    }

    /// <summary>Waits until the order's history has the fact.</summary>
    public static async Task<IReadOnlyList<string>> UntilType(this SandboxStore store, string number, string type)
    {
        for (var i = 0; i < SandboxStore.Patience; i++)
        {
            var types = await store.Types(number);
            if (types.Contains(type))
            {
                return types;
            }

            await Task.Delay(SandboxStore.Glance);
        }

        throw new TimeoutException($"{number} never had {type}: {string.Join(", ", await store.Types(number))}");
    }

    public static bool IsCaptured(JsonElement booked) =>
        booked.GetProperty("payment") is { ValueKind: JsonValueKind.Object } payment && payment.Text("status") == "2";

    /// <summary>SBPS's ids of what it authorised under this order's id, as its portal would show them.</summary>
    public static (string TrackingId, string SpsTransactionId) IdsOf(JsonElement booked)
    {
        var tracking = booked.GetProperty("payment").Text("trackingId");
        return (tracking, $"B10001001ST010013110100{tracking[^9..]}");
    }
}
