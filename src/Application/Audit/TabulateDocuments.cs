using FluentValidation;

namespace Store.Application.Audit;

/// <summary>For auditors: everything that a search finds as one table, however long (C5).</summary>
public sealed record TabulateDocuments(FoundDocuments Wanted) : IQuery
{
    public const string ContentType = "text/csv; charset=utf-8; header=present";

    public sealed class Validator : AbstractValidator<TabulateDocuments>
    {
        public Validator() => RuleFor(q => q.Wanted).SetValidator(new FindDocuments.Ranges()).OverridePropertyName("");
    }

    public sealed class Handler(IDocumentIndex index) : IQueryHandler<TabulateDocuments>
    {
        public async Task<QueryResult> Handle(TabulateDocuments query, CancellationToken cancellationToken)
        {
            // Asked once before the answer begins, so that what cannot be read is refused and not cut off.
            var first = await index.Find(query.Wanted, 1, after: null, cancellationToken);
            return first.Refused is { } refused
                ? (QueryResult)refused with
                {
                    Position = first.Position,
                }
                : new QueryResult(default, first.Position, ContentType: ContentType)
                {
                    FileName = "documents.csv",
                    Write = (body, ct) => Write(query.Wanted, body, ct),
                };
        }

        private async Task Write(FoundDocuments wanted, Stream body, CancellationToken ct)
        {
            await body.WriteAsync(DocumentTable.Header, ct);
            await foreach (var document in EveryDocument.Of(index, wanted, ct))
            {
                await body.WriteAsync(DocumentTable.Row(document, file: ""), ct);
            }
        }
    }
}
