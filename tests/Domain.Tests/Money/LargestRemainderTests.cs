using FluentAssertions;
using Store.Domain.Money;
using Xunit;

namespace Store.Domain.Tests.Money;

public class LargestRemainderTests
{
    [Fact]
    public void A_discount_of_92_yen_over_1595_at_10_and_7398_at_8_percent_loses_no_yen()
    {
        long[] gross = [1595, 7398];

        var discount = LargestRemainder.Allocate(92, gross);

        long[] left = [.. gross.Zip(discount, (g, d) => g - d)];
        left.Should().Equal(1579, 7322);
        left.Sum().Should().Be(8901);
        ConsumptionTax.Within(left[0], 10, TaxRounding.Down).Should().Be(143);
        ConsumptionTax.Within(left[1], 8, TaxRounding.Down).Should().Be(542);
    }

    [Fact]
    public void Equal_remainders_favour_the_earlier()
    {
        LargestRemainder.Allocate(2, [1, 1, 1]).Should().Equal(1, 1, 0);
        LargestRemainder.Allocate(-2, [1, 1, 1]).Should().Equal(-1, -1, 0);
    }

    [Fact]
    public void Shares_always_add_up_and_none_is_off_by_a_yen_or_more()
    {
        const int Seed = 20260430;
        var random = new Random(Seed);
        for (int round = 0; round < 2000; round++)
        {
            long[] weights =
            [
                .. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.NextInt64(1, 1_000_000_000)),
            ];
            long amount = random.NextInt64(-1_000_000_000, 1_000_000_000);

            var shares = LargestRemainder.Allocate(amount, weights);

            shares.Sum().Should().Be(amount, $"seed {Seed}, round {round}");
            for (int i = 0; i < weights.Length; i++)
            {
                Int128 error = ((Int128)shares[i] * weights.Sum()) - ((Int128)amount * weights[i]);
                (Int128.Abs(error) < weights.Sum()).Should().BeTrue($"seed {Seed}, round {round}");
            }
        }
    }

    [Fact]
    public void The_largest_amounts_do_not_overflow()
    {
        LargestRemainder.Allocate(long.MaxValue, [long.MaxValue, long.MaxValue]).Sum().Should().Be(long.MaxValue);
    }

    [Fact]
    public void There_must_be_something_to_allocate_to()
    {
        LargestRemainder.Allocate(0, []).Should().BeEmpty();
        LargestRemainder.Allocate(0, [0, 0]).Should().Equal(0, 0);
        ((Action)(() => LargestRemainder.Allocate(1, [0, 0]))).Should().Throw<ArgumentException>();
        ((Action)(() => LargestRemainder.Allocate(1, [2, -1]))).Should().Throw<ArgumentException>();
    }
}
