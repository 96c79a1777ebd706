namespace Store.Domain.Catalogue;

/// <summary>
/// The id of a plan as callers see it, opaque to them: <c>product.plan</c>. It names its product, so that a plan's
/// stream is known without a look-up.
/// </summary>
public readonly record struct PlanId(string ProductId, string Slug)
{
    public override string ToString() => $"{ProductId}.{Slug}";

    /// <summary>Null where the text cannot be a plan's id.</summary>
    public static PlanId? Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1 && IsSlug(text[..dot]) && IsSlug(text[(dot + 1)..])
            ? new PlanId(text[..dot], text[(dot + 1)..])
            : null;
    }

    /// <summary>Ids of products and plans are 1 to 40 of <c>a-z 0-9 -</c>.</summary>
    public static bool IsSlug(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
