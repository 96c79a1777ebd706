using System.Globalization;
using Store.Application.Documents;
using Store.Application.EventSourcing;
using Store.Application.Reactors;
using Store.Application.ReadModels;
using Store.Application.Time;
using Store.Domain.Money;
using Store.Domain.Quotes;

namespace Store.Application.Quotes;

/// <summary>
/// The quote's document (QUO-1), made once: right after issue, or at the first request where that comes sooner. Both
/// draw the same bytes, the first to store them has made it, and the fact names what is stored.
/// </summary>
public sealed class QuotePdf(
    IEventLog log,
    IFileStore files,
    IDocumentRenderer renderer,
    TaxRates rates,
    IStoreClock clock
)
{
    public const string Kind = "quote";
    public const string ContentType = "application/pdf";

    /// <summary>The stored document of a quote that exists.</summary>
    public async Task<StoredFile> Of(string quoteId, CancellationToken ct)
    {
        var stream = StreamId.Of<Quote>(quoteId);
        return await files.Find(Kind, stream, ct)
            ?? await Make((await log.Read(stream, ct)).First(f => f.Fact is QuoteIssued), ct);
    }

    /// <summary>Makes it and records its hash. Twice is once.</summary>
    public async Task<StoredFile> Make(RecordedFact issue, CancellationToken ct)
    {
        var (stream, quote) = (issue.Stream, (QuoteIssued)issue.Fact);
        var stored =
            await files.Find(Kind, stream, ct)
            ?? await files.Keep(
                Kind,
                issue,
                quote.IssuedOn,
                ContentType,
                renderer.Quote(SheetOf(quote, rates)),
                clock.Now,
                ct
            );
        await log.DecideInResponseTo(
            issue,
            QuoteDocuments.ReactorName,
            [stream],
            session => session.Decide<Quote>(stream.Id, q => q.FileDocument(Kind, stored.Sha256, stored.Bytes.Length)),
            ct
        );
        return stored;
    }

    internal static QuoteSheet SheetOf(QuoteIssued quote, TaxRates rates) =>
        new(
            quote.Number,
            quote.IssuedOn,
            quote.ValidUntilOn,
            quote.CompanyName,
            QuoteSubject.Of([.. quote.Lines.Select(l => l.ProductName)]),
            AgreedSheets.IssuerOf(quote.Seller),
            [.. quote.Lines.Select(l => AgreedSheets.LineOf(l, rates, quote.IssuedOn))],
            quote.SubtotalYen,
            [.. quote.TaxByRate.Select(AgreedSheets.TaxOf)],
            quote.TotalYen,
            "銀行振込（NP掛け払い、月末締め翌月末払い）またはクレジットカード（一括払い）",
            ContractTerm([.. quote.Lines.Select(l => l.TermMonths).Distinct()]),
            StartsOn: null,
            quote.SupersedesNumber,
            StandingSentences.ClaimGoesToNetProtections,
            Notes: []
        );

    private static string ContractTerm(IReadOnlyList<int> months) =>
        months.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"ご利用開始日から{months[0]}か月")
            : "ご利用開始日から、各明細の月数";
}

/// <summary>Makes the document of every quote as soon as it is issued.</summary>
public sealed class QuoteDocuments(QuotePdf documents) : IReactor
{
    public const string ReactorName = "quote_documents";

    public string Name => ReactorName;

    public bool DeliversOutside => false;

    public bool Concerns(RecordedFact fact) => fact.Fact is QuoteIssued;

    public async Task<Reaction> React(RecordedFact fact, CancellationToken ct)
    {
        await documents.Make(fact, ct);
        return Reaction.Done;
    }
}

/// <summary>The stored bytes of a quote's document, for whoever may read the quote.</summary>
public sealed record GetQuotePdf(string? AccountId, string QuoteId) : IQuery
{
    public sealed class Handler(IReadDocuments reads, QuotePdf documents) : IQueryHandler<GetQuotePdf>
    {
        public async Task<QueryResult> Handle(GetQuotePdf query, CancellationToken cancellationToken)
        {
            var read = await reads.Get(QuoteDocument.ProjectionName, query.QuoteId, cancellationToken);
            if (read.Refused is { } refused)
            {
                return refused;
            }

            if (read.Value is not { } found || (found.Owner is not null && found.Owner != query.AccountId))
            {
                return (QueryResult)QuoteRefusals.NotFound with { Position = read.Position };
            }

            var file = await documents.Of(query.QuoteId, cancellationToken);
            var number = new QuoteDocument.Projection().Load(found).Number;
            return new QueryResult(file.Bytes, read.Position, file.Sha256, file.ContentType)
            {
                FileName = $"見積書_{number}.pdf",
            };
        }
    }
}
