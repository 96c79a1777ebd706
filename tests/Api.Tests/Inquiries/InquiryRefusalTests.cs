using System.Net;
using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Inquiries;

/// <summary>What inquiries, and what they are about, refuse over HTTP; each code once.</summary>
public sealed class InquiryRefusalTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task Another_accounts_inquiries_contracts_and_orders_cannot_be_told_from_unknown_ones()
    {
        var (buyer, other) = (await store.NewBuyer(), await store.NewBuyer());
        var number = (await store.Order(buyer)).Text("number");
        var id = (await buyer.Inquired(new { type = "other", message = "教えてください。" })).Text("id");
        await (await other.Client.GetAsync($"/v1/inquiries/{id}")).ShouldBeProblem(404, "inquiry.not_found");
        await (await other.Client.GetAsync("/v1/inquiries/I-000000-000000")).ShouldBeProblem(404, "inquiry.not_found");
        await (
            await other.Client.Send(HttpMethod.Post, $"/v1/inquiries/{id}/messages", new { message = "m" })
        ).ShouldBeProblem(404, "inquiry.not_found");
        await (await other.Client.GetAsync($"/v1/contracts/{InquirySteps.ContractOf(number)}")).ShouldBeProblem(
            404,
            "contract.not_found"
        );
        foreach (var path in (string[])[$"inquiries/{id}", $"contracts/{InquirySteps.ContractOf(number)}"])
        {
            (await other.Client.GetAsync($"/v1/{path}/timeline")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }

        var order = new
        {
            type = "cancellationRequest",
            message = "m",
            orderNumber = number,
        };
        await (await other.Inquire(order)).ShouldBeProblem(404, "order.not_found");
        var contract = new
        {
            type = "termination",
            message = "m",
            contractId = InquirySteps.ContractOf(number),
        };
        await (await other.Inquire(contract)).ShouldBeProblem(404, "contract.not_found");
        (await store.Get(other.Client, "/v1/inquiries")).GetProperty("items").GetArrayLength().Should().Be(0);
        (await store.Get(other.Client, "/v1/contracts")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("""{"type":"other"}""")]
    [InlineData("""{"type":"other","message":""}""")]
    [InlineData("""{"type":"gift","message":"m"}""")]
    [InlineData("""{"type":"renewal","message":"m"}""")]
    [InlineData("""{"type":"seatAddition","message":"m","contractId":"C-202611-000001-1"}""")]
    [InlineData("""{"type":"seatAddition","message":"m","contractId":"C-202611-000001-1","seats":0}""")]
    [InlineData("""{"type":"cancellationRequest","message":"m"}""")]
    [InlineData("""{"type":"basicInfoChange","message":"m"}""")]
    [InlineData("""{"type":"basicInfoChange","message":"m","changes":{}}""")]
    [InlineData("""{"type":"basicInfoChange","message":"m","changes":{"email":"no"}}""")]
    [InlineData("""{"type":"other","message":"m","changes":{"phone":"03-1234-5678"}}""")]
    [InlineData("""{"type":"other","message":"m","seats":3}""")]
    public async Task A_malformed_inquiry_is_refused_by_its_fields(string body)
    {
        var buyer = await store.NewBuyer();
        var sent = await buyer.Inquire(JsonDocument.Parse(body).RootElement);
        await sent.ShouldBeProblem(400, "request.invalid");
        (await store.Get(buyer.Client, "/v1/inquiries")).GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_resolution_needs_its_reason_and_the_version_that_was_read()
    {
        var buyer = await store.NewBuyer();
        var id = (await buyer.Inquired(new { type = "other", message = "m" })).Text("id");
        var path = $"/v1/operator/inquiries/{id}/resolution";
        await (
            await store.Operator.Send(HttpMethod.Post, path, new { outcome = "approved", reason = "r" })
        ).ShouldBeProblem(428, "etag.required");
        await (
            await store.Operator.Send(
                HttpMethod.Post,
                path,
                new { outcome = "approved", reason = "r" },
                ifMatch: "\"9\""
            )
        ).ShouldBeProblem(412, "concurrency.stale");
        await (await store.Resolve(id, new { outcome = "approved" })).ShouldBeProblem(400, "request.invalid");
        await (await store.Resolve(id, new { outcome = "perhaps", reason = "r" })).ShouldBeProblem(
            400,
            "request.invalid"
        );
        await (
            await store.Operator.Send(
                HttpMethod.Post,
                "/v1/operator/inquiries/I-000000-000000/resolution",
                new { outcome = "approved", reason = "r" },
                ifMatch: "\"1\""
            )
        ).ShouldBeProblem(404, "inquiry.not_found");
    }

    [Fact]
    public async Task ORD_3_A_contract_of_another_channel_is_registered_and_continued_here()
    {
        var buyer = await store.NewBuyer();
        var body = new
        {
            accountId = buyer.AccountId,
            planId = SandboxStore.Standard,
            seats = 7,
            startsOn = "2026-04-01",
            endsOn = "2027-03-31",
            channel = "株式会社見本代理店",
            reference = "A-77",
            reason = "契約書の写しを確認",
        };
        var registered = await store.Operator.Send(HttpMethod.Post, "/v1/operator/contracts", body);
        registered.StatusCode.Should().Be(HttpStatusCode.Created, await registered.Content.ReadAsStringAsync());
        var id = (await registered.Json()).Text("id");
        var shown = await store.Get(buyer.Client, $"/v1/contracts/{id}");
        (shown.Text("source"), shown.Text("channel")).Should().Be(("otherChannel", "株式会社見本代理店"));
        await Register(body with { accountId = "nobody" }, 404, "account.not_found");
        await Register(body with { planId = "kanri.none" }, 404, "plan.not_found");
        await Register(body with { endsOn = "2026-03-31" }, 400, "request.invalid");
        await Register(body with { seats = 0 }, 400, "request.invalid");

        async Task Register(object wrong, int status, string code) =>
            await (await store.Operator.Send(HttpMethod.Post, "/v1/operator/contracts", wrong)).ShouldBeProblem(
                status,
                code
            );
    }
}
