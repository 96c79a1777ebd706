using System.Diagnostics;
using NodaTime;
using Store.Domain.Catalogue;
using Store.Domain.Money;

namespace Store.Domain.Quotes;

/// <summary>A quote (見積書) as ordering and re-issuing read it. <c>Issued</c> is null until it exists.</summary>
public sealed record Quote(
    QuoteIssued? Issued,
    bool ShowsContact,
    string? OrderedAs,
    string? SupersededBy,
    string? DocumentSha256
) : IAggregate<Quote>
{
    public static string Category => "quote";

    public static int Schema => 1;

    public static Quote Initial { get; } = new(null, false, null, null, null);

    public Decision Issue(QuoteIssued issued) => Issued is null ? issued : Decision.Nothing;

    /// <summary>
    /// The price holds through the last day in Asia/Tokyo (<paramref name="today"/> there), also where a plan was
    /// re-priced or withdrawn since (QUO-3, QUO-4). A refusal that a re-issue mends links to it.
    /// </summary>
    public Decision Order(
        string quoteId,
        string accountId,
        string orderNumber,
        LocalDate today,
        TaxRates rates,
        bool acknowledgedChanges
    ) =>
        Issued switch
        {
            null => QuoteRefusals.NotFound,
            { AccountId: null } => QuoteRefusals.AddresseeRequired.With("reissue", new ReissueOf(quoteId)),
            { } q when q.AccountId != accountId => QuoteRefusals.NotFound,
            _ when OrderedAs == orderNumber => Decision.Nothing,
            _ when OrderedAs is not null => QuoteRefusals.AlreadyOrdered.With("orderNumber", OrderedAs),
            _ when SupersededBy is not null => QuoteRefusals.Superseded.With("supersededBy", SupersededBy),
            { } q when today > q.ValidUntilOn => Mended(QuoteRefusals.Expired, quoteId, q),
            { } q when q.Lines.Any(l => rates.Again(l.TaxRatePercent, q.IssuedOn, today) != l.TaxRatePercent) => Mended(
                QuoteRefusals.TaxRateChanged,
                quoteId,
                q
            ),
            { Changes: { Count: > 0 } changes } when !acknowledgedChanges => QuoteRefusals.ChangesNotAcknowledged.With(
                "changes",
                changes
            ),
            _ => new QuoteOrdered(orderNumber),
        };

    /// <summary>The order was cancelled. Nothing where another order holds the quote by now.</summary>
    public Decision Free(string orderNumber) =>
        OrderedAs == orderNumber ? new QuoteFreed(orderNumber) : Decision.Nothing;

    /// <summary>
    /// Whether this caller may have it re-issued: an anonymous quote by anyone who knows its id, an account's by that
    /// account alone, and none that is ordered or was re-issued before.
    /// </summary>
    public Refusal? RefuseReissue(string? accountId) =>
        Issued switch
        {
            null => QuoteRefusals.NotFound,
            { AccountId: { } owner } when owner != accountId => QuoteRefusals.NotFound,
            _ when OrderedAs is not null => QuoteRefusals.AlreadyOrdered.With("orderNumber", OrderedAs),
            _ when SupersededBy is not null => QuoteRefusals.Superseded.With("supersededBy", SupersededBy),
            { ContractId: not null } => QuoteRefusals.OfferNotReissued,
            _ => null,
        };

    public Decision Supersede(string byQuoteId, string byNumber, string? accountId) =>
        RefuseReissue(accountId) is { } refused ? refused : new QuoteSuperseded(byQuoteId, byNumber);

    /// <summary>
    /// The lines again at today's prices. <paramref name="price"/> answers from the catalogue of the moment; what it
    /// refuses is dropped and shown as a change. Refuses with <c>quote.nothing_left</c>.
    /// </summary>
    public ReissuedLines Reprice(Func<PlanId, int, PricedLine> price)
    {
        var lines = new List<AgreedLine>();
        var changes = new List<QuoteChange>();
        foreach (var before in Issued?.Lines ?? [])
        {
            var id = PlanId.Parse(before.PlanId) ?? throw new UnreachableException();
            if (price(id, before.Seats).Line is { } after)
            {
                lines.Add(after);
                changes.AddRange(Differences(before, after));
            }
            else
            {
                changes.Add(new QuoteChange(before.PlanId, "seats", before.Seats, null));
            }
        }

        return new ReissuedLines(lines, changes, lines.Count == 0 ? QuoteRefusals.NothingLeft : null);
    }

    /// <summary>The document is made once: whoever is second finds it filed.</summary>
    public Decision FileDocument(string kind, string sha256, int bytes) =>
        Issued is null ? QuoteRefusals.NotFound
        : DocumentSha256 is not null ? Decision.Nothing
        : new QuoteDocumentFiled(kind, sha256, bytes);

    /// <summary>Twice is once.</summary>
    public Decision EraseContact() => ShowsContact ? new QuoteContactErased() : Decision.Nothing;

    public Quote Evolve(Fact fact) =>
        fact switch
        {
            // The contact is for readers alone; a state is kept in snapshots, where nothing personal belongs.
            QuoteIssued f => this with
            {
                Issued = f with { ContactName = null },
                ShowsContact = f.ContactName is not null,
            },
            QuoteOrdered f => this with { OrderedAs = f.OrderNumber },
            QuoteFreed => this with { OrderedAs = null },
            QuoteSuperseded f => this with { SupersededBy = f.ByQuoteId },
            QuoteContactErased => this with { ShowsContact = false },
            QuoteDocumentFiled f => this with { DocumentSha256 = f.Sha256 },
            _ => throw new UnreachableException($"A quote has no fact {fact.GetType().Name}."),
        };

    /// <summary>A re-issue mends it, save for an offer, which takes a new one.</summary>
    private static Refusal Mended(Refusal refusal, string quoteId, QuoteIssued quote)
    {
        var dated = refusal.With("validUntilOn", quote.ValidUntilOn);
        return quote.ContractId is null ? dated.With("reissue", new ReissueOf(quoteId)) : dated;
    }

    private static IEnumerable<QuoteChange> Differences(AgreedLine before, AgreedLine after)
    {
        if (before.UnitPriceYen != after.UnitPriceYen)
        {
            yield return new QuoteChange(before.PlanId, "unitPriceYen", before.UnitPriceYen, after.UnitPriceYen);
        }

        if (before.Months != after.Months)
        {
            yield return new QuoteChange(before.PlanId, "months", before.Months, after.Months);
        }

        if (before.TaxRatePercent != after.TaxRatePercent)
        {
            yield return new QuoteChange(before.PlanId, "taxRatePercent", before.TaxRatePercent, after.TaxRatePercent);
        }
    }
}

/// <summary>What a re-issue would hold, and how it differs from the quote before it.</summary>
public sealed record ReissuedLines(
    IReadOnlyList<AgreedLine> Lines,
    IReadOnlyList<QuoteChange> Changes,
    Refusal? Refused
);
