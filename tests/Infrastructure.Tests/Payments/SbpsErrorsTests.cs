using FluentAssertions;
using Store.Application.Payments;
using Store.Domain.Payments;
using Store.Infrastructure.Payments.SbPayment;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>Every type of error that SBPS may answer, and what the store makes of it at each step.</summary>
public sealed class SbpsErrorsTests
{
    private const string Thrown = "thrown";

    [Theory]
    [InlineData("00 01 02 03 04 05 06 07 08 13", "Declined Request", Thrown, Thrown)]
    [InlineData("09 14", "Declined Request", Thrown, Thrown)]
    [InlineData("10", "Declined Request", Thrown, Thrown)]
    [InlineData("11 12", "Unknown", "Refused", "NotFound")]
    [InlineData("20 21 22 23 25 26 28 29 30 31 32 33 34 35 36", "Declined CardCompany", "Unclear", "Lost")]
    [InlineData("65 66 68 69 70 71 72 74 75 76 77 K2", "Declined CardCompany", "Unclear", "Lost")]
    [InlineData("24 27 61 67 73 93", "Declined CardData", "Unclear", "Lost")]
    [InlineData("T1 T2", "Declined Token", "Unclear", "Lost")]
    [InlineData("37 38 39 40 41 79 94 95 W0 W1", "Unknown", "Unclear", "Lost")]
    [InlineData("42", "Unknown", "Refused", "Lost")]
    [InlineData("43 44 47 56 59 K0 K1 W2 W3 W4 W5 W6", "Unknown", "Refused", "Lost")]
    [InlineData("45 46", "Unknown", "Unclear", "Lost")]
    [InlineData("80 81 82 83 84 85 86 90 92", "GatewayFailed", "Unclear", "Lost")]
    [InlineData("96 97", "Unknown", "Unclear", "Lost")]
    public void Each_type_of_error_has_its_meaning(string types, string authorization, string step, string inquiry)
    {
        foreach (var type in types.Split(' '))
        {
            var code = $"101{type}999";
            Authorization(code).Should().Be(authorization, code);
            Step(code).Should().Be(step, code);
            Inquiry(code).Should().Be(inquiry, code);
        }
    }

    /// <summary>
    /// Whatever is in no list may have been done, and is never taken for a refusal that cancels the order.
    /// </summary>
    [Fact]
    public void A_code_that_nobody_lists_leaves_the_outcome_unknown()
    {
        var characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".ToCharArray();
        var codes = characters.SelectMany(first => characters.Select(second => $"101{first}{second}999"));
        var unlisted = codes.Where(code => SbpsErrors.ClassOf(code) == SbpsErrorClass.Unlisted).ToList();

        unlisted.Should().HaveCount((36 * 36) - ListedTypes);
        foreach (var code in unlisted.Concat(["", "x", "10122", "1012299900", "102２2999"]))
        {
            Authorization(code).Should().Be("Unknown", code);
            Step(code).Should().Be("Unclear", code);
            Inquiry(code).Should().Be("Lost", code);
        }
    }

    [Theory]
    [InlineData("40122999", "Unknown")]
    [InlineData("999T2999", "Unknown")]
    [InlineData("99909025", "Declined Request")]
    [InlineData("99986999", "GatewayFailed")]
    public void A_type_of_another_method_of_payment_counts_only_where_all_methods_share_it(
        string code,
        string meaning
    ) => Authorization(code).Should().Be(meaning);

    [Theory]
    [InlineData("10123999")]
    [InlineData("10186999")]
    [InlineData("10196999")]
    public void The_code_goes_along_for_operators(string code) =>
        SbpsErrors.OfAuthorization(code).ToString().Should().Contain(code);

    private const int ListedTypes = 10 + 2 + 1 + 2 + 15 + 12 + 6 + 2 + 10 + 1 + 12 + 2 + 9 + 2;

    private static string Authorization(string code) =>
        SbpsErrors.OfAuthorization(code) switch
        {
            CardAuthorizationAnswer.Declined { Reason: CardDecline reason } => $"Declined {reason}",
            var other => other.GetType().Name,
        };

    private static string Step(string code) => Of(() => SbpsErrors.OfStep(code));

    private static string Inquiry(string code) => Of(() => SbpsErrors.OfInquiry(code));

    private static string Of(Func<object> answer)
    {
        try
        {
            return answer().GetType().Name;
        }
        catch (SbPaymentException)
        {
            return Thrown;
        }
    }
}
