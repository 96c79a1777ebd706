using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class CardJourneys
{
    [Fact]
    public Task Cards_that_are_charged_or_declined() =>
        Journey.Run(
            "cards",
            async store =>
            {
                var buyer = await store.NewBuyer(limitYen: 0);
                foreach (var brand in (string[])["jcb", "visa", "mastercard", "amex", "diners"])
                {
                    await store.Has(buyer, await store.ByCard(buyer, brand), "accepted");
                }

                foreach (var outcome in (string[])["declined", "cardData", "expiredToken"])
                {
                    await store.Has(buyer, await store.ByCard(buyer, outcome: outcome), "cancelled");
                }

                // A brand that the store does not take is given back, and an answer without sense is a no.
                await store.Has(buyer, await store.ByCard(buyer, "other"), "cancelled");
                await store.ByCard(buyer, outcome: "http200WithErrors");
            }
        );

    [Fact]
    public Task Refunds_and_work_that_stands_still() =>
        Journey.Run(
            "refunds",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var refunded = await store.ByCard(buyer);
                await store.Cancelled(refunded);
                await store.Has(buyer, refunded, "cancelled");

                var asked = await store.ByCard(buyer, plan: SandboxStore.Slow);
                var inquiry = await buyer.Inquired(
                    new
                    {
                        type = "cancellationRequest",
                        message = "取消",
                        orderNumber = asked,
                    }
                );
                await store.Approved(inquiry);

                foreach (var outcome in (string[])["cancelled", "accepted"])
                {
                    var refused = await store.ByCard(buyer);
                    await store.SbpsFault("declined", "cancel");
                    await store.Cancelled(refused);
                    await store.Has(buyer, refused, "cancelling");
                    var body = new
                    {
                        outcome,
                        reason = "電話で確認",
                        evidence = "控 2026-11-16",
                    };
                    await store.Operated(refused, "resolve-payment", body);
                    await store.Has(buyer, refused, outcome);
                }

                // Captures that are refused to the end: one is let go again, the other given up.
                foreach (var verb in (string[])["retry", "give-up"])
                {
                    await store.SbpsFault("declined", "capture", times: 8);
                    var number = await store.ByCard(buyer);
                    var parked = await Parked(store);
                    await store
                        .Operator.Send(
                            HttpMethod.Post,
                            $"/v1/operator/parked/{parked}/{verb}",
                            new { reason = "確認済み" }
                        )
                        .Done();
                    await store.Has(buyer, number, "accepted");
                }
            }
        );

    /// <summary>The whole retry table, by the store's clock.</summary>
    private static async Task<string> Parked(JourneyStore store)
    {
        for (var i = 0; i < 8; i++)
        {
            await store.MoveClock(Duration.FromHours(7));
        }

        var all = await store.Get(store.Operator, "/v1/operator/parked");
        return all.GetProperty("items").EnumerateArray().Should().ContainSingle().Subject.Text("id");
    }

    [Fact]
    public Task Invoices_of_card_orders() =>
        Journey.Run(
            "card-invoices",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var number = await store.ByCard(buyer);
                var order = $"/v1/orders/{number}";
                await buyer.Client.Document($"{order}/invoice.pdf");
                foreach (
                    var body in (object[])
                        [
                            new
                            {
                                reason = "社名変更",
                                companyName = "株式会社新社名",
                                note = "宛名を訂正しました。",
                            },
                            new { reason = "備考の追加", note = "検収番号 12" },
                        ]
                )
                {
                    var invoice = (await store.Get(buyer.Client, order)).Text("invoiceNumber");
                    await store.OnSeen(HttpMethod.Post, $"/v1/operator/invoices/{invoice}", "/correction", body);
                }

                await store.Days(3);
                await store.Cancelled(number);
                await buyer.Client.Document($"{order}/return-invoice.pdf");
                await buyer.Client.Document($"{order}/acknowledgement.pdf");
                var kept = await store.Get(buyer.Client, $"{order}/documents");
                kept.GetProperty("items").ValueKind.Should().Be(JsonValueKind.Array);
            }
        );
}
