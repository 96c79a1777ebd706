using FluentValidation;
using Store.Application.ReadModels;

namespace Store.Application.Audit;

/// <summary>For auditors: issued documents by date, amount and counterparty (C5), the newest first.</summary>
/// <param name="HrefOf">Where the original of a document with this key is.</param>
public sealed record FindDocuments(FoundDocuments Wanted, PageRequest Page, Func<string, string> HrefOf) : IQuery
{
    public sealed class Validator : AbstractValidator<FindDocuments>
    {
        public Validator() => RuleFor(q => q.Wanted).SetValidator(new Ranges()).OverridePropertyName("");
    }

    public sealed class Handler(IDocumentIndex index) : IQueryHandler<FindDocuments>
    {
        public async Task<QueryResult> Handle(FindDocuments query, CancellationToken cancellationToken)
        {
            var (limit, after) = (query.Page.Limit + 1, query.Page.After);
            var read = await index.Find(query.Wanted, limit, after, cancellationToken);
            var shown = read.Value?.Select(d => d with { Body = IssuedDocument.At(d.Body, query.HrefOf(d.Key)) });
            return query.Page.Show(read with { Value = shown?.ToList() ?? [] });
        }
    }

    /// <summary>A range ends no earlier than it begins.</summary>
    internal sealed class Ranges : AbstractValidator<FoundDocuments>
    {
        public Ranges()
        {
            RuleFor(f => f.IssuedTo)
                .GreaterThanOrEqualTo(f => f.IssuedFrom)
                .When(f => f is { IssuedFrom: not null, IssuedTo: not null });
            RuleFor(f => f.AmountMax)
                .GreaterThanOrEqualTo(f => f.AmountMin)
                .When(f => f is { AmountMin: not null, AmountMax: not null });
        }
    }
}
