using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Domain.Quotes;

public abstract record QuoteFact : Fact;

/// <summary>
/// A quote (見積書) was issued at the prices of that moment, which hold until the end of its last day in Asia/Tokyo.
/// </summary>
/// <param name="AccountId">Whose it is; null for an anonymous one, which opens by its id (QUO-1).</param>
/// <param name="CompanyName">The addressee (QUO-2); null for an anonymous one.</param>
/// <param name="Supersedes">The id of the quote that this one re-issues.</param>
/// <param name="Changes">What differs from it; ordering needs them acknowledged (QUO-4).</param>
/// <param name="ContractId">The contract that this offer extends or enlarges.</param>
[StoredAs("quote.issued", 1)]
public sealed record QuoteIssued(
    string Number,
    string? AccountId,
    string? CompanyName,
    PersonalText? ContactName,
    IReadOnlyList<AgreedLine> Lines,
    long SubtotalYen,
    IReadOnlyList<TaxOfRate> TaxByRate,
    long TaxYen,
    long TotalYen,
    LocalDate IssuedOn,
    LocalDate ValidUntilOn,
    Seller Seller,
    string? Supersedes = null,
    string? SupersedesNumber = null,
    IReadOnlyList<QuoteChange>? Changes = null,
    string? ContractId = null
) : QuoteFact;

/// <summary>
/// What a re-issue changed in one line. A plan that is no longer sold is dropped: its <c>seats</c> become null.
/// </summary>
/// <param name="Field"><c>unitPriceYen</c>, <c>months</c>, <c>taxRatePercent</c> or <c>seats</c>.</param>
public sealed record QuoteChange(string PlanId, string Field, long? Before, long? After);

/// <summary>The quote became an order; it cannot become another while that stands.</summary>
[StoredAs("quote.ordered", 1)]
public sealed record QuoteOrdered(string OrderNumber) : QuoteFact;

/// <summary>Its order was cancelled: the quote can be ordered again while it is valid.</summary>
[StoredAs("quote.freed", 1)]
public sealed record QuoteFreed(string OrderNumber) : QuoteFact;

/// <summary>Another quote took its place; what was printed of this one stays as it is.</summary>
[StoredAs("quote.superseded", 1)]
public sealed record QuoteSuperseded(string ByQuoteId, string ByNumber) : QuoteFact;

/// <summary>Its document was made and stored, once. The hash is SHA-256 of the stored bytes, lower-case hex.</summary>
[StoredAs("quote.document_filed", 1)]
public sealed record QuoteDocumentFiled(string Kind, string Sha256, int Bytes) : QuoteFact;

/// <summary>
/// The person behind the account asked to be forgotten: the quote shows no contact any more. Company, amounts and the
/// document stay, as tax records; the document never named a person.
/// </summary>
[StoredAs("quote.contact_erased", 1)]
public sealed record QuoteContactErased : QuoteFact;
