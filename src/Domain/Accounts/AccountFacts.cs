using NodaTime;

namespace Store.Domain.Accounts;

// The stored form of every fact about a buyer's account (会員アカウント). The stream's id is the account's.

public abstract record AccountFact : Fact;

/// <summary>
/// BASIC-3: basic registration (基本情報登録) and agreement to the store's terms (規約同意) are one act. When it was
/// done and by whom stands in the envelope.
/// </summary>
/// <param name="AgreedTermsVersion">The version of the terms that was current and agreed to.</param>
/// <param name="EmailClaim">Id of the <see cref="EmailClaim"/> that reserves the e-mail address.</param>
[StoredAs("account.registered", 1)]
public sealed record AccountRegistered(
    AccountKind Kind,
    BasicInformation Information,
    bool ItreviewMember,
    string AgreedTermsVersion,
    string EmailClaim
) : AccountFact;

/// <summary>The terms had changed since, and the buyer agreed to the new version.</summary>
[StoredAs("account.terms_agreed", 1)]
public sealed record TermsAgreed(string Version) : AccountFact;

/// <summary>
/// BASIC-1: an operator applied a correction (基本情報変更) that the buyer asked for in an inquiry. The fact carries
/// the whole of the information as it is from now on.
/// </summary>
/// <param name="InquiryNumber">The inquiry that asked for it, where there is one.</param>
[StoredAs("account.basic_information_corrected", 1)]
public sealed record BasicInformationCorrected(BasicInformation Information, string EmailClaim, string? InquiryNumber)
    : AccountFact;

/// <summary>
/// Net Protections knows the buyer under this id and has screened it: <c>00</c>, <c>10</c> or <c>20</c>.
/// </summary>
[StoredAs("account.np_buyer_registered", 1)]
public sealed record NpBuyerRegistered(string NpBuyerId, string Result) : AccountFact;

/// <summary>
/// Net Protections reports how it guarantees the account's claims (保証ステータス). It is between Net Protections and
/// the store: buyers are not shown it.
/// </summary>
/// <param name="Status">What Net Protections says of it now.</param>
/// <param name="SinceOn">The day from which the status holds, as Net Protections reports.</param>
[StoredAs("account.guarantee_reported", 1)]
public sealed record GuaranteeReported(GuaranteeStatus Status, LocalDate SinceOn) : AccountFact;

/// <summary>The account's direct debit (口座振替) took a step: DD-1 to DD-6.</summary>
/// <param name="To">The step that it took.</param>
/// <param name="On">The day, in Asia/Tokyo.</param>
/// <param name="EffectiveFrom">For <c>active</c> and <c>stopped</c>: the first closing month that it changes.</param>
/// <param name="InquiryNumber">The inquiry that asked for it, where there is one.</param>
[StoredAs("account.direct_debit_moved", 1)]
public sealed record DirectDebitMoved(
    DirectDebitStep To,
    LocalDate On,
    YearMonth? EffectiveFrom = null,
    string? InquiryNumber = null
) : AccountFact;

/// <summary>
/// The person behind the account asked to be forgotten: the key of the account's personal text is destroyed. Company
/// names, amounts and documents stay for their retention, as tax records.
/// </summary>
[StoredAs("account.erased", 1)]
public sealed record AccountErased : AccountFact;

/// <summary>Who may buy on account (NP-1): there is no account for consumers.</summary>
public enum AccountKind
{
    /// <summary>法人.</summary>
    Corporation,

    /// <summary>個人事業主・フリーランス.</summary>
    SoleProprietor,
}

/// <summary>Whether Net Protections guarantees the claims against an account.</summary>
public enum GuaranteeStatus
{
    /// <summary>Guaranteed.</summary>
    Ok,

    /// <summary>Unpaid for less than a month after the due date; orders can still be registered.</summary>
    Alrt,

    /// <summary>Unpaid for a month or longer: no longer guaranteed.</summary>
    Ng,
}

/// <summary>
/// The basic registration data (基本登録情報). The company's name is not personal and stays; the rest is sealed under
/// the account's key.
/// </summary>
/// <param name="RegistrationNumber">Of a qualified invoice issuer: T and 13 digits.</param>
public sealed record BasicInformation(
    string CompanyName,
    PersonalText ContactName,
    PersonalText Email,
    PersonalText Phone,
    PersonalText PostalCode,
    PersonalText Address,
    string? RegistrationNumber
);
