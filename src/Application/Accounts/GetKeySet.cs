namespace Store.Application.Accounts;

/// <summary>The public keys of access tokens, as a JWKS (RFC 7517).</summary>
public interface ITokenKeys
{
    /// <summary>UTF-8 JSON.</summary>
    ReadOnlyMemory<byte> KeySet { get; }
}

/// <summary>What third parties verify access tokens with.</summary>
public sealed record GetKeySet : IQuery
{
    public sealed class Handler(ITokenKeys keys) : IQueryHandler<GetKeySet>
    {
        public Task<QueryResult> Handle(GetKeySet query, CancellationToken cancellationToken) =>
            Task.FromResult(new QueryResult(keys.KeySet, -1));
    }
}
