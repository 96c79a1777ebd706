using System.Net;
using FluentAssertions;
using NodaTime;
using NodaTime.Text;
using Store.Api.Tests.Orders;
using Xunit;

namespace Store.Api.Tests.Catalogue;

/// <summary>
/// A store that knows a change of the law before its day: nothing but a setting, and nothing that was agreed moves.
/// </summary>
public sealed class TaxChangeTests(TaxChangeTests.Changing store) : IClassFixture<TaxChangeTests.Changing>
{
    [Fact]
    public async Task C1_A_change_of_the_law_is_a_setting_and_an_old_quote_is_reissued()
    {
        var buyer = await store.NewBuyer();
        var before = await store.Order(buyer);
        var quote = await store.Quote(buyer);
        var product = await store.Anonymous.GetAsync("/v1/products/kanri");
        (await TaxOf(product)).Should().Be(10);

        await store.MoveClock(Duration.FromDays(2));

        var today = await store.Anonymous.GetAsync("/v1/products/kanri");
        (await TaxOf(today)).Should().Be(12);
        today.Headers.ETag.Should().NotBe(product.Headers.ETag);
        (await store.Get(store.Anonymous, "/v1/products?limit=100"))
            .GetProperty("items")
            .EnumerateArray()
            .SelectMany(p => p.GetProperty("plans").EnumerateArray())
            .Select(p => p.GetProperty("taxRatePercent").GetInt32())
            .Distinct()
            .Should()
            .Equal(12);
        var refused = await store.Place(buyer, quote);
        await refused.ShouldBeProblem(409, "quote.tax_rate_changed");

        var again = await (await buyer.Client.Send(HttpMethod.Post, $"/v1/quotes/{quote}/reissue")).Json();
        again.GetProperty("changes")[0].Text("field").Should().Be("taxRatePercent");
        again.GetProperty("taxYen").GetInt64().Should().Be(1_440);
        var placed = await buyer.Client.Send(
            HttpMethod.Post,
            "/v1/orders",
            new
            {
                quoteId = again.Text("id"),
                paymentMethod = "onAccount",
                acknowledgedChanges = true,
            }
        );
        placed.StatusCode.Should().Be(HttpStatusCode.Created);
        (await placed.Json()).GetProperty("totalYen").GetInt64().Should().Be(13_440);

        // What was agreed before stays, and so does its bill.
        (await store.Get(buyer.Client, $"/v1/orders/{before.Text("number")}"))
            .GetProperty("totalYen")
            .GetInt64()
            .Should()
            .Be(13_200);
    }

    private static async Task<int> TaxOf(HttpResponseMessage product) =>
        (await product.Json()).GetProperty("plans")[0].GetProperty("taxRatePercent").GetInt32();

    public sealed class Changing : SandboxStore
    {
        protected override IReadOnlyDictionary<string, string?> Settings =>
            new Dictionary<string, string?> { [$"Store:Tax:Rates:Standard:{InTwoDays}"] = "12" };

        /// <summary>The sandbox's clock begins at the machine's.</summary>
        private static string InTwoDays { get; } =
            LocalDatePattern.Iso.Format(
                Instant
                    .FromDateTimeOffset(TimeProvider.System.GetUtcNow())
                    .InZone(DateTimeZoneProviders.Tzdb["Asia/Tokyo"])
                    .Date.PlusDays(2)
            );
    }
}
