using Store.Application.ReadModels;
using Store.Domain;

namespace Store.Application.Documents;

/// <summary>For auditors: the original of one document, as it was issued.</summary>
public sealed record GetDocument(DocumentKind Kind, string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IFileStore files) : IQueryHandler<GetDocument>
    {
        public async Task<Reading> Handle(GetDocument query, CancellationToken cancellationToken)
        {
            var key = IssuedDocument.KeyOf(query.Kind, query.Id);
            var read = await reads.Get(IssuedDocument.ProjectionName, key, cancellationToken);
            if (read.Refused is { } refused)
            {
                return (Reading)refused with { Position = read.Position };
            }

            var document = read.Value is { } stored ? new IssuedDocument.Projection().Load(stored) : null;
            return
                document?.File is { } kept
                && await files.Find(kept.Kind, document.Stream, cancellationToken) is { } file
                ? new Reading(file.Bytes, read.Position, $"\"{file.Sha256}\"", file.ContentType)
                {
                    FileName = $"{document.Number}.pdf",
                }
                : (Reading)DocumentRefusals.NotFound with
                {
                    Position = read.Position,
                };
        }
    }
}

public static class DocumentRefusals
{
    /// <summary>Also for one that is issued and not printed yet, which is a matter of a moment.</summary>
    public static readonly Refusal NotFound = new(
        "document.not_found",
        RefusalKind.NotFound,
        "該当する書類が見つかりません。",
        "There is no such document, or it has not been printed yet."
    );
}
