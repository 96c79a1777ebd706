namespace Store.Application.Audit;

/// <summary>
/// The whole history as one file, as it stood at the last checkpoint (ADR-0019): facts, note, keys, stored subtrees and
/// a verifier. It is written while it is read, however long it is.
/// </summary>
public sealed record GetBundle : IQuery
{
    public sealed class Handler(ISignedTree tree, IBundles bundles) : IQueryHandler<GetBundle>
    {
        public async Task<QueryResult> Handle(GetBundle query, CancellationToken cancellationToken)
        {
            var last = await tree.Last(cancellationToken);
            if (last.Note is not { } note)
            {
                return AuditRefusals.CheckpointBehind;
            }

            var keys = await tree.Keys(cancellationToken);
            return new QueryResult(default, last.Size - 1, ContentType: "application/x-tar")
            {
                FileName = $"store-{last.Size}.tar",
                Write = (to, ct) => bundles.Write(note, keys, to, ct),
            };
        }
    }
}
