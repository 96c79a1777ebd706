using Store.Application.Json;

namespace Store.Application.Accounts;

/// <summary>BASIC-3: which terms must be agreed to now.</summary>
public sealed record GetTerms : IQuery
{
    public sealed class Handler(AccountSettings settings) : IQueryHandler<GetTerms>
    {
        public Task<QueryResult> Handle(GetTerms query, CancellationToken cancellationToken) =>
            Task.FromResult(new QueryResult(StoreJson.Write(settings.Terms), -1));
    }
}
