using System.Text.RegularExpressions;
using FluentValidation;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>The shapes of what people write about themselves, the same wherever it is sent.</summary>
internal static partial class AccountShapes
{
    public const int MinPasswordLength = 10;

    /// <summary>A bound on what is hashed.</summary>
    public const int MaxPasswordLength = 128;

    /// <summary>Longest mailbox that can be delivered to (RFC 5321).</summary>
    public const int MaxEmailLength = 254;

    public static IRuleBuilderOptions<T, string?> OneLine<T>(this IRuleBuilder<T, string?> rule, int maxLength) =>
        rule.NotEmpty()
            .MaximumLength(maxLength)
            .Matches(Printable())
            .WithMessage("改行などの制御文字は使用できません。 / Line breaks and control characters are not allowed.");

    public static IRuleBuilderOptions<T, string?> Email<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .MaximumLength(MaxEmailLength)
            .Matches(Mailbox())
            .WithMessage("メールアドレスの形式が正しくありません。 / This is not an e-mail address.");

    public static IRuleBuilderOptions<T, string?> Phone<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .Matches(JapanesePhone())
            .WithMessage(
                "電話番号は 03-1234-5678 のように、0 から始まる 10 桁または 11 桁で入力してください。"
                    + " / Write a Japanese phone number of 10 or 11 digits, such as 03-1234-5678."
            );

    public static IRuleBuilderOptions<T, string?> PostalCode<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty()
            .Matches(JapanesePostalCode())
            .WithMessage("郵便番号は 123-4567 の形式で入力してください。 / Write a postal code such as 123-4567.");

    /// <summary>May be absent. Whether a corporation's digits are possible is for the domain to say.</summary>
    public static IRuleBuilderOptions<T, string?> IssuerNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(number => number is null || RegistrationNumber.IsWellFormed(number))
            .WithErrorCode("field.format")
            .WithMessage("登録番号は T と 13 桁の数字で入力してください。 / A registration number is T and 13 digits.");

    public static IRuleBuilderOptions<T, string?> NewPassword<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Length(MinPasswordLength, MaxPasswordLength)
            .WithMessage("パスワードは 10～128 文字で入力してください。 / A password has 10 to 128 characters.");

    public static IRuleBuilderOptions<T, string?> Reason<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().MaximumLength(500);

    [GeneratedRegex(@"^\P{Cc}*\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+\z")]
    private static partial Regex Mailbox();

    [GeneratedRegex(@"^(?=(?:-?[0-9]){10,11}\z)0[0-9]+(?:-[0-9]+){0,3}\z")]
    private static partial Regex JapanesePhone();

    [GeneratedRegex(@"^[0-9]{3}-[0-9]{4}\z")]
    private static partial Regex JapanesePostalCode();
}
