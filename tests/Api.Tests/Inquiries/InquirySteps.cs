using System.Net;
using System.Text.Json;
using FluentAssertions;
using Store.Api.Tests.Orders;

namespace Store.Api.Tests.Inquiries;

/// <summary>Both sides of inquiries: a buyer who asks, and the desk that reads before it answers.</summary>
internal static class InquirySteps
{
    public static string ContractOf(string order) => $"C{order[1..]}-1";

    public static Task<HttpResponseMessage> Inquire(this Buyer buyer, object body, string? key = null) =>
        buyer.Client.Send(HttpMethod.Post, "/v1/inquiries", body, key);

    public static async Task<JsonElement> Inquired(this Buyer buyer, object body)
    {
        var sent = await buyer.Inquire(body);
        sent.StatusCode.Should().Be(HttpStatusCode.Created, await sent.Content.ReadAsStringAsync());
        return await sent.Json();
    }

    public static Task<HttpResponseMessage> Resolve(
        this SandboxStore store,
        string id,
        object body,
        string? key = null
    ) => store.OnInquiry(id, "resolution", body, key);

    public static async Task<HttpResponseMessage> OnInquiry(
        this SandboxStore store,
        string id,
        string verb,
        object body,
        string? key = null
    )
    {
        var seen = await store.Operator.GetAsync($"/v1/operator/inquiries/{id}");
        return await store.Operator.Send(
            HttpMethod.Post,
            $"/v1/operator/inquiries/{id}/{verb}",
            body,
            key,
            seen.Headers.ETag!.ToString()
        );
    }

    public static async Task Offer(this SandboxStore store, object body, int status, string code) =>
        await (await store.Operator.Send(HttpMethod.Post, "/v1/operator/offers", body)).ShouldBeProblem(status, code);

    public static async Task<HttpResponseMessage> Step(this SandboxStore store, Buyer buyer, string step, object body)
    {
        var account = $"/v1/operator/accounts/{buyer.AccountId}";
        var seen = await store.Operator.GetAsync(account);
        return await store.Operator.Send(
            HttpMethod.Post,
            $"{account}/direct-debit/{step}",
            body,
            ifMatch: seen.Headers.ETag!.ToString()
        );
    }

    public static async Task<(string Method, string Status)> Collection(this SandboxStore store, Buyer buyer)
    {
        var collection = (await store.Get(buyer.Client, "/v1/account")).GetProperty("collection");
        return (collection.Text("method"), collection.GetProperty("directDebit").Text("status"));
    }
}
