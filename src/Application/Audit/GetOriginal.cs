using Store.Application.Documents;
using Store.Application.ReadModels;

namespace Store.Application.Audit;

/// <summary>For auditors: the original of one document, as it was issued.</summary>
public sealed record GetOriginal(string Kind, string Id) : IQuery
{
    public sealed class Handler(IReadDocuments reads, IFileStore files) : IQueryHandler<GetOriginal>
    {
        public async Task<Reading> Handle(GetOriginal query, CancellationToken cancellationToken)
        {
            var key = $"{query.Kind}/{query.Id}";
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
                : (Reading)AuditRefusals.OriginalUnknown with
                {
                    Position = read.Position,
                };
        }
    }
}
