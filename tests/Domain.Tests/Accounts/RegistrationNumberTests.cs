using FluentAssertions;
using Store.Domain.Accounts;
using Xunit;

namespace Store.Domain.Tests.Accounts;

public class RegistrationNumberTests
{
    [Theory]
    [InlineData("T7123456789012")]
    [InlineData("T4011001098993")]
    [InlineData("T7000012050002")]
    [InlineData("T8700110005901")]
    public void A_corporate_number_with_its_check_digit_is_a_corporations(string number)
    {
        RegistrationNumber.IsOfCorporation(number).Should().BeTrue();
        RegistrationNumber.IsWellFormed(number).Should().BeTrue();
    }

    [Fact]
    public void A_wrong_check_digit_is_no_corporations_but_may_be_a_sole_proprietors()
    {
        RegistrationNumber.IsOfCorporation("T1234567890123").Should().BeFalse();
        RegistrationNumber.IsWellFormed("T1234567890123").Should().BeTrue();
    }

    [Fact]
    public void Only_one_first_digit_is_right_for_twelve_others()
    {
        Enumerable
            .Range(0, 10)
            .Where(digit => RegistrationNumber.IsOfCorporation($"T{digit}123456789012"))
            .Should()
            .Equal(7);
    }

    [Theory]
    [InlineData("")]
    [InlineData("T")]
    [InlineData("7123456789012")]
    [InlineData("t7123456789012")]
    [InlineData("T712345678901")]
    [InlineData("T71234567890123")]
    [InlineData("T712345678901X")]
    [InlineData(" T7123456789012")]
    [InlineData("T7123456789012\n")]
    [InlineData("T71234-5678901")]
    [InlineData("Ｔ7123456789012")]
    [InlineData("T７１２３４５６７８９０１２")]
    public void Anything_but_T_and_13_digits_is_malformed(string text)
    {
        RegistrationNumber.IsWellFormed(text).Should().BeFalse();
        RegistrationNumber.IsOfCorporation(text).Should().BeFalse();
    }
}
