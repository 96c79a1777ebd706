using Store.Application.Catalogue;
using Store.Application.EventSourcing;
using Store.Application.Time;
using Store.Domain;
using Store.Domain.Accounts;
using Store.Domain.Catalogue;
using Store.Domain.Money;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// What every way of issuing a quote shares, from a cart, again, or as an offer: its number, its days, its seller, its
/// totals and its answer. Called inside a decision, where numbers and the clock come from the session.
/// </summary>
public static class QuoteIssue
{
    public static QuoteIssued Draft(
        IDecisionSession session,
        SaleSettings settings,
        string? accountId,
        Addressee? addressee,
        IReadOnlyList<AgreedLine> lines
    )
    {
        var issuedOn = Tokyo.DateOf(session.Now);
        var totals = DocumentTotals.Of(lines.Select(l => l.AsTaxable()), settings.TaxRounding);
        return new QuoteIssued(
            session.NextNumber(NumberSeries.Quote),
            accountId,
            addressee?.CompanyName,
            Contact(session, accountId, addressee),
            lines,
            totals.SubtotalYen,
            totals.TaxByRate,
            totals.TaxYen,
            totals.TotalYen,
            issuedOn,
            issuedOn.PlusDays(settings.QuoteValidityDays),
            settings.Seller
        );
    }

    /// <summary>The account's stream, which a decision that drafts a quote names; none for a visitor.</summary>
    public static IEnumerable<StreamId> Streams(string? accountId) =>
        accountId is null ? [] : [StreamId.Of<Account>(accountId)];

    /// <summary>Nothing is sealed under the key of an account that was erased a moment ago.</summary>
    private static PersonalText? Contact(IDecisionSession session, string? accountId, Addressee? addressee) =>
        accountId is not null && addressee?.ContactName is { } contact && !session.State<Account>(accountId).Erased
            ? new PersonalText(accountId, contact)
            : null;

    /// <summary>The quote exactly as a read shows it afterwards.</summary>
    public static DecisionResult Answer(string quoteId) =>
        DecisionResult.Answering(facts =>
        {
            var projection = new QuoteDocument.Projection();
            var document = facts
                .Where(f => f.Stream == StreamId.Of<Quote>(quoteId))
                .Aggregate((QuoteDocument?)null, projection.Apply)!;
            return StoredResponse.Created(
                quoteId,
                StateTag.Of(document.Version),
                projection.Store(quoteId, document).Body
            );
        });
}
