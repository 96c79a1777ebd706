namespace Store.Infrastructure.Documents.Pdf;

/// <summary>
/// No font for Japanese documents, or one that must not or cannot be embedded. The message names the remedy.
/// </summary>
public sealed class FontUnusableException : Exception
{
    public FontUnusableException(string message)
        : base(message) { }

    public FontUnusableException(string message, Exception inner)
        : base(message, inner) { }
}
