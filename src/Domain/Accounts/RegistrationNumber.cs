namespace Store.Domain.Accounts;

/// <summary>
/// The number under which an issuer of qualified invoices is registered (登録番号): T and 13 digits. A corporation's
/// is its corporate number (法人番号), whose first digit checks the other twelve. A sole proprietor's 13 digits follow
/// no published check, so none is asked of them.
/// </summary>
public static class RegistrationNumber
{
    private const int Digits = 13;

    /// <summary>T and 13 digits, half-width, nothing around them.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == 1 + Digits && text[0] == 'T' && !text[1..].ContainsAnyExceptInRange('0', '9');

    /// <summary>Well formed, and the check digit is that of a corporate number.</summary>
    public static bool IsOfCorporation(ReadOnlySpan<char> text) => IsWellFormed(text) && HasCheckDigit(text[1..]);

    // Check digit = 9 - (sum of P(n)·Q(n) mod 9): P(n) is the n-th of the twelve digits from the right, and
    // Q(n) is 1 where n is odd, 2 where it is even.
    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int n = 1; n < Digits; n++)
        {
            sum += (digits[Digits - n] - '0') * (n % 2 == 0 ? 2 : 1);
        }

        return digits[0] - '0' == 9 - (sum % 9);
    }
}
