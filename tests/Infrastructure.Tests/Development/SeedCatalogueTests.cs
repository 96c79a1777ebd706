using System.Reflection;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace Store.Infrastructure.Tests.Development;

/// <summary>The catalogue that Development starts with, as data.</summary>
public class SeedCatalogueTests
{
    private static readonly List<JsonElement> Products = Read();

    private static readonly List<(JsonElement Product, JsonElement Plan)> Plans =
    [
        .. Products.SelectMany(product =>
            product.GetProperty("plans").EnumerateArray().Select(plan => (product, plan))
        ),
    ];

    [Fact]
    public void There_are_at_least_12_products_and_30_plans()
    {
        Products.Should().HaveCountGreaterThanOrEqualTo(12);
        Plans.Should().HaveCountGreaterThanOrEqualTo(30);
    }

    [Fact]
    public void Ids_are_slugs_and_unique_and_so_are_names()
    {
        Products.Select(Id).Should().OnlyHaveUniqueItems();
        Products.Select(product => Text(product, "name")).Should().OnlyHaveUniqueItems();
        Plans.Select(p => $"{Id(p.Product)}.{Id(p.Plan)}").Should().OnlyHaveUniqueItems();
        Plans.Select(p => $"{Id(p.Product)} {Text(p.Plan, "name")}").Should().OnlyHaveUniqueItems();
        Products.Concat(Plans.Select(p => p.Plan)).Select(Id).Should().OnlyContain(id => IsSlug(id));
    }

    [Fact]
    public void Products_say_who_makes_them_and_what_they_do()
    {
        foreach (JsonElement product in Products)
        {
            Text(product, "name").Should().NotBeEmpty().And.Match(name => name.Length <= 60);
            Text(product, "maker").Should().Contain("株式会社").And.Match(maker => maker.Length <= 60);
            Text(product, "category").Should().NotBeEmpty();
            Text(product, "description").Should().EndWith("。").And.Match(d => d.Count(c => c == '。') <= 2);
        }
    }

    [Fact]
    public void Policies_are_of_the_known_kinds()
    {
        foreach (JsonElement product in Products)
        {
            Text(product, "delivery").Should().BeOneOf("immediately", "byOperator");
            Text(product, "cancellationPolicy").Should().BeOneOf("operatorDecides", "beforeDelivery");
            Text(product, "prorationPolicy")
                .Should()
                .BeOneOf("fullMonthsFromNext", "fullMonthsFromCurrent", "daily", "none");
            JsonElement termination = product.GetProperty("terminationPolicy");
            bool byDays = termination.TryGetProperty("noticeDays", out JsonElement days);
            bool byDay = termination.TryGetProperty("noticeDayOfMonth", out JsonElement day);
            (byDays ^ byDay).Should().BeTrue("notice is due by days or by a day of the month, in {0}", Id(product));
            (byDays ? days : day).GetInt32().Should().BeInRange(1, byDays ? 180 : 31);
            termination
                .GetProperty("midTermAllowed")
                .ValueKind.Should()
                .BeOneOf(JsonValueKind.True, JsonValueKind.False);
            termination.GetProperty("autoRenew").ValueKind.Should().BeOneOf(JsonValueKind.True, JsonValueKind.False);
        }

        foreach (string policy in new[] { "delivery", "cancellationPolicy", "prorationPolicy" })
        {
            Products.Select(p => Text(p, policy)).Distinct().Count().Should().BeGreaterThan(1, "{0} varies", policy);
        }
    }

    [Fact]
    public void Plans_cost_what_such_software_costs()
    {
        foreach ((_, JsonElement plan) in Plans)
        {
            Number(plan, "unitPriceYen").Should().BeInRange(300, 9_800);
            Number(plan, "termMonths").Should().BeOneOf(1, 12, 24, 36);
            Number(plan, "minSeats").Should().BeGreaterThanOrEqualTo(1);
            Number(plan, "maxSeats").Should().BeInRange(Number(plan, "minSeats"), 100_000);
            Number(plan, "taxRatePercent").Should().Be(10);
            Text(plan, "name").Length.Should().BeLessThanOrEqualTo(60);
        }

        Plans.Select(p => Number(p.Plan, "termMonths")).Distinct().Should().BeEquivalentTo([1, 12, 24, 36]);
        Plans.Should().Contain(p => !p.Plan.GetProperty("onSale").GetBoolean());
    }

    [Fact]
    public void Plans_for_sole_proprietors_say_so_in_their_name()
    {
        foreach ((_, JsonElement plan) in Plans)
        {
            bool marked = Text(plan, "name").EndsWith("【個人事業主・フリーランス可】", StringComparison.Ordinal);

            plan.GetProperty("soleProprietorAllowed").GetBoolean().Should().Be(marked, Text(plan, "name"));
        }

        Plans
            .Count(p => p.Plan.GetProperty("soleProprietorAllowed").GetBoolean())
            .Should()
            .BeInRange(5, Plans.Count - 5);
    }

    [Fact]
    public void A_first_purchase_stays_within_the_opening_credit_line()
    {
        var ofTenSeats = Plans.Where(p => Number(p.Plan, "maxSeats") >= 10).Select(p => Gross(p.Plan, 10)).ToList();

        ofTenSeats.Count(yen => yen <= 300_000).Should().BeGreaterThanOrEqualTo(15);
        ofTenSeats.Should().Contain(yen => yen > 300_000, "the line can be exceeded too");
        Plans.Select(p => Gross(p.Plan, Number(p.Plan, "minSeats"))).Should().OnlyContain(yen => yen <= 9_999_999);
    }

    private static long Gross(JsonElement plan, long seats) =>
        Number(plan, "unitPriceYen") * Number(plan, "termMonths") * seats * 110 / 100;

    private static bool IsSlug(string id) =>
        id.Length is > 0 and <= 40 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Id(JsonElement element) => Text(element, "id");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static List<JsonElement> Read()
    {
        using Stream stream = Assembly
            .Load("Store.Infrastructure")
            .GetManifestResourceStream("Store.Infrastructure.Development.seed-catalogue.json")!;
        using JsonDocument json = JsonDocument.Parse(stream);
        return [.. json.RootElement.EnumerateArray().Select(product => product.Clone())];
    }
}
