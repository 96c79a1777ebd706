using Store.Application.Credit;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>One account with its credit line: the buyer's own, or any for operators, who see more of it.</summary>
public sealed record GetAccount(string AccountId, bool ForOperators = false) : IQuery
{
    public sealed class Handler(IReadDocuments documents) : IQueryHandler<GetAccount>
    {
        private static readonly AccountDocument.Projection Documents = new();

        public async Task<QueryResult> Handle(GetAccount query, CancellationToken cancellationToken)
        {
            var account = await documents.Get(AccountDocument.ProjectionName, query.AccountId, cancellationToken);
            var line = await documents.Get(CreditLineDocument.ProjectionName, query.AccountId, cancellationToken);
            var position = Math.Min(account.Position, line.Position);
            if ((account.Refused ?? line.Refused) is { } refused)
            {
                return (QueryResult)refused with { Position = position };
            }

            if (account.Value is null || line.Value is null)
            {
                return (QueryResult)AccountRefusals.NotFound with { Position = position };
            }

            var document = Documents.Load(account.Value);
            var answer = (query.ForOperators ? document.ForOperators : document.Answer) with
            {
                CreditLine = StoreJson.Read<CreditLineDocument>(line.Value.Body),
            };
            return new QueryResult(
                StoreJson.Write(answer),
                position,
                AccountDocument.TagOf(account.Value.Version, line.Value.Version)
            );
        }
    }
}
