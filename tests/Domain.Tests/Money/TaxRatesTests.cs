using FluentAssertions;
using NodaTime;
using Store.Domain.Money;
using Xunit;

namespace Store.Domain.Tests.Money;

public sealed class TaxRatesTests
{
    private static readonly TaxRates Law = new(TaxRates.Japan);

    [Theory]
    [InlineData(TaxCategory.Standard, "1989-04-01", 3)]
    [InlineData(TaxCategory.Standard, "1997-03-31", 3)]
    [InlineData(TaxCategory.Standard, "1997-04-01", 5)]
    [InlineData(TaxCategory.Standard, "2014-04-01", 8)]
    [InlineData(TaxCategory.Standard, "2019-09-30", 8)]
    [InlineData(TaxCategory.Standard, "2019-10-01", 10)]
    [InlineData(TaxCategory.Reduced, "2019-10-01", 8)]
    [InlineData(TaxCategory.Standard, "2026-11-28", 10)]
    public void A_rate_holds_from_its_first_day_to_the_next_ones(TaxCategory category, string day, int percent) =>
        Law.On(category, Day(day)).Should().Be(percent);

    [Fact]
    public void Before_its_first_day_a_category_has_no_rate()
    {
        var ask = () => Law.On(TaxCategory.Reduced, Day("2019-09-30"));

        ask.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(8, "2019-09-30", TaxCategory.Standard)]
    [InlineData(8, "2019-10-01", TaxCategory.Reduced)]
    [InlineData(10, "2026-11-28", TaxCategory.Standard)]
    [InlineData(10, "2019-09-30", null)]
    [InlineData(7, "2026-11-28", null)]
    public void A_rate_that_was_agreed_tells_its_category(int percent, string day, TaxCategory? category) =>
        Law.CategoryOf(percent, Day(day)).Should().Be(category);

    [Fact]
    public void What_was_agreed_follows_the_law_and_a_rate_of_its_own_stays()
    {
        // Both categories change at once, and the reduced rate becomes what the standard one had been.
        var changed = Day("2031-04-01");
        var law = new TaxRates([
            .. TaxRates.Japan,
            new(TaxCategory.Standard, changed, 12),
            new(TaxCategory.Reduced, changed, 10),
        ]);

        law.Again(10, Day("2026-11-28"), changed).Should().Be(12);
        law.Again(8, Day("2026-11-28"), changed).Should().Be(10);
        law.Again(10, changed, changed).Should().Be(10, "agreed on that day it is the reduced one");
        law.Again(7, Day("2026-11-28"), changed).Should().Be(7);
        law.Again(10, Day("2026-11-28"), changed.PlusDays(-1)).Should().Be(10);
        (law.ChangesBy(changed) - law.ChangesBy(changed.PlusDays(-1))).Should().Be(2);
    }

    [Fact]
    public void Two_rates_of_a_category_from_one_day_on_are_refused()
    {
        var two = () => new TaxRates([.. TaxRates.Japan, new(TaxCategory.Standard, Day("2019-10-01"), 11)]);
        var none = () => new TaxRates([new(TaxCategory.Standard, Day("2031-04-01"), 101)]);

        two.Should().Throw<ArgumentException>();
        none.Should().Throw<ArgumentException>();
    }

    private static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;
}
