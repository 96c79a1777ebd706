using System.Text.Json;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class QuoteJourneys
{
    private static readonly object Standard = new
    {
        id = "standard",
        name = "スタンダード",
        unitPriceYen = 1000,
        termMonths = 12,
        soleProprietorAllowed = true,
    };

    private static readonly object Light = new
    {
        id = "light",
        name = "ライト",
        unitPriceYen = 500,
        termMonths = 1,
        minSeats = 5,
        maxSeats = 10,
        taxCategory = "reduced",
    };

    [Fact]
    public Task Quotes_of_visitors_and_buyers() =>
        Journey.Run(
            "quotes",
            async store =>
            {
                await store.Listed("keiri", Standard, Light);
                var anonymous = await Quoted(store, store.Anonymous, "keiri.standard", "keiri.light");
                var buyer = await store.NewBuyer();
                var claimed = await Reissued(buyer.Client, anonymous);

                await Repriced(store, 1200);
                var repriced = await Reissued(buyer.Client, claimed);
                await store.OnSeen(
                    HttpMethod.Post,
                    "/v1/operator/products/keiri",
                    "/plans/keiri.light/withdrawal",
                    new { reason = "販売終了" }
                );
                var shorter = await Reissued(buyer.Client, repriced);
                await store.Days(31);
                await Repriced(store, 900);
                var again = await Reissued(buyer.Client, shorter);

                // What was re-issued with changes is ordered once they have been seen, freed, and ordered again.
                var order = new
                {
                    quoteId = again,
                    paymentMethod = "onAccount",
                    acknowledgedChanges = true,
                    startsOn = "2027-01-10",
                    purchaseOrderNumber = "PO-1",
                };
                var first = (await SandboxStore.Send(buyer, order).Done()).Text("number");
                await store.Cancelled(first);
                await SandboxStore.Send(buyer, order).Done();
                await buyer.Client.Document($"/v1/quotes/{again}/pdf");
            }
        );

    [Fact]
    public Task The_catalogue_as_operators_keep_it() =>
        Journey.Run(
            "catalogue",
            async store =>
            {
                const string Product = "/v1/operator/products/keiri";
                await store.Listed("keiri", Standard, Light);
                await Repriced(store, 1200);
                var policies = new
                {
                    cancellationPolicy = "beforeDelivery",
                    prorationPolicy = "daily",
                    terminationPolicy = new
                    {
                        autoRenew = true,
                        midTermAllowed = false,
                        noticeDays = 30,
                        noticeDayOfMonth = (int?)null,
                    },
                    reason = "規約変更",
                };
                await store.OnSeen(HttpMethod.Put, Product, "/plans/keiri.standard/policies", policies);
                var plan = new
                {
                    id = "pro",
                    name = "プロ",
                    unitPriceYen = 3000,
                    termMonths = 12,
                    taxRatePercent = 0,
                    delivery = "byOperator",
                };
                await store.OnSeen(HttpMethod.Post, Product, "/plans", new { plan, reason = "追加" });
                await store.OnSeen(
                    HttpMethod.Post,
                    Product,
                    "/plans/keiri.light/withdrawal",
                    new { reason = "販売終了" }
                );

                var buyer = await store.NewBuyer();
                foreach (var id in (string[])["keiri.standard", "keiri.pro"])
                {
                    await store.OnAccount(buyer, plan: id);
                }
            }
        );

    private static Task<JsonElement> Repriced(JourneyStore store, long unitPriceYen) =>
        store.OnSeen(
            HttpMethod.Put,
            "/v1/operator/products/keiri",
            "/plans/keiri.standard/price",
            new { unitPriceYen, reason = "価格改定" }
        );

    /// <summary>Five seats of each plan.</summary>
    private static async Task<string> Quoted(JourneyStore store, HttpClient client, params string[] plans)
    {
        var cart = (await client.Send(HttpMethod.Post, "/v1/carts").Done()).Text("id");
        foreach (var plan in plans)
        {
            await client.Send(HttpMethod.Put, $"/v1/carts/{cart}/lines/{plan}", new { seats = 5 }).Done();
        }

        return (await client.Send(HttpMethod.Post, $"/v1/carts/{cart}/quotes").Done()).Text("id");
    }

    private static async Task<string> Reissued(HttpClient client, string quote) =>
        (await client.Send(HttpMethod.Post, $"/v1/quotes/{quote}/reissue").Done()).Text("id");
}
