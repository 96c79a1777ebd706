using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class OnAccountJourneys
{
    [Fact]
    public Task Purchases_on_account() =>
        Journey.Run(
            "on-account",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var first = await store.OnAccount(buyer, 2);
                await store.Has(buyer, first, "accepted");
                await buyer.Client.Document($"/v1/orders/{first}/acknowledgement.pdf");

                var slow = await store.OnAccount(buyer, plan: SandboxStore.Slow);
                await store.Days(1);
                await store.Operated(slow, "delivered", new { reason = "納品確認" });

                var sole = await store.NewBuyer(null, ("kind", "soleProprietor"), ("registrationNumber", null));
                await store.Has(sole, await store.OnAccount(sole), "accepted");

                // A cart with two products is one order and two contracts, with the buyer's own number for it.
                var reduced = new
                {
                    id = "reduced",
                    name = "軽減税率",
                    unitPriceYen = 777,
                    termMonths = 1,
                    taxRatePercent = 8,
                };
                await store.Listed("shimbun", reduced);
                var cart = (await buyer.Client.Send(HttpMethod.Post, "/v1/carts").Done()).Text("id");
                foreach (var plan in (string[])[SandboxStore.Standard, "shimbun.reduced"])
                {
                    var line = $"/v1/carts/{cart}/lines/{plan}";
                    await buyer.Client.Send(HttpMethod.Put, line, new { seats = 3 }).Done();
                }

                await buyer.Client.Send(HttpMethod.Post, $"/v1/carts/{cart}/quotes").Done();
                var both = new
                {
                    cartId = cart,
                    paymentMethod = "onAccount",
                    purchaseOrderNumber = "PO-7",
                };
                var number = (await SandboxStore.Send(buyer, both).Done()).Text("number");
                await store.Has(buyer, number, "accepted");
            }
        );

    [Fact]
    public Task Orders_over_the_credit_line() =>
        Journey.Run(
            "over-the-credit-line",
            async store =>
            {
                var buyer = await store.NewBuyer(limitYen: 20_000);
                var raised = await store.OnAccount(buyer, 2);
                await store.Has(buyer, raised, "onCreditHold");
                await store.Operated(raised, "release", new { reason = "決算書を確認", limitYen = 30_000 });
                await store.Has(buyer, raised, "accepted");

                var unanswered = await store.OnAccount(buyer);
                var byCard = await store.OnAccount(buyer);
                var declined = await store.OnAccount(buyer);
                var cancelled = await store.OnAccount(buyer);
                var released = await store.OnAccount(buyer);
                await store.PaidByCard(buyer, byCard);
                await store.Has(buyer, byCard, "accepted");
                await store.PaidByCard(buyer, declined, "declined");
                await store.Has(buyer, declined, "onCreditHold");
                await store.Cancelled(cancelled);
                await store.Limited(buyer, 100_000);
                await store.Operated(released, "release", new { reason = "与信枠の見直し" });
                await store.Has(buyer, released, "accepted");
                await store.Limited(buyer, 10_000);
                await store.Days(8);
                await store.Has(buyer, unanswered, "cancelled");
                await store.Has(buyer, declined, "cancelled");

                // The limit of Net Protections, not the store's.
                var other = await store.NewBuyer();
                await store.Fault("ngAmountOver");
                var theirs = await store.OnAccount(other);
                await store.Has(other, theirs, "onCreditHold");
                await store.Operated(theirs, "release", new { reason = "NPの限度額が上がったため" });
                await store.Has(other, theirs, "accepted");
            }
        );

    [Fact]
    public Task Screenings_of_every_kind() =>
        Journey.Run(
            "screenings",
            async store =>
            {
                var buyer = await store.NewBuyer();
                await store.Fault("declined");
                var byCard = await store.OnAccount(buyer);
                await store.Has(buyer, byCard, "screeningRefused");
                await store.PaidByCard(buyer, byCard);
                await store.Has(buyer, byCard, "accepted");
                await buyer.Client.Document($"/v1/orders/{byCard}/invoice.pdf");

                await store.Fault("ngUnpaid");
                var unanswered = await store.OnAccount(buyer);
                await store.Fault("declined");
                var tried = await store.OnAccount(buyer);
                await store.PaidByCard(buyer, tried, "declined");
                await store.Days(8);
                await store.Has(buyer, unanswered, "cancelled");
                await store.Has(buyer, tried, "cancelled");

                await store.Fault("pendingThenOk");
                var passed = await store.OnAccount(buyer);
                await store.Days(1);
                await store.Has(buyer, passed, "accepted");
                await store.Fault("pendingThenNg");
                var refused = await store.OnAccount(buyer);
                await store.Days(1);
                await store.Has(buyer, refused, "screeningRefused");

                // The buyer is not known to Net Protections, or not yet.
                var unknown = await store.NewBuyer();
                await store.Fault("declined", operation: "buyers");
                await store.Has(unknown, await store.OnAccount(unknown), "screeningRefused");
                await store.Fault("pendingThenOk", operation: "buyers");
                var asked = await store.NewBuyer();
                var later = await store.OnAccount(asked);
                await store.Days(1);
                await store.Has(asked, later, "accepted");
            }
        );

    [Fact]
    public Task Cancellations_on_account() =>
        Journey.Run(
            "cancellations-on-account",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var cancelled = await store.OnAccount(buyer);
                await store.Cancelled(cancelled);
                await store.Has(buyer, cancelled, "cancelled");

                var asked = await store.OnAccount(buyer, plan: SandboxStore.Slow);
                var inquiry = await buyer.Inquired(
                    new
                    {
                        type = "cancellationRequest",
                        message = "間違えて購入ボタンを押しました。",
                        orderNumber = asked,
                    }
                );
                await store.Approved(inquiry);
                await store.Has(buyer, asked, "cancelled");

                // Net Protections refuses; an operator says what became of it, one way and the other.
                foreach (var outcome in (string[])["accepted", "cancelled"])
                {
                    var number = await store.OnAccount(buyer);
                    await store.Fault("declined", operation: "cancel");
                    await store.Cancelled(number);
                    await store.Has(buyer, number, "cancelling");
                    await store.NotFound(number, outcome);
                    await store.Has(buyer, number, outcome);
                }

                // Its quote has expired by then, so that nothing is freed.
                var late = await store.OnAccount(buyer);
                await store.Days(40);
                await store.Cancelled(late);
                await store.Has(buyer, late, "cancelled");
            }
        );
}
