using System.Diagnostics;
using NodaTime;
using Store.Domain.ProviderFacts;

namespace Store.Domain.Accounts;

/// <summary>
/// A buyer's account, as far as decisions read it: no personal text is kept here, so that a snapshot of it holds none.
/// </summary>
/// <param name="Kind">Null until the account is registered.</param>
/// <param name="EmailClaim">Id of the <see cref="EmailClaim"/> that the account holds.</param>
public sealed record Account(
    AccountKind? Kind,
    string? CompanyName,
    string? AgreedTermsVersion,
    string? EmailClaim,
    string? NpBuyerId,
    string? NpBuyerResult,
    bool Erased
) : IAggregate<Account>
{
    /// <summary>What Net Protections reported last; null where it never did.</summary>
    public GuaranteeReported? Guarantee { get; init; }

    /// <summary>DD-6: null where it was never asked for.</summary>
    public DirectDebit? DirectDebit { get; init; }

    public static string Category => "account";

    public static int Schema => 3;

    public static Account Initial { get; } = new(null, null, null, null, null, null, false);

    /// <summary>
    /// BASIC-3: being an ITreview member changes nothing about the duty to agree to the current terms.
    /// </summary>
    public Decision Register(
        AccountKind kind,
        BasicInformation information,
        bool itreviewMember,
        string? agreedTermsVersion,
        string emailClaim,
        string currentTermsVersion
    ) =>
        Kind is not null ? throw new InvalidOperationException("An account's id is used once.")
        : agreedTermsVersion != currentTermsVersion ? NotAgreed(currentTermsVersion)
        : !NumberHolds(kind, information) ? AccountRefusals.RegistrationNumberInvalid
        : new AccountRegistered(kind, information, itreviewMember, currentTermsVersion, emailClaim);

    public Decision AgreeToTerms(string version, string currentVersion) =>
        Gone is { } gone ? gone
        : version != currentVersion ? NotAgreed(currentVersion)
        : version == AgreedTermsVersion ? Decision.Nothing
        : new TermsAgreed(version);

    /// <summary>BASIC-1: the outcome of an inquiry, never a buyer's own doing.</summary>
    public Decision CorrectBasicInformation(BasicInformation information, string emailClaim, string? inquiryNumber) =>
        Gone is { } gone ? gone
        : !NumberHolds(Kind, information) ? AccountRefusals.RegistrationNumberInvalid
        : new BasicInformationCorrected(information, emailClaim, inquiryNumber);

    public Decision RegisterNpBuyer(string npBuyerId, string result) =>
        Gone is { } gone ? gone
        : (NpBuyerId, NpBuyerResult) == (npBuyerId, result) ? Decision.Nothing
        : new NpBuyerRegistered(npBuyerId, result);

    /// <summary>What Net Protections says last is what holds, also for an account that was erased.</summary>
    public Decision ReportGuarantee(GuaranteeStatus status, LocalDate sinceOn, LocalDate today) =>
        Kind is null ? AccountRefusals.NotFound
        : sinceOn > today ? ProviderFactRefusals.InFuture
        : Guarantee == new GuaranteeReported(status, sinceOn) ? Decision.Nothing
        : new GuaranteeReported(status, sinceOn);

    public Decision MoveDirectDebit(DirectDebitMoved to) =>
        Gone is { } gone ? gone : Accounts.DirectDebit.Move(DirectDebit, to);

    public Decision Erase() =>
        Kind is null ? AccountRefusals.NotFound
        : Erased ? Decision.Nothing
        : new AccountErased();

    /// <summary>
    /// BASIC-3: an order needs a registered account that has agreed to the terms of today; null where it has.
    /// </summary>
    public Refusal? MayOrder(string currentTermsVersion) =>
        Gone ?? (AgreedTermsVersion == currentTermsVersion ? null : NotAgreed(currentTermsVersion));

    public Account Evolve(Fact fact) =>
        fact switch
        {
            AccountRegistered f => this with
            {
                Kind = f.Kind,
                CompanyName = f.Information.CompanyName,
                AgreedTermsVersion = f.AgreedTermsVersion,
                EmailClaim = f.EmailClaim,
            },
            TermsAgreed f => this with { AgreedTermsVersion = f.Version },
            BasicInformationCorrected f => this with
            {
                CompanyName = f.Information.CompanyName,
                EmailClaim = f.EmailClaim,
            },
            NpBuyerRegistered f => this with { NpBuyerId = f.NpBuyerId, NpBuyerResult = f.Result },
            GuaranteeReported f => this with { Guarantee = f },
            DirectDebitMoved f => this with { DirectDebit = Accounts.DirectDebit.After(DirectDebit, f) },
            AccountErased => this with { Erased = true },
            _ => throw new UnreachableException(fact.GetType().Name),
        };

    private Refusal? Gone =>
        Kind is null ? AccountRefusals.NotFound
        : Erased ? AccountRefusals.Erased
        : null;

    private static Refusal NotAgreed(string currentVersion) =>
        TermsRefusals.NotAgreed.With("currentVersion", currentVersion);

    /// <summary>The check digit is a rule of corporate numbers; others' numbers are not known to keep it.</summary>
    private static bool NumberHolds(AccountKind? kind, BasicInformation information) =>
        kind is not AccountKind.Corporation
        || information.RegistrationNumber is not { } number
        || RegistrationNumber.IsOfCorporation(number);
}
