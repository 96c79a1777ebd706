using System.Net;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;

namespace Store.Api.Tests.Journeys;

/// <summary>What journeys are made of: a step has worked when it returns, or fails with the answer.</summary>
internal static class Steps
{
    public static async Task<JsonElement> Done(this Task<HttpResponseMessage> sent)
    {
        var answer = await sent;
        var body = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(body);
        return body.Length == 0 ? default : JsonDocument.Parse(body).RootElement;
    }

    /// <summary>The number of an order on account, wherever its screening has come to.</summary>
    public static async Task<string> OnAccount(
        this JourneyStore store,
        Buyer buyer,
        int seats = 1,
        string plan = SandboxStore.Standard
    ) => (await store.Place(buyer, await store.Quote(buyer, seats, plan)).Done()).Text("number");

    public static async Task<string> ByCard(
        this JourneyStore store,
        Buyer buyer,
        string brand = "visa",
        string outcome = "ok",
        string plan = SandboxStore.Standard
    )
    {
        var body = new
        {
            quoteId = await store.Quote(buyer, plan: plan),
            paymentMethod = "card",
            card = await store.Card(brand, outcome),
        };
        return (await SandboxStore.Send(buyer, body).Done()).Text("number");
    }

    /// <summary>Answers a hold or a refused screening by card.</summary>
    public static async Task PaidByCard(this JourneyStore store, Buyer buyer, string number, string outcome = "ok")
    {
        var body = new { paymentMethod = "card", card = await store.Card("jcb", outcome) };
        await buyer.Client.Send(HttpMethod.Post, $"/v1/orders/{number}/payment", body).Done();
    }

    public static async Task Has(this JourneyStore store, Buyer buyer, string number, string status) =>
        (await store.Get(buyer.Client, $"/v1/orders/{number}")).Text("status").Should().Be(status, number);

    public static Task<JsonElement> Operated(this JourneyStore store, string number, string verb, object body) =>
        store.Operate(number, verb, body).Done();

    public static Task Cancelled(this JourneyStore store, string number) =>
        store.Operated(number, "cancel", new { reason = "誤発注" });

    /// <summary>An operator finds the lost payment in SBPS's portal, and says what becomes of it.</summary>
    public static async Task Found(this JourneyStore store, string number, string outcome)
    {
        var (trackingId, spsTransactionId) = CardSteps.IdsOf(await store.BookedCard(number, _ => true));
        var body = new
        {
            outcome,
            reason = "管理画面で確認",
            evidence = "portal",
            trackingId,
            spsTransactionId,
        };
        await store.Operated(number, "resolve-payment", body);
    }

    public static Task NotFound(this JourneyStore store, string number, string outcome = "cancelled") =>
        store.Operated(number, "resolve-payment", new { outcome, reason = "管理画面で確認" });

    public static Task SbpsFault(this JourneyStore store, string scenario, string operation, int times = 1) =>
        store.Fault(scenario, times, operation, "sbps");

    public static Task Days(this JourneyStore store, int days) => store.MoveClock(Duration.FromDays(days));

    public static Task<JsonElement> Approved(this JourneyStore store, JsonElement inquiry, object? offer = null) =>
        store
            .Resolve(
                inquiry.Text("id"),
                offer is null
                    ? new { outcome = "approved", reason = "承りました" }
                    : new
                    {
                        outcome = "approved",
                        reason = "承りました",
                        offer,
                    }
            )
            .Done();

    public static Task<JsonElement> Declined(this JourneyStore store, JsonElement inquiry) =>
        store.Resolve(inquiry.Text("id"), new { outcome = "declined", reason = "お受けできません" }).Done();

    /// <summary>An approved offer is ordered on account; its order's number.</summary>
    public static async Task<string> Ordered(this JourneyStore store, Buyer buyer, string quoteId) =>
        (await store.Place(buyer, quoteId).Done()).Text("number");

    public static async Task<string> Offered(this JourneyStore store, object offer) =>
        (await store.Operator.Send(HttpMethod.Post, "/v1/operator/offers", offer).Done()).Text("id");

    public static Task<JsonElement> Reported(this JourneyStore store, object report) =>
        store.Operator.Send(HttpMethod.Post, "/v1/operator/provider-facts", report).Done();

    public static Task<JsonElement> Listed(this JourneyStore store, string id, params object[] plans) =>
        store
            .Operator.Send(
                HttpMethod.Post,
                "/v1/operator/products",
                new
                {
                    id,
                    name = $"製品 {id}",
                    maker = "株式会社メーカー",
                    category = "業務支援",
                    description = "説明",
                    plans,
                    reason = "新製品",
                }
            )
            .Done();

    /// <summary>Sends an operator's command with the tag of what it is about.</summary>
    public static async Task<JsonElement> OnSeen(
        this JourneyStore store,
        HttpMethod method,
        string seen,
        string verb,
        object body
    )
    {
        var tag = (await store.Operator.GetAsync(seen)).Headers.ETag!.ToString();
        return await store.Operator.Send(method, seen + verb, body, ifMatch: tag).Done();
    }

    public static Task Erased(this JourneyStore store, Buyer buyer) =>
        store.OnSeen(
            HttpMethod.Post,
            $"/v1/operator/accounts/{buyer.AccountId}",
            "/erasure",
            new { reason = "ご本人からの請求" }
        );

    public static Task Limited(this JourneyStore store, Buyer buyer, long limitYen) =>
        store.OnSeen(
            HttpMethod.Put,
            $"/v1/operator/accounts/{buyer.AccountId}/credit-line",
            "",
            new { limitYen, reason = "見直し" }
        );

    public static async Task Document(this HttpClient client, string path) =>
        (await client.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.OK, path);
}
