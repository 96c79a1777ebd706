using Store.Application.Json;

namespace Store.Application.Audit;

/// <summary>The verifier keys of this log, and how each leads to the next.</summary>
public sealed record GetAuditKeys : IQuery
{
    public sealed class Handler(ISignedTree tree) : IQueryHandler<GetAuditKeys>
    {
        public async Task<QueryResult> Handle(GetAuditKeys query, CancellationToken cancellationToken) =>
            new(StoreJson.Write(await tree.Keys(cancellationToken)), Position: -1);
    }
}
