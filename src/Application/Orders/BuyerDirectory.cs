using Store.Application.EventSourcing;
using Store.Domain.Accounts;

namespace Store.Application.Orders;

/// <summary>
/// Who ordered: an account's state and its basic registration data. The latter is personal and therefore opened
/// anew from the account's own facts each time, never kept.
/// </summary>
public sealed class BuyerDirectory(IEventLog log)
{
    /// <param name="since">The fact that is acted on.</param>
    public async Task<Buyer> Of(string accountId, RecordedFact since, CancellationToken ct)
    {
        var account = Account.Initial;
        BasicInformation? information = null;
        foreach (var fact in await log.Recall(StreamId.Of<Account>(accountId), since, ct))
        {
            account = account.Evolve(fact.Fact);
            information = fact.Fact switch
            {
                AccountRegistered f => f.Information,
                BasicInformationCorrected f => f.Information,
                _ => information,
            };
        }

        return new Buyer(
            account,
            information ?? throw new InvalidOperationException($"The account {accountId} is not registered.")
        );
    }
}

/// <param name="Information">Its personal texts are null once they were erased.</param>
public sealed record Buyer(Account Account, BasicInformation Information);
