using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Operators;

/// <summary>What Net Protections reports, over HTTP: recorded once, and shown to operators alone.</summary>
public sealed class ProviderFactJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    private const string Path = "/v1/operator/provider-facts";

    [Fact]
    public async Task NP_5_What_was_paid_gives_its_credit_back_and_a_retry_is_the_same_answer()
    {
        var buyer = await store.NewBuyer();
        var first = await store.Order(buyer, 2);
        var second = await store.Order(buyer);
        (await store.Line(buyer)).Should().Be((0, 39_600, 260_400, 0));
        var today = SandboxStore.TokyoDateOf(first.Text("acceptedAt"));
        var body = new
        {
            kind = "paid",
            accountId = buyer.AccountId,
            month = today[..7],
            paidOn = today,
            amountYen = 39_600,
            reason = "入金確認",
        };
        var key = Guid.NewGuid().ToString();
        var paid = await Record(body, key);
        paid.StatusCode.Should().Be(HttpStatusCode.Created, await paid.Content.ReadAsStringAsync());
        (await store.Line(buyer)).Should().Be((0, 0, 300_000, 0));

        var retried = await Record(body, key);
        (await retried.Content.ReadAsByteArrayAsync()).Should().Equal(await paid.Content.ReadAsByteArrayAsync());
        retried.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        var repeated = await Record(body);
        repeated.StatusCode.Should().Be(HttpStatusCode.OK);
        (await store.Line(buyer)).Should().Be((0, 0, 300_000, 0));

        var read = await store.Operator.GetAsync(paid.Headers.Location);
        (await read.Content.ReadAsByteArrayAsync()).Should().Equal(await paid.Content.ReadAsByteArrayAsync());
        read.Headers.ETag.Should().Be(paid.Headers.ETag);
        var order = await store.Get(buyer.Client, $"/v1/orders/{second.Text("number")}");
        order.Text("paidOn").Should().Be(today);
        (await store.Types(first.Text("number"))).Should().EndWith("order.paid");

        await (
            await Record(
                new
                {
                    kind = "paid",
                    accountId = buyer.AccountId,
                    orderNumbers = new[] { first.Text("number") },
                    paidOn = today,
                    reason = "二重",
                }
            )
        ).ShouldBeProblem(409, "order.paid_already");
        await (await Record(body with { amountYen = 1 })).ShouldBeProblem(409, "provider_fact.contradicts");
    }

    [Fact]
    public async Task An_order_that_owes_nothing_cannot_be_paid()
    {
        var buyer = await store.NewBuyer(limitYen: 13_200);
        var number = (await store.Order(buyer)).Text("number");
        var held = (await store.Order(buyer)).Text("number");
        await (await Record(Paid(buyer, held))).ShouldBeProblem(409, "order.not_accepted");
        await (await Record(Paid(buyer, number, amountYen: 1))).ShouldBeProblem(409, "np_payment.amount_differs");
        await (await Record(Paid(buyer, number, paidOn: "2099-12-31"))).ShouldBeProblem(422, "provider_fact.in_future");
        await (await Record(Paid(buyer, "O-209901-000001"))).ShouldBeProblem(404, "order.not_found");
        await (await Record(Paid(await store.NewBuyer(), number))).ShouldBeProblem(404, "order.not_found");
        await store.Operate(number, "cancel", new { reason = "誤発注" });
        await store.Until(buyer, number, "cancelled");
        await (await Record(Paid(buyer, number))).ShouldBeProblem(409, "order.cancelled");
        await (
            await Record(
                new
                {
                    kind = "paid",
                    accountId = buyer.AccountId,
                    month = "2026-01",
                    paidOn = "2026-02-27",
                    reason = "入金確認",
                }
            )
        ).ShouldBeProblem(409, "np_payment.nothing_owed");
        (await store.Line(buyer)).Should().Be((0, 0, 13_200, 0));
    }

    [Fact]
    public async Task A_card_order_owes_Net_Protections_nothing()
    {
        var buyer = await store.NewBuyer();
        var made = await store.Anonymous.PostAsJsonAsync(
            "/sandbox/card-tokens",
            new { brand = "visa", outcome = "ok" }
        );
        var token = await made.Json();
        var placed = await SandboxStore.Send(
            buyer,
            new
            {
                quoteId = await store.Quote(buyer),
                paymentMethod = "card",
                card = new { token = token.Text("token"), tokenKey = token.Text("tokenKey") },
            }
        );
        placed.StatusCode.Should().Be(HttpStatusCode.Created, await placed.Content.ReadAsStringAsync());
        var number = (await placed.Json()).Text("number");
        await store.Until(buyer, number, "accepted");
        await (await Record(Paid(buyer, number))).ShouldBeProblem(409, "order.paid_by_card");
        (await store.Line(buyer)).Should().Be((0, 0, 300_000, 0));
    }

    [Fact]
    public async Task NP_7_An_invoice_is_known_by_its_number_and_found_by_account_and_month()
    {
        var buyer = await store.NewBuyer();
        var invoice = new
        {
            kind = "invoiceIssued",
            accountId = buyer.AccountId,
            month = "2026-04",
            npInvoiceNumber = $"NP-{buyer.AccountId[..8]}",
            issuedOn = "2026-05-08",
            dueOn = "2026-05-31",
            amountYen = 26_400,
            reason = "NP管理画面で確認",
        };
        (await Record(invoice)).StatusCode.Should().Be(HttpStatusCode.Created);
        (await Record(invoice)).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await Record(invoice with { amountYen = 1 })).ShouldBeProblem(409, "provider_fact.contradicts");
        await (await Record(invoice with { accountId = "nobody", npInvoiceNumber = "NP-nobody" })).ShouldBeProblem(
            404,
            "account.not_found"
        );
        var listed = await store.Get(
            store.Operator,
            $"{Path}?accountId={buyer.AccountId}&kind=invoiceIssued&month=2026-04"
        );
        var item = listed.GetProperty("items").EnumerateArray().Should().ContainSingle().Subject;
        item.Text("reason").Should().Be("NP管理画面で確認");
        item.Text("recordedBy").Should().NotBeEmpty();
        item.TryGetProperty("status", out _).Should().BeFalse("an invoice has no guarantee");
        var none = await store.Get(store.Operator, $"{Path}?accountId={buyer.AccountId}&month=2026-05");
        none.GetProperty("items").GetArrayLength().Should().Be(0);
        await (await store.Operator.GetAsync($"{Path}/invoice-unknown")).ShouldBeProblem(
            404,
            "provider_fact.not_found"
        );
    }

    [Fact]
    public async Task A_guarantee_status_shows_in_the_account_of_operators_and_never_in_the_buyer_s()
    {
        var buyer = await store.NewBuyer();
        var account = $"/v1/operator/accounts/{buyer.AccountId}";
        (await store.Get(store.Operator, account)).TryGetProperty("guarantee", out _).Should().BeFalse();
        foreach (var status in new[] { "alrt", "ng", "ok", "alrt" })
        {
            var recorded = await Record(Guarantee(buyer, status));
            recorded.StatusCode.Should().Be(HttpStatusCode.Created, await recorded.Content.ReadAsStringAsync());
            var seen = (await store.Get(store.Operator, account)).GetProperty("guarantee");
            (seen.Text("status"), seen.Text("sinceOn")).Should().Be((status, "2026-04-01"));
        }

        (await Record(Guarantee(buyer, "alrt"))).StatusCode.Should().Be(HttpStatusCode.OK);
        var listed = await store.Get(
            store.Operator,
            $"{Path}?accountId={buyer.AccountId}&kind=guaranteeStatus&limit=3"
        );
        listed.GetProperty("items").GetArrayLength().Should().Be(3);
        listed.GetProperty("nextCursor").ValueKind.Should().Be(JsonValueKind.String);
        (await store.Get(buyer.Client, "/v1/account")).TryGetProperty("guarantee", out _).Should().BeFalse();
        await (await Record(Guarantee(buyer, "ng", "2099-01-01"))).ShouldBeProblem(422, "provider_fact.in_future");
    }

    [Theory]
    [InlineData("""{"kind":"refund","accountId":"a","reason":"r"}""")]
    [InlineData("""{"accountId":"a","reason":"r"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","month":"2026-04"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","month":"2026-04","reason":" "}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","reason":"r"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","orderNumbers":[],"reason":"r"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","orderNumbers":[null],"reason":"r"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-02-30","month":"2026-04","reason":"r"}""")]
    [InlineData("""{"kind":"paid","accountId":"a","paidOn":"2026-05-29","month":"2026-13","reason":"r"}""")]
    [InlineData("""{"kind":"guaranteeStatus","accountId":"a","status":"bad","sinceOn":"2026-04-01","reason":"r"}""")]
    [InlineData("""{"kind":"guaranteeStatus","accountId":"a","status":"ok","amountYen":1,"reason":"r"}""")]
    [InlineData("""{"kind":"invoiceIssued","accountId":"a","month":"2026-04","reason":"r"}""")]
    public async Task What_is_malformed_is_refused_and_changes_nothing(string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        await (await store.Operator.SendAsync(request)).ShouldBeProblem(400, "request.invalid");
    }

    private Task<HttpResponseMessage> Record(object body, string? key = null) =>
        store.Operator.Send(HttpMethod.Post, Path, body, key);

    private static Dictionary<string, object> Paid(
        Buyer buyer,
        string number,
        string paidOn = "2026-04-30",
        long? amountYen = null
    )
    {
        var body = new Dictionary<string, object>
        {
            ["kind"] = "paid",
            ["accountId"] = buyer.AccountId,
            ["orderNumbers"] = new[] { number },
            ["paidOn"] = paidOn,
            ["reason"] = "入金確認",
        };
        if (amountYen is { } yen)
        {
            body["amountYen"] = yen;
        }

        return body;
    }

    private static object Guarantee(Buyer buyer, string status, string sinceOn = "2026-04-01") =>
        new
        {
            kind = "guaranteeStatus",
            accountId = buyer.AccountId,
            status,
            sinceOn,
            reason = "NP管理画面で確認",
        };
}
