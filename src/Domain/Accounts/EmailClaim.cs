using System.Diagnostics;

namespace Store.Domain.Accounts;

public abstract record EmailFact : Fact;

/// <summary>An account, or a member of staff, has the use of the address: exactly one of the two ids is set.</summary>
[StoredAs("email.claimed", 1)]
public sealed record EmailClaimed(string? AccountId, string? StaffId) : EmailFact;

/// <summary>Nobody has the use of the address any more; it can be claimed anew.</summary>
[StoredAs("email.released", 1)]
public sealed record EmailReleased : EmailFact;

/// <summary>
/// One e-mail address, of which at most one account or member of staff has the use. The stream is the reservation;
/// its id is a keyed hash of the address, so that no address stands in the log.
/// </summary>
public sealed record EmailClaim(string? AccountId, string? StaffId) : IAggregate<EmailClaim>
{
    public static string Category => "email";

    public static int Schema => 1;

    public static EmailClaim Initial { get; } = new(null, null);

    /// <summary>Whose the address is: the subject that signs in with it; null while it is free.</summary>
    public string? Holder => AccountId ?? StaffId;

    public Decision ClaimForAccount(string accountId) =>
        AccountId == accountId ? Decision.Nothing
        : Holder is not null ? AccountRefusals.EmailTaken
        : new EmailClaimed(accountId, null);

    public Decision ClaimForStaff(string staffId) =>
        StaffId == staffId ? Decision.Nothing
        : Holder is not null ? AccountRefusals.EmailTaken
        : new EmailClaimed(null, staffId);

    /// <summary>Somebody else's claim stays: releasing twice must not free an address that was claimed anew.</summary>
    public Decision ReleaseBy(string holder) => Holder == holder ? new EmailReleased() : Decision.Nothing;

    public EmailClaim Evolve(Fact fact) =>
        fact switch
        {
            EmailClaimed f => new EmailClaim(f.AccountId, f.StaffId),
            EmailReleased => Initial,
            _ => throw new UnreachableException(fact.GetType().Name),
        };
}
