using System.Globalization;
using FluentAssertions;
using Store.Domain.Payments;
using Xunit;

namespace Store.Domain.Tests.Payments;

public class CardNumberTests
{
    [Theory]
    [InlineData("4111111111111111")] // VISA
    [InlineData("4012888888881881")]
    [InlineData("4222222222222")] // 13 digits
    [InlineData("4000000000000000006")] // 19 digits
    [InlineData("5555555555554444")] // Mastercard
    [InlineData("5105105105105100")]
    [InlineData("2221000000000009")] // its 2-series, first and last
    [InlineData("2720990000000007")]
    [InlineData("378282246310005")] // American Express
    [InlineData("341111111111111")]
    [InlineData("3530111333300000")] // JCB
    [InlineData("3566002020360505")]
    [InlineData("30569309025904")] // Diners Club
    [InlineData("36227206271667")]
    [InlineData("38520000023237")]
    [InlineData("39000000000005")]
    [InlineData("30950000000000")]
    public void The_five_brands_test_numbers_are_seen(string number) => CardNumber.AppearsIn(number).Should().BeTrue();

    [Theory]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111 - 1111  1111-1111")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData("３７８２　８２２４６３　１０００５")]
    [InlineData("４１１１－１１１１−１１１１ー１１１１")]
    [InlineData("４111‐1111–1111—1111")]
    [InlineData("4111\u00a01111\u202f1111\t1111")]
    [InlineData("カード番号は4111111111111111です。")]
    [InlineData("card:4111111111111111,")]
    [InlineData("x4111111111111111y")]
    [InlineData("注文 12 4111 1111 1111 1111")]
    [InlineData("03-1234-5678 4111-1111-1111-1111 2030-12")]
    [InlineData("https://example.jp/?pan=4111111111111111&cvc=123")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000 4111111111111111")]
    [InlineData("\"4111111111111111\"")]
    public void It_is_seen_in_every_spelling_and_anywhere(string text) => CardNumber.AppearsIn(text).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("4111111111111112")] // Luhn
    [InlineData("411111111117")] // 12 digits with a right Luhn digit
    [InlineData("40000000000000000002")] // 20 digits with a right Luhn digit
    [InlineData("6011111111111117")] // Discover
    [InlineData("6200000000000005")] // UnionPay
    [InlineData("3088000000000009")] // not JCB's range, nor Diners'
    [InlineData("2220990000000002")] // just below Mastercard's 2-series
    [InlineData("2721000000000004")] // just above
    [InlineData("5600000000000003")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("4111\n1111\n1111\n1111")]
    [InlineData("41111111a11111111")]
    [InlineData("991234567890123456784111111111111111")] // inside a longer number
    [InlineData("03-1234-5678")]
    [InlineData("0120-000-000")]
    [InlineData("+81 3 1234 5678")]
    [InlineData("〒100-0001 東京都千代田区千代田1-1-1")]
    [InlineData("O-202604-000001")]
    [InlineData("Q-202611-000123, INV-2026-000001")]
    [InlineData("2026-04-30T23:59:59+09:00")]
    [InlineData("20260430235959121")]
    [InlineData("T7123456789012")]
    [InlineData("T4011001098993")]
    [InlineData("T7000012050002")]
    [InlineData("T8700110005901")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("41111111-1111-1111-1111-111111111111")] // a UUID is an identifier, whatever its digits
    [InlineData("e3b0c44298fc1c14-9afbf4c8996fb924")]
    [InlineData("a4111111111111111bcdefabcdefabcd")] // an unbroken hexadecimal word of 32 is a hash
    public void Near_misses_are_let_through(string text) => CardNumber.AppearsIn(text).Should().BeFalse();

    [Fact]
    public void The_exception_for_identifiers_ends_where_the_identifier_does()
    {
        CardNumber.AppearsIn("550e8400-e29b-41d4-a716-4466554400004111111111111111").Should().BeFalse("one number");
        CardNumber.AppearsIn("550e8400-e29b-41d4-a716-44665544000g 4111111111111111").Should().BeTrue();
        CardNumber.AppearsIn("abcdefabcdef4111111111111111").Should().BeTrue("28 digits are not yet a hash");
        CardNumber.AppearsIn("abcdefabcdefabcd4111111111111111z").Should().BeTrue("z is not hexadecimal");
    }

    [Fact]
    public void Every_prefix_is_of_one_of_the_five_brands_or_refused()
    {
        int[] seen =
        [
            .. Enumerable
                .Range(0, 10_000)
                .Where(prefix =>
                    CardNumber.AppearsIn(WithLuhnDigit(prefix.ToString("D4", CultureInfo.InvariantCulture)))
                ),
        ];

        int[] wanted =
        [
            .. Enumerable.Range(2221, 500),
            .. Enumerable.Range(3000, 60),
            3095,
            .. Enumerable.Range(3400, 100),
            .. Enumerable.Range(3528, 62),
            .. Enumerable.Range(3600, 200),
            .. Enumerable.Range(3800, 200),
            .. Enumerable.Range(4000, 1000),
            .. Enumerable.Range(5100, 500),
        ];
        seen.Should().Equal(wanted);
    }

    [Fact]
    public void No_identifier_is_taken_for_a_card()
    {
        const int Seed = 4111;
        var random = new Random(Seed);
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < 300_000; i++)
        {
            random.NextBytes(bytes);
            var id = new Guid(bytes);
            CardNumber.AppearsIn(id.ToString()).Should().BeFalse($"seed {Seed}: {id}");
            CardNumber.AppearsIn(id.ToString("N")).Should().BeFalse($"seed {Seed}: {id:N}");
        }
    }

    private static string WithLuhnDigit(string prefix)
    {
        string body = prefix.PadRight(15, '0');
        int sum = body.Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(d => d > 9 ? d - 9 : d);
        return body + ((10 - (sum % 10)) % 10);
    }
}
