using System.Buffers;
using System.Globalization;

namespace Store.Domain.Payments;

/// <summary>
/// Recognises what looks like a card number, so that none is ever accepted or logged: 13 to 19 digits, spaces and
/// hyphens aside, with a prefix of one of the five brands (CARD-2) and a valid Luhn digit. Full-width digits and the
/// dashes and spaces of Japanese keyboards count like plain ones. A number begins and ends where a group of digits
/// does, so a longer unbroken number is none. UUIDs and long hexadecimal words are skipped: they are ids and hashes,
/// and would otherwise be refused by chance.
/// </summary>
public static class CardNumber
{
    private const int Shortest = 13;
    private const int Longest = 19;
    private const int HashLength = 32;
    private const int UuidLength = 36;

    // A power of two above the longest number, so that the last digits are kept in a ring.
    private const int Ring = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    /// <summary>
    /// True if a card number may stand anywhere in the text. Linear in its length; allocates nothing.
    /// </summary>
    public static bool AppearsIn(ReadOnlySpan<char> text)
    {
        Span<byte> digits = stackalloc byte[Ring];
        Span<bool> opensGroup = stackalloc bool[Ring];
        int seen = 0;
        bool inGroup = false;
        for (int i = 0; i < text.Length; i++)
        {
            int digit = Digit(text[i]);
            bool opensWord = i == 0 || !char.IsAsciiLetterOrDigit(text[i - 1]);
            int identifier = opensWord ? IdentifierLength(text[i..]) : 0;
            if (identifier > 0)
            {
                i += identifier - 1;
                seen = 0;
                inGroup = false;
            }
            else if (digit >= 0)
            {
                digits[seen % Ring] = (byte)digit;
                opensGroup[seen % Ring] = !inGroup;
                seen++;
                inGroup = true;
                bool closesGroup = i + 1 == text.Length || Digit(text[i + 1]) < 0;
                if (closesGroup && EndsWithCardNumber(digits, opensGroup, seen))
                {
                    return true;
                }
            }
            else
            {
                inGroup = false;
                seen = Separates(text[i]) ? seen : 0;
            }
        }

        return false;
    }

    private static bool EndsWithCardNumber(ReadOnlySpan<byte> digits, ReadOnlySpan<bool> opensGroup, int seen)
    {
        for (int length = Shortest; length <= Math.Min(Longest, seen); length++)
        {
            int first = seen - length;
            if (opensGroup[first % Ring] && IsOfBrand(digits, first) && HasLuhnDigit(digits, first, seen))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfBrand(ReadOnlySpan<byte> digits, int first)
    {
        int prefix = 0;
        for (int i = first; i < first + 4; i++)
        {
            prefix = (prefix * 10) + digits[i % Ring];
        }

        return prefix switch
        {
            >= 4000 and <= 4999 => true, // VISA
            >= 5100 and <= 5599 or >= 2221 and <= 2720 => true, // Mastercard
            >= 3528 and <= 3589 => true, // JCB
            >= 3400 and <= 3499 or >= 3700 and <= 3799 => true, // American Express
            >= 3000 and <= 3059 or 3095 or >= 3600 and <= 3699 or >= 3800 and <= 3999 => true, // Diners Club
            _ => false,
        };
    }

    private static bool HasLuhnDigit(ReadOnlySpan<byte> digits, int first, int end)
    {
        int sum = 0;
        for (int i = end - 1; i >= first; i--)
        {
            int digit = digits[i % Ring];
            bool doubled = (end - i) % 2 == 0;
            sum += doubled ? (digit * 2 / 10) + (digit * 2 % 10) : digit;
        }

        return sum % 10 == 0;
    }

    private static int Digit(char c) =>
        c switch
        {
            >= '0' and <= '9' => c - '0',
            >= '０' and <= '９' => c - '０',
            _ => -1,
        };

    // The long vowel mark and the minus sign are not dashes to Unicode, but people type them as such.
    private static bool Separates(char c) =>
        c is ' ' or '-' or '\t' or 'ー' or 'ｰ' or '−'
        || (
            c > '\u007f'
            && char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation
        );

    // A UUID (8-4-4-4-12) or an unbroken hexadecimal word of 32 digits or more, where a whole word starts here.
    private static int IdentifierLength(ReadOnlySpan<char> text)
    {
        int length = IsUuid(text) ? UuidLength : HexLength(text);
        bool ends = length == text.Length || !char.IsAsciiLetterOrDigit(text[length]);
        return length >= HashLength && ends ? length : 0;
    }

    private static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length < UuidLength)
        {
            return false;
        }

        for (int i = 0; i < UuidLength; i++)
        {
            bool hyphen = i is 8 or 13 or 18 or 23;
            if (hyphen ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int HexLength(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExcept(HexDigits);
        return length < 0 ? text.Length : length;
    }
}
