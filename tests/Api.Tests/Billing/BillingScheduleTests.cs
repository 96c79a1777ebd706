using System.Globalization;
using System.Net;
using FluentAssertions;
using Xunit;

namespace Store.Api.Tests.Billing;

public sealed class BillingScheduleTests(StoreApi store) : IClassFixture<StoreApi>
{
    [Theory]
    [InlineData("2026-04", "2026-04-30", "2026-05-08", "2026-05-31", "2026-06-01", "2026-05-27")]
    [InlineData("2025-11", "2025-11-30", "2025-12-03", "2025-12-31", "2026-01-05", "2025-12-29")]
    [InlineData("2027-01", "2027-01-31", "2027-02-03", "2027-02-28", "2027-03-01", "2027-03-01")]
    public async Task NP_6_Anybody_may_ask_for_a_months_dates(
        string month,
        string closes,
        string issues,
        string due,
        string banking,
        string debit
    )
    {
        var answer = await (await store.Anonymous.GetAsync($"/v1/billing-schedule/{month}")).Json();

        answer
            .EnumerateObject()
            .Select(p => (p.Name, p.Value.GetString()))
            .Should()
            .Equal(
                ("month", month),
                ("closesOn", closes),
                ("issuesOn", issues),
                ("transferDueOn", due),
                ("transferLastBankingDayOn", banking),
                ("directDebitOn", debit)
            );
    }

    [Fact]
    public async Task Every_month_from_2020_to_2050_has_a_schedule()
    {
        for (var month = 0; month < 31 * 12; month++)
        {
            var asked = string.Create(CultureInfo.InvariantCulture, $"{2020 + (month / 12)}-{(month % 12) + 1:00}");
            var answer = await store.Anonymous.GetAsync($"/v1/billing-schedule/{asked}");

            answer.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", asked);
        }
    }

    [Theory]
    [InlineData("2019-12")]
    [InlineData("2051-01")]
    [InlineData("9999-12")]
    [InlineData("0001-01")]
    public async Task Other_months_have_none(string month) =>
        await (await store.Anonymous.GetAsync($"/v1/billing-schedule/{month}")).ShouldBeProblem(
            404,
            "billing_schedule.not_found"
        );

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2026-04-30")]
    [InlineData("april")]
    public async Task What_is_no_month_is_malformed(string month) =>
        await (await store.Anonymous.GetAsync($"/v1/billing-schedule/{month}")).ShouldBeProblem(400, "request.invalid");

    [Fact]
    public async Task The_tag_lasts_as_long_as_the_dates()
    {
        var first = await store.Anonymous.GetAsync("/v1/billing-schedule/2026-04");
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/billing-schedule/2026-04");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        (await store.Anonymous.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }
}
