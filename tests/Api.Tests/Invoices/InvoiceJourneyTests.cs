using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using NodaTime;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Invoices;

/// <summary>The documents that must last, over HTTP: invoices, corrections, returns and statements.</summary>
public sealed class InvoiceJourneyTests(SandboxStore store) : IClassFixture<SandboxStore>
{
    [Fact]
    public async Task A_card_order_has_its_invoice_a_correction_and_when_it_is_undone_a_return_invoice()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.OrderByCard(buyer)).Text("number");
        await store.UntilType(number, "order.invoiced");
        var order = $"/v1/orders/{number}";
        var first = await Pdf(buyer.Client, $"{order}/invoice.pdf");
        (await Pdf(buyer.Client, $"{order}/invoice.pdf"))
            .Should()
            .Equal(first, "issued again is the same again (SUP-2)");
        await (await buyer.Client.GetAsync($"{order}/return-invoice.pdf")).ShouldBeProblem(
            409,
            "return_invoice.not_issued"
        );
        var old = (await store.Get(buyer.Client, order)).Text("invoiceNumber");
        old.Should().StartWith("INV-");

        // A correction is another invoice; the first one stays as it was.
        var path = $"/v1/operator/invoices/{old}";
        var body = new
        {
            reason = "社名変更",
            companyName = "株式会社新社名",
            note = "宛名を訂正しました。",
        };
        var blind = await store.Operator.Send(HttpMethod.Post, $"{path}/correction", body);
        blind.StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        await Filed(buyer, number, old);
        var seen = await store.Operator.GetAsync(path);
        var tag = seen.Headers.ETag!.ToString();
        var corrected = await store.Operator.Send(HttpMethod.Post, $"{path}/correction", body, ifMatch: tag);
        corrected.StatusCode.Should().Be(HttpStatusCode.Created, await corrected.Content.ReadAsStringAsync());
        var second = await corrected.Json();
        (second.Text("corrects"), second.Text("companyName")).Should().Be((old, "株式会社新社名"));
        corrected.Headers.Location!.ToString().Should().Be($"/v1/operator/invoices/{second.Text("number")}");
        (await store.Get(store.Operator, path)).Text("correctedBy").Should().Be(second.Text("number"));
        var stale = await store.Operator.Send(HttpMethod.Post, $"{path}/correction", body, ifMatch: tag);
        await stale.ShouldBeProblem(412, "concurrency.stale");
        var now = (await store.Operator.GetAsync(path)).Headers.ETag!.ToString();
        var again = await store.Operator.Send(HttpMethod.Post, $"{path}/correction", body, ifMatch: now);
        await again.ShouldBeProblem(409, "invoice.corrected_already");

        await Filed(buyer, number, second.Text("number"));
        (await Pdf(buyer.Client, $"{order}/documents/{old}/pdf")).Should().Equal(first);
        (await Pdf(buyer.Client, $"{order}/invoice.pdf")).Should().NotEqual(first);

        await store.Operate(number, "cancel", new { reason = "誤発注" });
        await store.UntilType(number, "order.return_invoiced");
        var returned = await Pdf(buyer.Client, $"{order}/return-invoice.pdf");
        var documents = (await store.Get(buyer.Client, $"{order}/documents")).GetProperty("items");
        documents
            .EnumerateArray()
            .Select(d => d.Text("kind"))
            .Should()
            .Equal("acknowledgement", "qualifiedInvoice", "qualifiedInvoice", "returnInvoice");
        foreach (var document in documents.EnumerateArray())
        {
            await Pdf(buyer.Client, document.Text("pdf"), document.GetProperty("sha256").GetString());
        }

        // Operators fetch the same, other buyers nothing.
        (await Pdf(store.Operator, $"/v1/operator/orders/{number}/invoice.pdf"))
            .Should()
            .NotEqual(first);
        (await Pdf(store.Operator, $"/v1/operator/orders/{number}/documents/{old}/pdf")).Should().Equal(first);
        (await Pdf(store.Operator, $"/v1/operator/orders/{number}/return-invoice.pdf")).Should().Equal(returned);
        await Pdf(store.Operator, $"/v1/operator/orders/{number}/acknowledgement.pdf");
        var forOperators = (await store.Get(store.Operator, $"/v1/operator/orders/{number}/documents")).GetProperty(
            "items"
        );
        forOperators[0].Text("pdf").Should().StartWith("/v1/operator/orders/");
        var other = await store.NewBuyer();
        foreach (var document in (string[])["invoice.pdf", "return-invoice.pdf", "documents", $"documents/{old}/pdf"])
        {
            await (await other.Client.GetAsync($"{order}/{document}")).ShouldBeProblem(404, "order.not_found");
        }

        await (await buyer.Client.GetAsync($"{order}/documents/INV-2026-999999/pdf")).ShouldBeProblem(
            404,
            "document.not_found"
        );

        // A restart meets every fact that the reactors had not written down, and issues nothing twice.
        await store.Restart();
        (await store.Types(number)).Count(t => t is "order.invoiced" or "order.return_invoiced").Should().Be(3);
        (await Pdf(store.Again(buyer).Client, $"{order}/return-invoice.pdf")).Should().Equal(returned);
    }

    [Fact]
    public async Task C4_An_order_on_account_has_none_of_the_store_s_until_a_card_answers_its_refusal()
    {
        var buyer = await store.NewBuyer();
        var accepted = (await store.Order(buyer)).Text("number");
        foreach (var document in (string[])["invoice.pdf", "return-invoice.pdf"])
        {
            await (await buyer.Client.GetAsync($"/v1/orders/{accepted}/{document}")).ShouldBeProblem(
                409,
                "invoice.issued_by_net_protections"
            );
        }

        await store.Fault("declined");
        var refused = (await store.Order(buyer)).Text("number");
        await (await buyer.Client.GetAsync($"/v1/orders/{refused}/invoice.pdf")).ShouldBeProblem(
            409,
            "invoice.issued_by_net_protections"
        );
        await store.Pay(buyer, refused);
        await store.UntilType(refused, "order.invoiced");
        await Pdf(buyer.Client, $"/v1/orders/{refused}/invoice.pdf");
        (await store.Types(accepted)).Should().NotContain("order.invoiced");
    }

    [Fact]
    public async Task A_closed_month_has_a_statement_and_an_open_one_has_none()
    {
        var buyer = await store.NewBuyer();
        var order = await store.Order(buyer);
        var month = SandboxStore.TokyoDateOf(order.Text("acceptedAt"))[..7];
        var path = $"/v1/invoices/{month}/statement.pdf";
        await (await buyer.Client.GetAsync(path)).ShouldBeProblem(409, "statement.month_open");
        await (await buyer.Client.GetAsync("/v1/invoices/2026-01/statement.pdf")).ShouldBeProblem(
            404,
            "invoice.not_found"
        );
        await store.MoveClock(Duration.FromDays(32));
        var statement = await Pdf(buyer.Client, path);
        (await Pdf(buyer.Client, path)).Should().Equal(statement);
        (await Pdf(store.Operator, $"/v1/operator/accounts/{buyer.AccountId}/invoices/{month}/statement.pdf"))
            .Should()
            .Equal(statement);
        var bill = await store.Get(buyer.Client, $"/v1/invoices/{month}");
        bill.Text("status").Should().Be("closed", "a statement changes nothing of the bill");
        var other = await store.NewBuyer();
        await (await other.Client.GetAsync(path)).ShouldBeProblem(404, "invoice.not_found");
    }

    [Fact]
    public async Task An_erased_account_s_documents_stay_for_their_retention()
    {
        var buyer = await store.NewBuyer();
        var number = (await store.OrderByCard(buyer)).Text("number");
        await store.UntilType(number, "order.invoiced");
        var invoice = await Pdf(buyer.Client, $"/v1/orders/{number}/invoice.pdf");
        var account = $"/v1/operator/accounts/{buyer.AccountId}";
        var tag = (await store.Operator.GetAsync(account)).Headers.ETag!.ToString();
        var reason = new { reason = "ご本人からの請求" };
        var erased = await store.Operator.Send(HttpMethod.Post, $"{account}/erasure", reason, ifMatch: tag);
        erased.StatusCode.Should().Be(HttpStatusCode.OK, await erased.Content.ReadAsStringAsync());
        (await Pdf(store.Operator, $"/v1/operator/orders/{number}/invoice.pdf")).Should().Equal(invoice);
    }

    [Theory]
    [InlineData("""{"companyName":"株式会社別"}""", 400, "request.invalid")]
    [InlineData("""{"reason":"r","companyName":""}""", 400, "request.invalid")]
    [InlineData("""{"reason":"r","companyName":"a\nb"}""", 400, "request.invalid")]
    [InlineData("""{"reason":"r","totalYen":1}""", 400, "request.invalid")]
    [InlineData("""{"reason":"r","note":"x"}""", 404, "document.not_found")]
    public async Task What_is_no_correction_changes_nothing(string body, int status, string code)
    {
        var json = JsonDocument.Parse(body).RootElement;
        var path = "/v1/operator/invoices/INV-2026-999999/correction";
        await (await store.Operator.Send(HttpMethod.Post, path, json, ifMatch: "\"1\"")).ShouldBeProblem(status, code);
    }

    /// <summary>The document's own fact moves its stream on: waits for it, so that a tag stays good.</summary>
    private async Task Filed(Buyer buyer, string order, string number)
    {
        await Pdf(buyer.Client, $"/v1/orders/{order}/documents/{number}/pdf");
        for (var i = 0; i < SandboxStore.Patience; i++)
        {
            var invoice = await store.Get(store.Operator, $"/v1/operator/invoices/{number}");
            if (invoice.GetProperty("sha256").ValueKind == JsonValueKind.String)
            {
                return;
            }

            await Task.Delay(SandboxStore.Glance);
        }

        throw new TimeoutException($"{number} was never filed.");
    }

    private static async Task<byte[]> Pdf(HttpClient client, string path, string? sha256 = null)
    {
        var answer = await client.GetAsync(path);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/pdf");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        bytes[..5].Should().Equal("%PDF-"u8.ToArray());
        var hash = SHA256.HashData(bytes);
        answer.Headers.GetValues("Repr-Digest").Should().Equal($"sha-256=:{Convert.ToBase64String(hash)}:");
        if (sha256 is not null)
        {
            Convert.ToHexStringLower(hash).Should().Be(sha256);
        }

        return bytes;
    }
}
