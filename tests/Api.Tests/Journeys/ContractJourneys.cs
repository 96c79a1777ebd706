using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class ContractJourneys
{
    private static readonly object Monthly = new
    {
        id = "monthly",
        name = "月額",
        unitPriceYen = 3000,
        termMonths = 1,
        prorationPolicy = "daily",
        terminationPolicy = new
        {
            autoRenew = true,
            midTermAllowed = false,
            noticeDays = 7,
            noticeDayOfMonth = (int?)null,
        },
    };

    private static readonly object Free = new
    {
        id = "free",
        name = "いつでも解約",
        unitPriceYen = 500,
        termMonths = 12,
        prorationPolicy = "fullMonthsFromCurrent",
        terminationPolicy = new
        {
            autoRenew = true,
            midTermAllowed = true,
            noticeDays = (int?)null,
            noticeDayOfMonth = (int?)15,
        },
    };

    [Fact]
    public Task Contracts_that_grow_and_are_renewed() =>
        Journey.Run(
            "contracts",
            async store =>
            {
                var buyer = await store.NewBuyer(limitYen: 1_000_000);
                var contract = InquirySteps.ContractOf(await store.OnAccount(buyer, 2));
                await store.Days(40);
                var more = await Asked(buyer, "seatAddition", contract, seats: 3);
                var approved = await store.Approved(more);
                var added = await store.Ordered(buyer, approved.GetProperty("offer").Text("quoteId"));
                await Seats(store, buyer, contract, 5);

                // Seats whose order is undone are taken back.
                var unwanted = new
                {
                    contractId = contract,
                    kind = "seatAddition",
                    seats = 4,
                    unitPriceYen = 900,
                    reason = "ご依頼により",
                };
                var undone = await store.Ordered(buyer, await store.Offered(unwanted));
                await store.Cancelled(undone);
                await Seats(store, buyer, contract, 5);

                // The reminders come, then the renewal that the buyer asked for, at another price.
                await store.Days(250);
                await store.Days(35);
                var renewal = await Asked(buyer, "renewal", contract);
                var offered = await store.Approved(renewal, new { unitPriceYen = 950 });
                var next = await store.Ordered(buyer, offered.GetProperty("offer").Text("quoteId"));
                await store.Days(40);

                // A renewal is taken back while nothing has followed it, and another one is offered.
                var another = new
                {
                    contractId = contract,
                    kind = "renewal",
                    seats = 2,
                    planId = SandboxStore.Slow,
                    reason = "更新のご案内",
                };
                var taken = await store.Ordered(buyer, await store.Offered(another));
                await store.Cancelled(taken);
                await store.Days(800);
                (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).Text("status").Should().Be("ended");
                (added, next).Should().NotBe((undone, taken));
            }
        );

    [Fact]
    public Task Contracts_that_are_terminated_or_never_were() =>
        Journey.Run(
            "terminations",
            async store =>
            {
                await store.Listed("tsuki", Monthly, Free);
                var buyer = await store.NewBuyer(limitYen: 1_000_000);
                var yearly = InquirySteps.ContractOf(await store.OnAccount(buyer));
                var early = await Asked(buyer, "termination", yearly, endsOn: "2026-12-31");
                await store.Declined(early);
                await store.Approved(await Asked(buyer, "termination", yearly));

                var free = InquirySteps.ContractOf(await store.OnAccount(buyer, plan: "tsuki.free"));
                await store.Days(20);
                await store.Approved(await Asked(buyer, "termination", free, endsOn: "2027-01-31"));
                await store.Days(60);
                (await store.Get(buyer.Client, $"/v1/contracts/{free}")).Text("status").Should().Be("ended");

                // Undone while it is young: the contract was never there.
                var order = await store.OnAccount(buyer);
                await store.Cancelled(order);

                // A renewal that was ordered after the notice takes the notice back.
                await store.Days(200);
                var offer = new
                {
                    contractId = yearly,
                    kind = "renewal",
                    reason = "ご継続の提案",
                };
                var refused = await store.Operator.Send(HttpMethod.Post, "/v1/operator/offers", offer);
                await refused.ShouldBeProblem(409, "contract.terminating");
                await store.Days(120);
                (await store.Get(buyer.Client, $"/v1/contracts/{yearly}")).Text("status").Should().Be("ended");
            }
        );

    [Fact]
    public Task Contracts_that_renew_by_themselves() =>
        Journey.Run(
            "automatic-renewals",
            async store =>
            {
                await store.Listed("tsuki", Monthly, Free);
                var buyer = await store.NewBuyer(limitYen: 20_000);
                var contract = InquirySteps.ContractOf(await store.OnAccount(buyer, plan: "tsuki.monthly"));
                await store.Days(10);
                var seats = new
                {
                    contractId = contract,
                    kind = "seatAddition",
                    seats = 2,
                    reason = "ご依頼により",
                };
                await store.Ordered(buyer, await store.Offered(seats));
                // The first term renews; the second one's renewal is over the line, is never answered, and it ends.
                for (var i = 0; i < 14; i++)
                {
                    await store.Days(5);
                }

                (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).Text("status").Should().Be("ended");
                var last = (await store.Get(buyer.Client, "/v1/orders")).GetProperty("items")[0];
                last.Text("status").Should().Be("cancelled");

                // Notice in time: nothing is ordered any more.
                await store.Limited(buyer, 100_000);
                var noticed = InquirySteps.ContractOf(await store.OnAccount(buyer, plan: "tsuki.monthly"));
                await store.Approved(await Asked(buyer, "termination", noticed));
                await store.Days(40);
                (await store.Get(buyer.Client, $"/v1/contracts/{noticed}")).Text("status").Should().Be("ended");
            }
        );

    [Fact]
    public Task Contracts_of_another_channel() =>
        Journey.Run(
            "contracts-of-another-channel",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var registered = new
                {
                    accountId = buyer.AccountId,
                    planId = SandboxStore.Standard,
                    seats = 3,
                    startsOn = "2026-04-01",
                    endsOn = "2027-01-31",
                    channel = "株式会社見本代理店",
                    reference = "A-77",
                    unitPriceYen = 800,
                    reason = "契約書の写しを確認したため",
                };
                var contract = await store.Operator.Send(HttpMethod.Post, "/v1/operator/contracts", registered).Done();
                await store.Days(30);
                await store.Approved(await Asked(buyer, "renewal", contract.Text("id"), seats: 4));
                await store.Days(450);
                (await store.Get(buyer.Client, $"/v1/contracts/{contract.Text("id")}"))
                    .Text("status")
                    .Should()
                    .Be("ended");
            }
        );

    private static Task<JsonElement> Asked(
        Buyer buyer,
        string type,
        string contractId,
        int? seats = null,
        string? endsOn = null
    ) =>
        buyer.Inquired(
            new Dictionary<string, object?>
            {
                ["type"] = type,
                ["message"] = "お願いします。",
                ["contractId"] = contractId,
                ["seats"] = seats,
                ["endsOn"] = endsOn,
            }
                .Where(f => f.Value is not null)
                .ToDictionary()
        );

    private static async Task Seats(JourneyStore store, Buyer buyer, string contract, int seats) =>
        (await store.Get(buyer.Client, $"/v1/contracts/{contract}")).GetProperty("seats").GetInt32().Should().Be(seats);
}
