using Store.Application.ReadModels;

namespace Store.Application.Accounts;

/// <summary>
/// Operators' search: newest first, by a part of the company's name or id, or by the exact e-mail address.
/// </summary>
public sealed record SearchAccounts(PageRequest Page, string? Text, string? Email) : IQuery
{
    public sealed class Handler(IReadDocuments documents, IEmailIndex emails) : IQueryHandler<SearchAccounts>
    {
        public async Task<QueryResult> Handle(SearchAccounts query, CancellationToken cancellationToken)
        {
            var asked = query.Page.Of(AccountDocument.ProjectionName, owner: null) with
            {
                Search = string.IsNullOrWhiteSpace(query.Text) ? null : query.Text.Trim().ToLowerInvariant(),
                Facets = string.IsNullOrWhiteSpace(query.Email)
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { [AccountDocument.EmailFacet] = emails.ClaimOf(query.Email) },
            };
            return query.Page.Show(await documents.List(asked, cancellationToken));
        }
    }
}
