using System.Globalization;
using System.Text;

namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// A text as the code points that are drawn. Kana that came decomposed (か and ゛, as macOS names files) are put
/// together; full normalisation would be wrong here, for it replaces the very characters that people's and companies'
/// names are particular about (U+FA10 塚 would become U+585A).
/// </summary>
internal static class Characters
{
    private const int VoicedMark = 0x3099;
    private const int SemiVoicedMark = 0x309A;
    private const string Voiceable =
        "かきくけこさしすせそたちつてとはひふへほカキクケコサシスセソタチツテトハヒフヘホゝヽ";
    private const string SemiVoiceable = "はひふへほハヒフヘホ";

    public static List<int> Of(string text)
    {
        var codePoints = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                continue;
            }

            if (codePoints.Count > 0 && Composed(codePoints[^1], rune.Value) is { } composed)
            {
                codePoints[^1] = composed;
                continue;
            }

            codePoints.Add(Rune.IsControl(rune) ? ' ' : rune.Value);
        }

        return codePoints;
    }

    public static string Text(IEnumerable<int> codePoints)
    {
        var text = new StringBuilder();
        foreach (var codePoint in codePoints)
        {
            text.Append(new Rune(codePoint).ToString());
        }

        return text.ToString();
    }

    /// <summary>
    /// Joiners, direction marks and variation selectors have no shape of their own. A selector asks for another drawing
    /// of the same character, which an embedded subset cannot promise; the character itself is drawn.
    /// </summary>
    private static bool IsInvisible(Rune rune) =>
        rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static int? Composed(int kana, int mark) =>
        (kana, mark) switch
        {
            ('う', VoicedMark) => 'ゔ',
            ('ウ', VoicedMark) => 'ヴ',
            (_, VoicedMark) when kana <= char.MaxValue && Voiceable.Contains((char)kana) => kana + 1,
            (_, SemiVoicedMark) when kana <= char.MaxValue && SemiVoiceable.Contains((char)kana) => kana + 2,
            _ => null,
        };
}
