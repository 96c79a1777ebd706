using System.Text;

namespace Store.Architecture.Tests;

/// <summary>One C# file, as written and as code alone.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private string? _code;

    public string[] Lines { get; } = Text.Split('\n');

    /// <summary>The text with every comment and string literal blanked out, line for line.</summary>
    public string Code => _code ??= Blank(Text);

    public int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    private static string Blank(string text)
    {
        var code = new StringBuilder(text);
        for (var at = 0; at < text.Length; )
        {
            var end = EndOfSilence(text, at);
            for (var i = at; i < end; i++)
            {
                if (text[i] != '\n')
                {
                    code[i] = ' ';
                }
            }

            at = Math.Max(end, at + 1);
        }

        return code.ToString();
    }

    /// <summary>Where the comment or literal that starts here ends; the same place where none starts.</summary>
    private static int EndOfSilence(string text, int at)
    {
        if (Stands(text, at, "//"))
        {
            return Behind(text.IndexOf('\n', at), 0, text);
        }

        if (Stands(text, at, "/*"))
        {
            return Behind(text.IndexOf("*/", at, StringComparison.Ordinal), 2, text);
        }

        if (text[at] == '\'')
        {
            return text[at + 1] == '\\' ? Behind(text.IndexOf('\'', at + 3), 1, text) : at + 3;
        }

        var quote = at;
        while (quote < text.Length && text[quote] is '$' or '@')
        {
            quote++;
        }

        return quote < text.Length && text[quote] == '"' ? EndOfString(text, at, quote) : at;
    }

    private static int EndOfString(string text, int at, int quote)
    {
        var quotes = 0;
        while (quote + quotes < text.Length && text[quote + quotes] == '"')
        {
            quotes++;
        }

        if (quotes >= 3)
        {
            var close = new string('"', quotes);
            return Behind(text.IndexOf(close, quote + quotes, StringComparison.Ordinal), quotes, text);
        }

        var prefix = text[at..quote];
        var (verbatim, interpolated) = (prefix.Contains('@'), prefix.Contains('$'));
        var depth = 0;
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (interpolated && Stands(text, i, "{{") && depth == 0)
            {
                i++;
            }
            else if (interpolated && text[i] == '{')
            {
                depth++;
            }
            else if (interpolated && text[i] == '}')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (depth > 0)
            {
                i = Math.Max(i, EndOfSilence(text, i) - 1);
            }
            else if (verbatim && Stands(text, i, "\"\"") || !verbatim && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    private static bool Stands(string text, int at, string what) =>
        string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int Behind(int index, int length, string text) => index < 0 ? text.Length : index + length;
}
