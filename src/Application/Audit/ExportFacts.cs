namespace Store.Application.Audit;

/// <summary>
/// The log, or a part of it, line by line with its exact bytes, up to the head of the moment it begins.
/// </summary>
public sealed record ExportFacts(FactQuestion Question) : IQuery
{
    public sealed class Handler(IAuditLogReader log) : IQueryHandler<ExportFacts>
    {
        public async Task<QueryResult> Handle(ExportFacts query, CancellationToken cancellationToken)
        {
            var lines = await log.Lines(query.Question, cancellationToken);
            return lines.IsEmpty
                ? AuditRefusals.StreamUnknown
                : new QueryResult(default, lines.Head, ContentType: "application/x-ndjson") { Write = lines.Write };
        }
    }
}
