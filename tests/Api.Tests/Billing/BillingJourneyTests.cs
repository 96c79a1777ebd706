using System.Globalization;
using System.Net;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Billing;

/// <summary>Months over HTTP: open while orders come in, closed for ever when the clock passes their end.</summary>
public sealed class BillingJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task NP_5_A_month_is_open_until_it_is_over_and_then_never_changes()
    {
        var buyer = await store.NewBuyer();
        var first = await store.Order(buyer, 2);
        var second = await store.Order(buyer);
        var month = SandboxStore.TokyoDateOf(first.Text("acceptedAt"))[..7];
        var path = $"/v1/invoices/{month}";

        var open = await store.Get(buyer.Client, path);
        (open.Text("status"), open.Text("collectionMethod"), open.Text("document"))
            .Should()
            .Be(("open", "bankTransfer", "invoice"));
        open.Text("issuer").Should().Be("株式会社ネットプロテクションズ");
        open.GetProperty("support").Text("phone").Should().Be("03-4577-9631");
        Yen(open, "totalYen").Should().Be(39_600);
        open.GetProperty("lines")[0].Text("orderNumber").Should().Be(first.Text("number"));
        var schedule = await store.Get(store.Anonymous, $"/v1/billing-schedule/{month}");
        (open.Text("closesOn"), open.Text("issuesOn"), open.Text("dueOn"))
            .Should()
            .Be((schedule.Text("closesOn"), schedule.Text("issuesOn"), schedule.Text("transferDueOn")));
        var seen = (await buyer.Client.GetAsync(path)).Headers.ETag!;

        await PassMonth();
        var answer = await buyer.Client.GetAsync(path);
        var closed = await answer.Json();
        (closed.Text("status"), Yen(closed, "totalYen"), closed.Text("dueOn"))
            .Should()
            .Be(("closed", 39_600, schedule.Text("transferDueOn")));
        answer.Headers.ETag.Should().NotBe(seen);

        // What is undone now stands in the month that goes on.
        await store.Operate(second.Text("number"), "cancel", new { reason = "誤発注" });
        await store.Until(buyer, second.Text("number"), "cancelled");
        (await (await buyer.Client.GetAsync(path)).Content.ReadAsByteArrayAsync())
            .Should()
            .Equal(await answer.Content.ReadAsByteArrayAsync());
        var list = (await store.Get(buyer.Client, "/v1/invoices")).GetProperty("items");
        list.EnumerateArray()
            .Select(i => (i.Text("status"), Yen(i, "totalYen")))
            .Should()
            .Equal(("open", -13_200), ("closed", 39_600));
        var next = await store.Get(buyer.Client, $"/v1/invoices/{list[0].Text("month")}");
        next.GetProperty("lines")[0].Text("description").Should().StartWith("【取消】");

        var lines = await store.Get(buyer.Client, $"{path}/lines?limit=1");
        var rest = await store.Get(buyer.Client, $"{path}/lines?limit=1&cursor={lines.Text("nextCursor")}");
        rest.GetProperty("items")[0].Text("orderNumber").Should().Be(second.Text("number"));
        rest.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.Null);

        // Operators see the same; another buyer sees nothing of it.
        var operators = $"/v1/operator/accounts/{buyer.AccountId}/invoices";
        (await (await store.Operator.GetAsync($"{operators}/{month}")).Content.ReadAsByteArrayAsync())
            .Should()
            .Equal(await answer.Content.ReadAsByteArrayAsync());
        (await store.Get(store.Operator, operators)).GetProperty("items").GetArrayLength().Should().Be(2);
        (await store.Get(store.Operator, $"{operators}/{month}/lines"))
            .GetProperty("items")
            .GetArrayLength()
            .Should()
            .Be(2);
        var other = await store.NewBuyer();
        await (await other.Client.GetAsync(path)).ShouldBeProblem(404, "invoice.not_found");
        await (await other.Client.GetAsync($"{path}/lines")).ShouldBeProblem(404, "invoice.not_found");
        (await other.Client.GetAsync(operators)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_bill_that_was_seen_is_not_sent_again_until_something_of_it_changes()
    {
        var buyer = await store.NewBuyer();
        var month = YearMonthPattern.Iso.Format((await Today()).ToYearMonth());
        async Task<HttpResponseMessage> Again(HttpResponseMessage seen)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/invoices/{month}");
            request.Headers.IfNoneMatch.Add(seen.Headers.ETag!);
            return await buyer.Client.SendAsync(request);
        }

        var empty = await buyer.Client.GetAsync($"/v1/invoices/{month}");
        (await Again(empty)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await store.Order(buyer);
        var changed = await Again(empty);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        (await Again(changed)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task NP_7_What_Net_Protections_reports_shows_in_the_closed_month()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer);
        var month = SandboxStore.TokyoDateOf(order.Text("acceptedAt"))[..7];
        await PassMonth();
        var closed = await store.Get(buyer.Client, $"/v1/invoices/{month}");
        var today = (await Today()).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        object[] reports =
        [
            new
            {
                kind = "invoiceIssued",
                accountId = buyer.AccountId,
                month,
                npInvoiceNumber = $"NP-{buyer.AccountId[..8]}",
                issuedOn = today,
                amountYen = 13_200,
                reason = "管理画面で確認",
            },
            new
            {
                kind = "paid",
                accountId = buyer.AccountId,
                month,
                paidOn = today,
                reason = "入金確認",
            },
        ];
        foreach (var report in reports)
        {
            var recorded = await store.Operator.Send(HttpMethod.Post, "/v1/operator/provider-facts", report);
            recorded.StatusCode.Should().Be(HttpStatusCode.Created, await recorded.Content.ReadAsStringAsync());
        }

        var shown = await store.Get(buyer.Client, $"/v1/invoices/{month}");
        shown.GetProperty("npInvoices")[0].Text("issuedOn").Should().Be(today);
        (shown.Text("paidOn"), Yen(shown, "paidYen")).Should().Be((today, 13_200));
        shown.Text("issuesOn").Should().Be(closed.Text("issuesOn"));
    }

    [Fact]
    public async Task Before_anything_was_bought_the_present_month_is_open_and_empty()
    {
        var buyer = await store.NewBuyer();
        var month = YearMonthPattern.Iso.Format((await Today()).ToYearMonth());

        var open = await store.Get(buyer.Client, $"/v1/invoices/{month}");
        (open.Text("status"), Yen(open, "totalYen"), open.GetProperty("lines").GetArrayLength())
            .Should()
            .Be(("open", 0, 0));
        (await store.Get(buyer.Client, $"/v1/invoices/{month}/lines"))
            .GetProperty("items")
            .GetArrayLength()
            .Should()
            .Be(0);
        (await store.Get(buyer.Client, "/v1/invoices")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("/v1/invoices/2026-01", 404, "invoice.not_found")]
    [InlineData("/v1/invoices/2099-01", 404, "invoice.not_found")]
    [InlineData("/v1/invoices/9999-12", 404, "invoice.not_found")]
    [InlineData("/v1/invoices/9999-12/lines", 404, "invoice.not_found")]
    [InlineData("/v1/invoices/2026-01/lines", 404, "invoice.not_found")]
    [InlineData("/v1/invoices/2026-13", 400, "request.invalid")]
    [InlineData("/v1/invoices/2026-13/lines", 400, "request.invalid")]
    [InlineData("/v1/invoices/2026-01/lines?cursor=x", 400, "cursor.malformed")]
    [InlineData("/v1/invoices/2026-01/lines?cursor=AAAAAAAAAAB4", 400, "cursor.malformed")]
    public async Task A_month_without_a_bill_is_not_found_and_what_is_none_is_malformed(
        string path,
        int status,
        string code
    )
    {
        var buyer = await store.NewBuyer();

        await (await buyer.Client.GetAsync(path)).ShouldBeProblem(status, code);
    }

    [Fact]
    public async Task An_operator_tells_an_unknown_account_from_a_month_without_a_bill()
    {
        var buyer = await store.NewBuyer();
        const string Unknown = "/v1/operator/accounts/00000000000000000000000000000000/invoices";
        foreach (var path in (string[])["", "/2026-01", "/2026-01/lines"])
        {
            await (await store.Operator.GetAsync(Unknown + path)).ShouldBeProblem(404, "account.not_found");
        }

        var known = $"/v1/operator/accounts/{buyer.AccountId}/invoices/2026-01";
        await (await store.Operator.GetAsync(known)).ShouldBeProblem(404, "invoice.not_found");
        await (await store.Operator.GetAsync(known + "/lines")).ShouldBeProblem(404, "invoice.not_found");
    }

    /// <summary>To the first instant of the next month: everything is closed when the clock answers.</summary>
    private async Task PassMonth()
    {
        var now = await Now();
        var tokyo = DateTimeZoneProviders.Tzdb["Asia/Tokyo"];
        var next = tokyo.AtStartOfDay(now.InZone(tokyo).Date.ToYearMonth().PlusMonths(1).OnDayOfMonth(1)).ToInstant();
        await store.MoveClock(next - now);
    }

    private async Task<LocalDate> Today() => (await Now()).InZone(DateTimeZoneProviders.Tzdb["Asia/Tokyo"]).Date;

    private async Task<Instant> Now() =>
        Instant.FromDateTimeOffset(
            (await store.Get(store.Anonymous, "/sandbox/clock")).GetProperty("now").GetDateTimeOffset()
        );

    private static long Yen(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
