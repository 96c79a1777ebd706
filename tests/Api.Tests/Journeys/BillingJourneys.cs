using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Journeys;

public sealed class BillingJourneys
{
    [Fact]
    public Task Months_that_close() =>
        Journey.Run(
            "month-closings",
            async store =>
            {
                var (one, other) = (await store.NewBuyer(), await store.NewBuyer());
                await store.OnAccount(one, 2);
                var undone = await store.OnAccount(one);
                await store.OnAccount(other, 3);
                await store.ByCard(other);
                await store.Days(15);
                await one.Client.Document("/v1/invoices/2026-11/statement.pdf");
                await store.Reported(
                    new
                    {
                        kind = "invoiceIssued",
                        accountId = one.AccountId,
                        month = "2026-11",
                        npInvoiceNumber = "NP-0001",
                        issuedOn = "2026-12-01",
                        dueOn = "2026-12-31",
                        amountYen = 39_600,
                        reason = "管理画面で確認",
                    }
                );

                // What is undone now stands in the month that goes on; the other account has nothing in it.
                await store.Cancelled(undone);
                await store.Days(31);
                await one.Client.Document("/v1/invoices/2026-12/statement.pdf");
                await store.Reported(Paid(other, "2026-12-28") with { Month = "2026-11" });
                await store.OnAccount(other, 3);
                await store.Days(31);
                await other.Client.Document("/v1/invoices/2027-01/statement.pdf");
            }
        );

    [Fact]
    public Task A_month_with_more_lines_than_its_bill_shows() =>
        Journey.Run(
            "many-lines",
            async store =>
            {
                string[] plans = [.. Enumerable.Range(1, 21).Select(i => $"p{i}")];
                await store.Listed(
                    "wide",
                    [
                        .. plans.Select(id =>
                            (object)
                                new
                                {
                                    id,
                                    name = "プラン",
                                    unitPriceYen = 1,
                                    termMonths = 1,
                                }
                        ),
                    ]
                );
                var buyer = await store.NewBuyer();
                var cart = (await buyer.Client.Send(HttpMethod.Post, "/v1/carts").Done()).Text("id");
                foreach (var plan in plans)
                {
                    var line = $"/v1/carts/{cart}/lines/wide.{plan}";
                    await buyer.Client.Send(HttpMethod.Put, line, new { seats = 1 }).Done();
                }

                await SandboxStore.Send(buyer, new { cartId = cart, paymentMethod = "onAccount" }).Done();
                await store.Days(15);
            }
        );

    [Fact]
    public Task What_Net_Protections_reports() =>
        Journey.Run(
            "provider-facts",
            async store =>
            {
                var buyer = await store.NewBuyer();
                foreach (var status in (string[])["alrt", "ng", "ok"])
                {
                    await store.Reported(
                        new
                        {
                            kind = "guaranteeStatus",
                            accountId = buyer.AccountId,
                            status,
                            sinceOn = "2026-11-01",
                            reason = "管理画面で確認",
                        }
                    );
                }

                var (first, second) = (await store.OnAccount(buyer, 2), await store.OnAccount(buyer));
                await store.OnAccount(buyer);
                await store.Reported(
                    new
                    {
                        kind = "invoiceIssued",
                        accountId = buyer.AccountId,
                        month = "2026-10",
                        npInvoiceNumber = "NP-0002",
                        issuedOn = "2026-11-05",
                        amountYen = 100,
                        reason = "管理画面で確認",
                    }
                );
                await store.Reported(Paid(buyer, "2026-11-16") with { OrderNumbers = [first, second] });
                await store.Days(1);
                await store.Reported(Paid(buyer, "2026-11-17") with { Month = "2026-11", AmountYen = 13_200 });

                // One that was paid and is undone all the same.
                await store.Cancelled(second);
            }
        );

    private static PaidReport Paid(Buyer buyer, string paidOn) => new("paid", buyer.AccountId, paidOn, "入金確認");

    private sealed record PaidReport(string Kind, string AccountId, string PaidOn, string Reason)
    {
        public string? Month { get; init; }

        public IReadOnlyList<string>? OrderNumbers { get; init; }

        public long? AmountYen { get; init; }
    }
}
