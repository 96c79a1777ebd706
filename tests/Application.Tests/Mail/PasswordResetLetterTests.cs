using FluentAssertions;
using Store.Application.Accounts;
using Xunit;

namespace Store.Application.Tests.Mail;

public sealed class PasswordResetLetterTests
{
    [Fact]
    public void BASIC_2_The_letter_reads_as_agreed()
    {
        var mail = PasswordResetLetter
            .Write(Letters.Head, "0123456789abcdef", 30)
            .Post(Letters.Head, "password-reset-1", null, "buyer@example.jp");

        mail.Subject.Should().Be("【ITreviewオンラインストア】パスワード再発行のご案内 / Reset your password");
        mail.ShouldBeGolden("password-reset");
    }
}
