using Store.Application.Documents;
using Store.Application.ReadModels;

namespace Store.Application.Audit;

/// <summary>For auditors: the original of one document, as it was issued.</summary>
public sealed record GetOriginal(string Kind, string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IFileStore files) : IQueryHandler<GetOriginal>
    {
        public async Task<QueryResult> Handle(GetOriginal query, CancellationToken cancellationToken)
        {
            var key = $"{query.Kind}/{query.Id}";
            var read = await reads.Get(IssuedDocument.ProjectionName, key, cancellationToken);
            if (read.Refused is { } refused)
            {
                return (QueryResult)refused with { Position = read.Position };
            }

            var document = read.Value is { } stored ? new IssuedDocument.Projection().Load(stored) : null;
            return
                document?.File is { } kept
                && await files.Find(kept.Kind, document.Stream, cancellationToken) is { } file
                ? new QueryResult(file.Bytes, read.Position, file.Sha256, file.ContentType)
                {
                    FileName = $"{document.Number}.pdf",
                }
                : (QueryResult)AuditRefusals.OriginalUnknown with
                {
                    Position = read.Position,
                };
        }
    }
}
