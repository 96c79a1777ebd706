using System.Diagnostics;
using System.Net;
using System.Text;

namespace Store.Application.Mail;

/// <summary>
/// A letter as HTML that mail readers show alike: tables and inline styles, nothing fetched from outside, every value
/// escaped.
/// </summary>
internal static class LetterHtml
{
    private const string Font =
        "font-family:'Hiragino Sans','Hiragino Kaku Gothic ProN','Yu Gothic',Meiryo,'Noto Sans JP',sans-serif;";

    private const string Cell =
        "padding:8px 12px;border-bottom:1px solid #e3e7ec;vertical-align:top;text-align:left;word-break:break-word;";

    public static string Write(Letter letter, Letterhead head)
    {
        var html = new StringBuilder(
            $"""
            <!DOCTYPE html>
            <html lang="ja">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(letter.Subject)}</title>
            </head>
            <body style="margin:0;padding:0;background-color:#f2f4f7;">
            <table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="background-color:#f2f4f7;">
            <tr><td align="center" style="padding:24px 12px;">
            <table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="max-width:640px;background-color:#ffffff;border:1px solid #dde2e8;{Font}color:#222222;font-size:15px;line-height:1.8;">
            <tr><td style="padding:16px 28px;border-bottom:3px solid #1f4e79;color:#1f4e79;font-size:16px;font-weight:bold;">{Letterhead.StoreName}</td></tr>
            <tr><td style="padding:24px 28px 8px;">

            """
        );
        if (letter.To is { } to)
        {
            Paragraph(html, [to.CompanyName, LetterText.Person(to)]);
        }

        if (!letter.IsInternal)
        {
            Paragraph(html, LetterText.Greeting.Split('\n'));
        }

        foreach (var part in letter.Parts)
        {
            Write(html, part);
        }

        if (!letter.IsInternal)
        {
            Paragraph(html, LetterText.Closing.Split('\n'));
        }

        var form = LetterText.Form(head);
        return html.Append(
                $"""
                </td></tr>
                <tr><td style="padding:16px 28px 20px;border-top:1px solid #dde2e8;background-color:#f8f9fb;color:#555555;font-size:13px;line-height:1.7;">
                <p style="margin:0 0 8px;">{Text(
                    head.SellerName
                )}<br>{Letterhead.StoreName} {Letterhead.DeskName}<br>{Anchor(
                    head.StoreUrl,
                    head.StoreUrl
                )}<br>お問い合わせフォーム：{Anchor(form, form)}</p>
                <p style="margin:0;font-size:12px;">{LetterText.Footnote}</p>
                </td></tr>
                </table>
                </td></tr>
                </table>
                </body>
                </html>

                """
            )
            .ToString();
    }

    private static void Write(StringBuilder html, LetterPart part)
    {
        switch (part)
        {
            case LetterPart.Paragraph p:
                Paragraph(html, p.Lines, language: p.Language);
                break;
            case LetterPart.Notice p:
                Paragraph(html, p.Lines, "padding:10px 14px;border-left:4px solid #b45309;background-color:#fff7ed;");
                break;
            case LetterPart.Summary p:
                html.Append($"<p style=\"margin:0 0 6px;font-weight:bold;color:#1f4e79;\">{Text(p.Heading)}</p>\n");
                html.Append("<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" style=\"margin:0 0 20px;");
                html.Append("border-top:1px solid #e3e7ec;font-size:14px;line-height:1.6;\">\n");
                foreach (var row in p.Rows)
                {
                    html.Append($"<tr><th scope=\"row\" width=\"28%\" style=\"{Cell}background-color:#f8f9fb;");
                    html.Append($"font-weight:normal;color:#555555;\">{Text(row.Name)}</th>");
                    html.Append($"<td style=\"{Cell}\">{Text(row.Value)}</td></tr>\n");
                }

                html.Append("</table>\n");
                break;
            case LetterPart.Link p:
                html.Append($"<p style=\"margin:0 0 20px;\">{Text(p.Label)}<br>{Anchor(p.Url, p.Url)}</p>\n");
                break;
            default:
                throw new UnreachableException(part.GetType().Name);
        }
    }

    private static void Paragraph(
        StringBuilder html,
        IReadOnlyList<string> lines,
        string style = "",
        string? language = null
    )
    {
        var lang = language is null ? "" : $" lang=\"{Text(language)}\"";
        html.Append($"<p{lang} style=\"margin:0 0 20px;{style}\">{string.Join("<br>", lines.Select(Text))}</p>\n");
    }

    private static string Anchor(string url, string label) =>
        $"<a href=\"{Text(url)}\" style=\"color:#1a5fb4;word-break:break-all;\">{Text(label)}</a>";

    private static string Text(string value) => WebUtility.HtmlEncode(Letter.OneLine(value));
}
