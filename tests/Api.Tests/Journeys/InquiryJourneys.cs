using System.Text.Json;
using Store.Api.Tests.Inquiries;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class InquiryJourneys
{
    [Fact]
    public Task Inquiries_of_every_type_approved_and_declined() =>
        Journey.Run(
            "inquiries",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var order = await store.OnAccount(buyer, plan: SandboxStore.Slow);
                var contract = InquirySteps.ContractOf(await store.OnAccount(buyer));
                object[] declined =
                [
                    new
                    {
                        type = "basicInfoChange",
                        message = "社名が変わりました。",
                        changes = new { companyName = "株式会社新見本" },
                    },
                    new
                    {
                        type = "cancellationRequest",
                        message = "取消",
                        orderNumber = order,
                    },
                    new
                    {
                        type = "renewal",
                        message = "更新",
                        contractId = contract,
                        seats = 9,
                    },
                    new
                    {
                        type = "seatAddition",
                        message = "追加",
                        contractId = contract,
                        seats = 3,
                    },
                    new
                    {
                        type = "termination",
                        message = "解約",
                        contractId = contract,
                        endsOn = "2026-12-31",
                    },
                    new { type = "directDebit", message = "口座振替を希望します。" },
                    new
                    {
                        type = "documentReissue",
                        message = "請求書の再発行",
                        orderNumber = order,
                    },
                    new { type = "payment", message = "お支払いについて" },
                    new { type = "other", message = "その他" },
                ];
                foreach (var asked in declined)
                {
                    await store.Declined(await buyer.Inquired(asked));
                }

                // The same, approved, where it is possible as it was asked.
                foreach (var asked in declined.Where((_, i) => i is not (4 or 5)))
                {
                    await store.Approved(await buyer.Inquired(asked));
                }

                await store.Approved(
                    await buyer.Inquired(
                        new
                        {
                            type = "termination",
                            message = "解約",
                            contractId = contract,
                        }
                    )
                );
                await store.Approved(await buyer.Inquired(new { type = "directDebit", message = "口座振替" }));
            }
        );

    [Fact]
    public Task Conversations_and_a_change_of_everything_registered() =>
        Journey.Run(
            "conversations",
            async store =>
            {
                var buyer = await store.NewBuyer();
                var id = (await buyer.Inquired(new { type = "other", message = "教えてください。" })).Text("id");
                await store.OnInquiry(id, "messages", new { message = "承知しました。", reason = "ご案内" }).Done();
                await buyer
                    .Client.Send(HttpMethod.Post, $"/v1/inquiries/{id}/messages", new { message = "もう一点。" })
                    .Done();
                await store.Days(1);
                await store.OnInquiry(id, "messages", new { message = "こちらです。", reason = "ご案内" }).Done();
                await store.Resolve(id, new { outcome = "approved", reason = "ご案内済み" }).Done();

                var changes = new
                {
                    companyName = "株式会社新見本",
                    contactName = "見本 次郎",
                    email = StoreApi.NewEmail(),
                    phone = "03-9876-5432",
                    postalCode = "150-0001",
                    address = "東京都渋谷区神宮前1-1",
                    registrationNumber = "T7000012050002",
                };
                var inquiry = await buyer.Inquired(
                    new
                    {
                        type = "basicInfoChange",
                        message = "移転しました。",
                        changes,
                    }
                );
                await store.Approved(inquiry);
            }
        );

    [Fact]
    public Task Direct_debit_in_all_its_steps() =>
        Journey.Run(
            "direct-debit",
            async store =>
            {
                var buyer = await store.NewBuyer();
                await store.OnAccount(buyer);
                await Requested(store, buyer);
                await Moved(store, buyer, "formSent");
                await Moved(store, buyer, "rejected");

                await Requested(store, buyer);
                foreach (var step in (string[])["formSent", "formReceived", "bankScreening"])
                {
                    await store.Days(2);
                    await Moved(store, buyer, step);
                }

                await Moved(store, buyer, "active", "2026-12");
                await store.Days(10);
                await store.OnAccount(buyer);
                await store.Days(30);
                await store.OnAccount(buyer);
                await Moved(store, buyer, "stopRequested");
                await Moved(store, buyer, "stopped", "2027-02");
                await store.Days(32);
                await store.OnAccount(buyer);
                await store.Days(32);
            }
        );

    private static async Task Requested(JourneyStore store, Buyer buyer) =>
        await store.Approved(await buyer.Inquired(new { type = "directDebit", message = "口座振替を希望します。" }));

    private static Task<JsonElement> Moved(
        JourneyStore store,
        Buyer buyer,
        string step,
        string? effectiveFromClosing = null
    ) =>
        store
            .Step(
                buyer,
                step,
                effectiveFromClosing is null
                    ? new { reason = "NPからの連絡" }
                    : new { reason = "NPからの連絡", effectiveFromClosing }
            )
            .Done();
}
