using Store.Application.EventSourcing;
using Store.Domain.Accounts;

namespace Store.Application.Quotes;

/// <summary>
/// To whom an account's quotes are addressed (QUO-2). Read from the account's own facts: the contact is personal and
/// therefore in no state and under no key of a read model.
/// </summary>
public sealed class Addressees(IEventLog log)
{
    public async Task<Addressee?> Of(string? accountId, CancellationToken ct)
    {
        if (accountId is null)
        {
            return null;
        }

        var information = (await log.Read(StreamId.Of<Account>(accountId), ct))
            .Select(f =>
                f.Fact switch
                {
                    AccountRegistered registered => registered.Information,
                    BasicInformationCorrected corrected => corrected.Information,
                    _ => null,
                }
            )
            .LastOrDefault(i => i is not null);
        return information is null ? null : new Addressee(information.CompanyName, information.ContactName.Value);
    }
}

/// <param name="ContactName">Personal; null once it was erased.</param>
public sealed record Addressee(string CompanyName, string? ContactName);
