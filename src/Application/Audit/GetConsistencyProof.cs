using FluentValidation;
using Store.Application.Json;
using Store.Domain.Audit;

namespace Store.Application.Audit;

/// <summary>Proof that a signed tree only continued an earlier one.</summary>
/// <param name="To">Size of the later tree; null for the last checkpoint's.</param>
public sealed record GetConsistencyProof(long? From, long? To) : IQuery
{
    public sealed class Validator : AbstractValidator<GetConsistencyProof>
    {
        public Validator() => RuleFor(q => q.From).NotNull();
    }

    /// <param name="Hashes">The consistency proof of RFC 6962; empty where both trees are one.</param>
    public sealed record Answer(long From, long To, IReadOnlyList<string> Hashes);

    public sealed class Handler(ISignedTree tree) : IQueryHandler<GetConsistencyProof>
    {
        public async Task<QueryResult> Handle(GetConsistencyProof query, CancellationToken cancellationToken)
        {
            var from = query.From!.Value;
            var reaching = query.To is { } asked ? Math.Max(from, asked) : (long?)null;
            var signed = await tree.Signed(reaching, cancellationToken);
            var to = query.To ?? signed;
            if (to > signed || from > signed)
            {
                return AuditRefusals.SizeUnsigned;
            }

            if (from > to)
            {
                return AuditRefusals.SizesReversed;
            }

            var plan = ConsistencyProof.Plan(from, to);
            var answer = new Answer(from, to, plan.InBase64(await tree.Parts(plan.Nodes, cancellationToken)));
            return new QueryResult(StoreJson.Write(answer), signed - 1);
        }
    }
}
