using FluentAssertions;
using Store.Domain.Money;
using Xunit;

namespace Store.Domain.Tests.Money;

public class DocumentTotalsTests
{
    [Fact]
    public void Three_orders_of_1005_yen_bear_301_yen_of_tax_on_one_monthly_document()
    {
        var month = DocumentTotals.Of([new(1005, 10), new(1005, 10), new(1005, 10)], TaxRounding.Down);

        month.TaxByRate.Should().Equal(new TaxOfRate(10, 3015, 301));
        (month.SubtotalYen, month.TaxYen, month.TotalYen).Should().Be((3015, 301, 3316));
    }

    [Fact]
    public void Three_orders_of_1005_yen_bear_300_yen_of_tax_where_each_is_its_own_document()
    {
        var order = DocumentTotals.Of([new(1005, 10)], TaxRounding.Down);

        (3 * order.TaxYen).Should().Be(300);
    }

    [Fact]
    public void Rates_are_kept_apart_and_the_highest_comes_first()
    {
        var totals = DocumentTotals.Of([new(98, 8), new(105, 10), new(1, 8), new(0, 0)], TaxRounding.Down);

        totals.TaxByRate.Should().Equal(new TaxOfRate(10, 105, 10), new TaxOfRate(8, 99, 7), new TaxOfRate(0, 0, 0));
        totals.TotalYen.Should().Be(204 + 17);
    }

    [Fact]
    public void An_empty_document_comes_to_nothing()
    {
        var totals = DocumentTotals.Of([], TaxRounding.Up);

        totals.TaxByRate.Should().BeEmpty();
        totals.TotalYen.Should().Be(0);
    }

    [Fact]
    public void A_discount_on_the_same_document_lowers_the_base_before_tax_is_rounded()
    {
        var totals = DocumentTotals.Of([new(1005, 10), new(-10, 10)], TaxRounding.Up);

        totals.TaxByRate.Should().Equal(new TaxOfRate(10, 995, 100));
    }

    [Theory]
    [InlineData(1004, 100, 101, 100)]
    [InlineData(1005, 100, 101, 101)]
    [InlineData(1000, 100, 100, 100)]
    [InlineData(1009, 100, 101, 101)]
    [InlineData(0, 0, 0, 0)]
    public void Tax_is_rounded_as_the_issuer_chose_and_a_return_mirrors_the_sale(
        long yen,
        long down,
        long up,
        long half
    )
    {
        ConsumptionTax.On(yen, 10, TaxRounding.Down).Should().Be(down);
        ConsumptionTax.On(yen, 10, TaxRounding.Up).Should().Be(up);
        ConsumptionTax.On(yen, 10, TaxRounding.HalfUp).Should().Be(half);
        ConsumptionTax.On(-yen, 10, TaxRounding.Down).Should().Be(-down);
        ConsumptionTax.On(-yen, 10, TaxRounding.Up).Should().Be(-up);
        ConsumptionTax.On(-yen, 10, TaxRounding.HalfUp).Should().Be(-half);
    }

    [Fact]
    public void Sums_and_tax_that_do_not_fit_overflow_loudly()
    {
        var sum = () => DocumentTotals.Of([new(long.MaxValue, 0), new(1, 0)], TaxRounding.Down);
        var acrossRates = () => DocumentTotals.Of([new(long.MaxValue, 0), new(100, 1)], TaxRounding.Down);
        var tax = () => ConsumptionTax.On(long.MaxValue / 5, 10, TaxRounding.Down);
        var total = () => DocumentTotals.Of([new(long.MaxValue / 10, 100)], TaxRounding.Down);

        sum.Should().Throw<OverflowException>();
        acrossRates.Should().Throw<OverflowException>();
        tax.Should().Throw<OverflowException>();
        total.Should().Throw<OverflowException>();
    }
}
