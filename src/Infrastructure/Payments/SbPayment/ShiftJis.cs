using System.Text;

namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>
/// The characters of SBPS's wire. Shift_JIS is read differently on different machines: what Windows added to it (①, 髙,
/// ㈱) has no place in the standard. Only what both readings agree on, byte for byte, is ever sent, so that the hash
/// over the bytes is the same on both sides; a character outside it becomes 〓, the printer's mark for one he does not
/// have.
/// </summary>
internal static class ShiftJis
{
    private const string Missing = "〓";

    private static readonly Encoding Windows31J = CodePagesEncodingProvider.Instance.GetEncoding(
        932,
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ReplacementFallback
    )!;

    /// <summary>The same cell of the standard, which Unicode has twice: Windows goes by the second one.</summary>
    private static readonly Dictionary<char, string> LookAlikes = new()
    {
        ['〜'] = "～",
        ['−'] = "－",
        ['‖'] = "∥",
        ['—'] = "―",
        ['–'] = "－",
        ['¢'] = "￠",
        ['£'] = "￡",
        ['¬'] = "￢",
        ['¥'] = "￥",
        ['‾'] = "￣",
        ['\u00a0'] = " ",
    };

    public static byte[] Bytes(string text) => Windows31J.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Windows31J.GetString(bytes);

    /// <summary>
    /// The text as it can be sent: characters of the standard only, no control characters, no blanks at either end, at
    /// most so many bytes and no half character.
    /// </summary>
    public static string Fitting(string text, int maxBytes)
    {
        var fitting = new StringBuilder(text.Length);
        var length = 0;
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            var next = Fitting(rune);
            length += Bytes(next).Length;
            if (length > maxBytes)
            {
                break;
            }

            fitting.Append(next);
        }

        return fitting.ToString().Trim();
    }

    private static string Fitting(Rune rune)
    {
        if (Rune.IsControl(rune))
        {
            return " ";
        }

        var text = rune.IsBmp && LookAlikes.TryGetValue((char)rune.Value, out var same) ? same : rune.ToString();
        Span<byte> bytes = stackalloc byte[4];
        try
        {
            var length = Windows31J.GetBytes(text, bytes);
            return IsStandard(bytes[..length]) ? text : Missing;
        }
        catch (EncoderFallbackException)
        {
            return Missing;
        }
    }

    /// <summary>
    /// One byte, or two of the rows that JIS X 0208 has: 1 to 8 and 16 to 84. Row 13 and what follows 84 are vendors'.
    /// </summary>
    private static bool IsStandard(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 || bytes[0] is (>= 0x81 and <= 0x84) or (>= 0x88 and <= 0x9f) or (>= 0xe0 and <= 0xea);
}
