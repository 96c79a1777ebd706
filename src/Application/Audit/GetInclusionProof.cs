using FluentValidation;
using Store.Application.Json;
using Store.Domain.Audit;

namespace Store.Application.Audit;

/// <summary>Proof that a fact stands at its position in a signed tree.</summary>
/// <param name="Size">Of the tree; null for the last checkpoint's.</param>
public sealed record GetInclusionProof(long? Position, long? Size) : IQuery
{
    public sealed class Validator : AbstractValidator<GetInclusionProof>
    {
        public Validator() => RuleFor(q => q.Position).NotNull();
    }

    /// <param name="LeafHash">What the log says is at the position; an auditor hashes the envelope instead.</param>
    /// <param name="Hashes">The audit path of RFC 6962, nearest the leaf first.</param>
    public sealed record Answer(long Position, long Size, string LeafHash, IReadOnlyList<string> Hashes);

    public sealed class Handler(ISignedTree tree) : IQueryHandler<GetInclusionProof>
    {
        public async Task<QueryResult> Handle(GetInclusionProof query, CancellationToken cancellationToken)
        {
            var signed = await tree.Signed(query.Size, cancellationToken);
            var (position, size) = (query.Position!.Value, query.Size ?? signed);
            if (size > signed)
            {
                return AuditRefusals.SizeUnsigned;
            }

            if (position >= size)
            {
                return AuditRefusals.PositionUnknown;
            }

            var plan = InclusionProof.Plan(position, size);
            var leaf = new TreeNode(0, position);
            var parts = await tree.Parts(plan.Nodes.Append(leaf), cancellationToken);
            var answer = new Answer(position, size, Convert.ToBase64String(parts(leaf).Span), plan.InBase64(parts));
            return new QueryResult(StoreJson.Write(answer), signed - 1);
        }
    }
}
