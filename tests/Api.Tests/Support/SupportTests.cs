using System.Net;
using FluentAssertions;
using NodaTime;
using Xunit;

namespace Store.Api.Tests.Support;

public sealed class SupportTests(StoreApi store) : IClassFixture<StoreApi>
{
    private const string OnAccount = "/v1/support/contacts?paymentMethod=onAccount";

    [Fact]
    public async Task SUP_1_What_is_paid_on_account_is_asked_about_at_Net_Protections()
    {
        store.Clock.Now = Tokyo(2026, 11, 16, 12, 0);
        var desk = await (await store.Anonymous.GetAsync(OnAccount)).Json();

        desk.Text("desk").Should().Be("NP掛け払いサポートデスク");
        desk.Text("phone").Should().Be("03-4577-9631");
        desk.Text("email").Should().Be("btob-support@netprotections.co.jp");
        (desk.Text("opensAt"), desk.Text("closesAt")).Should().Be(("10:00", "17:00"));
        desk.GetProperty("inquiryForm").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        desk.GetProperty("openNow").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task SUP_1_What_is_paid_by_card_is_asked_about_with_the_stores_own_form_at_any_time()
    {
        store.Clock.Now = Tokyo(2026, 12, 31, 23, 0);
        var desk = await (await store.Anonymous.GetAsync("/v1/support/contacts?paymentMethod=card")).Json();

        desk.Text("inquiryForm").Should().Be("https://store.example/inquiries");
        desk.GetProperty("phone").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        desk.GetProperty("openNow").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Without_a_payment_method_both_desks_are_answered()
    {
        var answer = await (await store.Anonymous.GetAsync("/v1/support/contacts")).Json();

        answer
            .GetProperty("items")
            .EnumerateArray()
            .Select(d => d.Text("paymentMethod"))
            .Should()
            .Equal("onAccount", "card");
    }

    [Fact]
    public async Task A_cached_answer_holds_until_the_desk_opens_or_closes()
    {
        store.Clock.Now = Tokyo(2026, 11, 16, 10, 0) - Duration.FromMilliseconds(1);
        var closed = await store.Anonymous.GetAsync(OnAccount);
        (await closed.Json()).GetProperty("openNow").GetBoolean().Should().BeFalse();
        closed.Headers.ETag!.Tag.Should().StartWith("\"0-");
        closed.Headers.CacheControl!.NoCache.Should().BeTrue();
        (await Again(closed.Headers.ETag)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        store.Clock.Now = Tokyo(2026, 11, 16, 10, 0);
        var open = await Again(closed.Headers.ETag);
        open.StatusCode.Should().Be(HttpStatusCode.OK);
        (await open.Json()).GetProperty("openNow").GetBoolean().Should().BeTrue();

        store.Clock.Now = Tokyo(2026, 11, 16, 17, 0) - Duration.FromMilliseconds(1);
        (await Again(open.Headers.ETag!)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        store.Clock.Now = Tokyo(2026, 11, 16, 17, 0);
        (await Again(open.Headers.ETag!)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("paymentMethod=cash")]
    [InlineData("paymentMethod=0")]
    [InlineData("paymentMethod=")]
    [InlineData("paymentMethod=card&paymentMethod=card")]
    public async Task An_unknown_payment_method_is_malformed(string query)
    {
        var answer = await store.Anonymous.GetAsync($"/v1/support/contacts?{query}");

        await answer.ShouldBeProblem(400, "request.invalid");
    }

    private Task<HttpResponseMessage> Again(System.Net.Http.Headers.EntityTagHeaderValue seen)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, OnAccount);
        request.Headers.IfNoneMatch.Add(seen);
        return store.Anonymous.SendAsync(request);
    }

    private static Instant Tokyo(int year, int month, int day, int hour, int minute) =>
        Instant.FromUtc(year, month, day, hour, minute) - Duration.FromHours(9);
}
