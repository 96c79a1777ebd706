using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;

namespace Store.Infrastructure.Tests.Mail;

/// <summary>
/// Reads a mail by the letter of RFC 5322, 2045, 2046 and 2047, apart from what wrote it, and fails where it departs
/// from them.
/// </summary>
internal sealed partial record MimeReading(IReadOnlyList<(string Name, string Value)> Headers, string Text, string Html)
{
    public string this[string name] =>
        Headers.Single(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static MimeReading Of(string mail)
    {
        mail.Replace("\r\n", "").Should().NotContainAny("\r", "\n");
        mail.Should().MatchRegex("^[\\x20-\\x7e\\r\\n]*$", "every byte is plain ASCII");
        mail.Split("\r\n").Should().OnlyContain(l => l.Length <= 78, "RFC 5322 recommends no more");
        var (headers, body) = Split(mail);
        var type = headers.Single(h => h.Name == "Content-Type").Value;
        type.Should().StartWith("multipart/alternative;");
        var boundary = Boundary().Match(type).Groups[1].Value;
        boundary.Should().NotBeEmpty();
        var pieces = $"\r\n{body}".Split($"\r\n--{boundary}");
        pieces[^1].Trim().Should().Be("--", "the last boundary closes the mail");
        var parts = pieces[1..^1].Select(p => Part(p[2..])).ToList();
        // The last alternative is the richest, and the one that is shown.
        parts.Select(p => p.Type).Should().Equal("text/plain; charset=utf-8", "text/html; charset=utf-8");
        return new MimeReading(headers, parts[0].Text, parts[1].Text);
    }

    private static (string Type, string Text) Part(string part)
    {
        var (headers, body) = Split(part);
        headers.Single(h => h.Name == "Content-Transfer-Encoding").Value.Should().Be("base64");
        var text = Strict.GetString(Convert.FromBase64String(body.Replace("\r\n", "")));
        text.Replace("\r\n", "").Should().NotContainAny("\r", "\n");
        return (headers.Single(h => h.Name == "Content-Type").Value, text.Replace("\r\n", "\n"));
    }

    private static (IReadOnlyList<(string Name, string Value)> Headers, string Body) Split(string entity)
    {
        var end = entity.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        end.Should().BeGreaterThan(0);
        var lines = entity[..end].Replace("\r\n ", " ").Replace("\r\n\t", " ").Split("\r\n");
        lines.Should().OnlyContain(l => Field().IsMatch(l));
        return ([.. lines.Select(l => l.Split(": ", 2)).Select(f => (f[0], Decode(f[1])))], entity[(end + 4)..]);
    }

    /// <summary>Each encoded word stands for itself: whole characters, at most 75 of its own.</summary>
    private static string Decode(string value) =>
        Word()
            .Replace(
                Between().Replace(value, "?=$1"),
                word =>
                {
                    word.Length.Should().BeLessThanOrEqualTo(75);
                    var text = word.Groups[2].Value;
                    return Strict.GetString(
                        word.Groups[1].Value is "B" ? Convert.FromBase64String(text) : Quoted(text)
                    );
                }
            );

    private static byte[] Quoted(string text) =>
        [
            .. Regex
                .Matches(text, "=([0-9A-F]{2})|(.)")
                .Select(m => m.Groups[1].Success ? Convert.ToByte(m.Groups[1].Value, 16) : Plain(m.Value[0])),
        ];

    private static byte Plain(char c) => c == '_' ? (byte)' ' : (byte)c;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [GeneratedRegex("^[\\x21-\\x39\\x3b-\\x7e]+: .*$")]
    private static partial Regex Field();

    [GeneratedRegex("boundary=\"?([^\";]+)")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?([BQ])\?([^?]*)\?=")]
    private static partial Regex Word();

    [GeneratedRegex(@"\?=\s+(=\?)")]
    private static partial Regex Between();
}
