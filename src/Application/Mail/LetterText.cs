using System.Diagnostics;
using Store.Domain.Payments;

namespace Store.Application.Mail;

/// <summary>A letter as plain text, in the shape that business mails have in Japan.</summary>
internal static class LetterText
{
    private static readonly string Rule = new('─', 30);

    public static string Write(Letter letter, Letterhead head)
    {
        List<string> blocks = letter.IsInternal ? [] : [.. Salutation(letter.To), Greeting];
        blocks.AddRange(letter.Parts.Select(Write));
        blocks.AddRange(letter.IsInternal ? [Signature(head)] : [Closing, Signature(head)]);
        return string.Join("\n\n", blocks) + "\n";
    }

    internal const string Greeting =
        $"平素よりお世話になっております。\n{Letterhead.StoreName} {Letterhead.DeskName}でございます。";

    internal const string Closing =
        $"ご不明な点がございましたら、お問い合わせフォームよりご連絡くださいますようお願い申し上げます。\n"
        + $"今後とも{Letterhead.StoreName}をよろしくお願い申し上げます。";

    /// <summary>Why this mail came and that nobody reads answers to it.</summary>
    internal const string Footnote =
        "本メールは送信専用です。ご返信いただきましてもお答えいたしかねますので、ご了承ください。";

    internal static string Person(Addressee to) =>
        to.ContactName is { } name ? $"{Letter.OneLine(name)} 様" : "ご担当者様";

    internal static string Form(Letterhead head) => head.Desks.Of(PaymentMethod.Card).InquiryForm!;

    private static IEnumerable<string> Salutation(Addressee? to) =>
        to is null ? [] : [$"{Letter.OneLine(to.CompanyName)}\n{Person(to)}"];

    private static string Write(LetterPart part) =>
        part switch
        {
            LetterPart.Paragraph p => string.Join('\n', p.Lines.Select(Letter.OneLine)),
            LetterPart.Notice p => string.Join('\n', p.Lines.Select(l => $"※ {Letter.OneLine(l)}")),
            LetterPart.Summary p => $"{Rule}\n■ {p.Heading}\n{Rows(p.Rows)}\n{Rule}",
            LetterPart.Link p => $"▼ {p.Label}\n{p.Url}",
            _ => throw new UnreachableException(part.GetType().Name),
        };

    /// <summary>Names are of full width: padded with the wide space, the values stand in a column.</summary>
    private static string Rows(IReadOnlyList<Row> rows)
    {
        var width = rows.Max(r => r.Name.Length);
        return string.Join('\n', rows.Select(r => $"{r.Name.PadRight(width, '　')}：{Letter.OneLine(r.Value)}"));
    }

    private static string Signature(Letterhead head) =>
        $"""
            {Rule}
            {head.SellerName}
            {Letterhead.StoreName} {Letterhead.DeskName}
            {head.StoreUrl}
            お問い合わせフォーム：{Form(head)}
            {Rule}
            {Footnote}
            """;
}
