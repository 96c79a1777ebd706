using FluentValidation;
using NodaTime;
using Store.Domain.Accounts;

namespace Store.Application.ProviderFacts;

/// <summary>What Net Protections can report through an operator.</summary>
public enum ProviderFactKind
{
    /// <summary>It issued an invoice.</summary>
    InvoiceIssued,

    /// <summary>The buyer paid it.</summary>
    Paid,

    /// <summary>Whether it guarantees the account's claims.</summary>
    GuaranteeStatus,
}

/// <summary>
/// What Net Protections reports, as operators pass it on (ADR-0011). <paramref name="Kind"/> says which of the other
/// fields there are; a field of another kind is refused.
/// </summary>
/// <param name="Month">Of an invoice; of a payment, where it paid all of a month's orders.</param>
/// <param name="NpInvoiceNumber">Of an invoice; of a payment, where it is known.</param>
/// <param name="OrderNumbers">Of a payment, in place of the month.</param>
/// <param name="AmountYen">Of an invoice; of a payment a check: it must be what the orders come to.</param>
public sealed record ProviderFactRequest(
    ProviderFactKind Kind,
    string AccountId,
    string Reason,
    YearMonth? Month = null,
    string? NpInvoiceNumber = null,
    LocalDate? IssuedOn = null,
    LocalDate? DueOn = null,
    LocalDate? PaidOn = null,
    IReadOnlyList<string>? OrderNumbers = null,
    long? AmountYen = null,
    GuaranteeStatus? Status = null,
    LocalDate? SinceOn = null
);

/// <summary>The shapes of the fields, the same for whichever kind has them.</summary>
internal static class ProviderFactShapes
{
    /// <summary>Far below where sums could overflow.</summary>
    private const long GreatestYen = 1_000_000_000_000;

    private const int LongestId = 100;

    public static IRuleBuilderOptions<T, string?> Id<T>(this IRuleBuilder<T, string?> rule) =>
        rule.NotEmpty().MaximumLength(LongestId);

    /// <summary>As it may stand in an address.</summary>
    public static IRuleBuilderOptions<T, string?> InvoiceNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Matches(@"^[A-Za-z0-9][A-Za-z0-9-]{0,39}\z")
            .WithMessage("英数字とハイフン、40文字以内で入力してください。 / Up to 40 letters, digits and hyphens.");

    public static IRuleBuilderOptions<T, long?> Amount<T>(this IRuleBuilder<T, long?> rule) =>
        rule.InclusiveBetween(1, GreatestYen);

    /// <summary>Like a field that nobody knows, because for this kind nobody does.</summary>
    public static IRuleBuilderOptions<T, TField> OfAnotherKind<T, TField>(this IRuleBuilder<T, TField> rule) =>
        rule.Null()
            .WithErrorCode("field.unknown")
            .WithMessage("この種類では指定できません。 / This kind has no such field.");
}
