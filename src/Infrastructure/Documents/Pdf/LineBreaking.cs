namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// Breaks Japanese text into lines (禁則処理): no line begins with a closing mark, a small kana or a long-vowel mark,
/// none ends with an opening mark, Latin words and numbers stay whole, and what must not be parted moves to the next
/// line together (追い出し). Only what is wider than a whole line is broken where it happens to end.
/// </summary>
internal static class LineBreaking
{
    private const string NeverFirst =
        "、。，．・：；？！゛゜ヽヾゝゞ々〻ー‐〜～゠–）〕］｝〉》」』】〙〗〟｠»’”%％‰℃°′″"
        + "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
        + "｡､･ｰﾞﾟ｣ｧｨｩｪｫｬｭｮｯ,.:;!?)]}";

    private const string NeverLast = "（〔［｛〈《「『【〘〖〝｟«‘“([{￥¥＄$£＃#№｢";

    private const string NeverParted = "—―…‥";

    /// <param name="advance">How far a code point moves the pen, in the unit of <paramref name="width"/>.</param>
    public static IReadOnlyList<string> Wrap(string text, double width, Func<int, double> advance)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            WrapParagraph(Characters.Of(paragraph), width, advance, lines);
        }

        return lines;
    }

    private static void WrapParagraph(List<int> text, double width, Func<int, double> advance, List<string> lines)
    {
        var start = 0;
        while (start < text.Count)
        {
            var used = 0.0;
            var end = start;
            var lastBreak = start;
            while (end < text.Count && (IsSpace(text[end]) || used + advance(text[end]) <= width))
            {
                used += advance(text[end]);
                end++;
                if (end == text.Count || MayBreak(text[end - 1], text[end]))
                {
                    lastBreak = end;
                }
            }

            // Wider than the line without a place to break: as many characters as there is room for, at least one.
            var next = lastBreak > start ? lastBreak : Math.Max(end, start + 1);
            lines.Add(Characters.Text(text.GetRange(start, next - start)).TrimEnd(' ', '\u3000'));
            start = next;
        }

        if (text.Count == 0)
        {
            lines.Add("");
        }
    }

    private static bool MayBreak(int before, int after)
    {
        if (IsSpace(after) || In(NeverFirst, after) || In(NeverLast, before))
        {
            return false;
        }

        if (IsSpace(before))
        {
            return true;
        }

        if (before == after && In(NeverParted, before))
        {
            return false;
        }

        if (IsPartOfWord(before) && IsPartOfWord(after))
        {
            return before is '-' or '/' && after <= char.MaxValue && char.IsAsciiLetter((char)after);
        }

        return true;
    }

    private static bool IsSpace(int codePoint) => codePoint is ' ' or 0x3000;

    /// <summary>Everything before the scripts that are written without spaces counts as a word's part.</summary>
    private static bool IsPartOfWord(int codePoint) => codePoint is > ' ' and < 0x2E80;

    private static bool In(string set, int codePoint) => codePoint <= char.MaxValue && set.Contains((char)codePoint);
}
