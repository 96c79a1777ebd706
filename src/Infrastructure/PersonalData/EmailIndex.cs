using Store.Application.Accounts;

namespace Store.Infrastructure.PersonalData;

/// <summary>
/// Blinds e-mail addresses. Mail systems treat letter case alike in practice, so two spellings that differ in case
/// only are one address here, and cannot be registered twice.
/// </summary>
public sealed class EmailIndex(MasterKey master) : IEmailIndex
{
    public string ClaimOf(string email) => master.Blind(email.Trim().ToLowerInvariant());
}
