namespace Store.Application.Mail;

/// <summary>
/// What a letter to a buyer says, once: its plain text and its HTML are both made of this
/// (<see cref="LetterText"/>, <see cref="LetterHtml"/>), so that neither can say what the other does not.
/// </summary>
/// <param name="Subject">Without the store's name, which is put before it.</param>
/// <param name="To">Null for a letter that names nobody.</param>
/// <param name="Parts">Between the greeting and the closing words.</param>
public sealed record Letter(string Subject, Addressee? To, IReadOnlyList<LetterPart> Parts)
{
    /// <summary>
    /// True for a notice to the store's own people: it goes without the greeting and the closing words for buyers.
    /// </summary>
    public bool IsInternal { get; init; }

    /// <summary>The mail for one address.</summary>
    /// <param name="id">Derived from the fact that causes the letter.</param>
    public MailMessage Post(Letterhead head, string id, string? accountId, string address) =>
        new(
            id,
            accountId,
            address,
            OneLine($"【{Letterhead.StoreName}】{Subject}"),
            LetterText.Write(this, head),
            LetterHtml.Write(this, head)
        );

    /// <summary>
    /// A value as it may stand in a letter: names come from outside, and a line break in one must not pass for a line
    /// of ours, nor for a header of the mail.
    /// </summary>
    internal static string OneLine(string value) =>
        value.Any(IsBreak) ? string.Concat(value.Select(c => IsBreak(c) ? ' ' : c)) : value;

    private static bool IsBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}

/// <param name="ContactName">Null once it was erased.</param>
public sealed record Addressee(string CompanyName, string? ContactName);

public abstract record LetterPart
{
    private LetterPart() { }

    /// <summary>Sentences, each on a line of its own.</summary>
    /// <param name="Language">As in BCP 47, where it is not Japanese.</param>
    public sealed record Paragraph(IReadOnlyList<string> Lines, string? Language = null) : LetterPart;

    /// <summary>What must not be missed, such as a deadline.</summary>
    public sealed record Notice(IReadOnlyList<string> Lines) : LetterPart;

    /// <summary>Names and values, one below the other, under a heading.</summary>
    public sealed record Summary(string Heading, IReadOnlyList<Row> Rows) : LetterPart;

    /// <summary>An address of the store to open, and what is there.</summary>
    public sealed record Link(string Label, string Url) : LetterPart;

    public static LetterPart Of(params string[] lines) => new Paragraph(lines);

    public static LetterPart Important(params string[] lines) => new Notice(lines);
}

/// <summary>One line of a summary (項目と内容).</summary>
public sealed record Row(string Name, string Value);
