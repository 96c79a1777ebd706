using System.Text.Json.Serialization;
using NodaTime;
using Store.Application.Credit;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.ReadModels;
using Store.Domain.Accounts;

namespace Store.Application.Accounts;

/// <summary>An account as <c>GET /v1/account</c> and operators see it. What was erased is null.</summary>
/// <param name="NpBuyerId">Under which Net Protections knows the buyer; null until it does.</param>
public sealed record AccountAnswer(
    string Id,
    AccountKind Kind,
    string CompanyName,
    string? ContactName,
    string? Email,
    string? Phone,
    string? PostalCode,
    string? Address,
    string? RegistrationNumber,
    bool ItreviewMember,
    string AgreedTermsVersion,
    Instant AgreedTermsAt,
    Instant RegisteredAt,
    Instant? ErasedAt,
    string? NpBuyerId,
    CollectionAnswer Collection
)
{
    /// <summary>What Net Protections reported last; operators alone are shown it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuaranteeAnswer? Guarantee { get; init; }

    /// <summary>Of the credit line's own stream; lists of accounts do not show it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CreditLineDocument? CreditLine { get; init; }
}

/// <summary>Whether Net Protections guarantees the claims against the account (保証ステータス).</summary>
/// <param name="SinceOn">As Net Protections reports.</param>
public sealed record GuaranteeAnswer(GuaranteeStatus Status, LocalDate SinceOn, Instant ReportedAt);

/// <summary>How on-account orders are collected: an account's setting, never an order's (DD-6).</summary>
/// <param name="Method">As of the last step; each bill says its own, by its month (DD-5).</param>
public sealed record CollectionAnswer(CollectionMethod Method, DirectDebitAnswer DirectDebit)
{
    public static CollectionAnswer ByTransfer { get; } =
        new(CollectionMethod.BankTransfer, new DirectDebitAnswer("none", null, null, null, null));

    public static CollectionAnswer Of(DirectDebit debit) =>
        new(
            debit.Step is DirectDebitStep.Active or DirectDebitStep.StopRequested
                ? CollectionMethod.DirectDebit
                : CollectionMethod.BankTransfer,
            new DirectDebitAnswer(
                StoreJson.NameOf(debit.Step),
                debit.SinceOn,
                debit.ActiveFrom,
                debit.TransferFrom,
                debit.EstimatedActiveOn
            )
        );
}

public enum CollectionMethod
{
    BankTransfer,
    DirectDebit,
}

/// <param name="Status"><c>none</c>, or the step that it took last.</param>
/// <param name="EffectiveFromClosing">The first month whose closing is debited.</param>
/// <param name="TransferFromClosing">The first month, after a stop, whose closing is paid by transfer again.</param>
/// <param name="EstimatedActiveOn">DD-4: about two months after the form came back; an estimate.</param>
public sealed record DirectDebitAnswer(
    string Status,
    LocalDate? SinceOn,
    YearMonth? EffectiveFromClosing,
    YearMonth? TransferFromClosing,
    LocalDate? EstimatedActiveOn
);

/// <summary>The read model of one account.</summary>
/// <param name="EmailClaim">How an operator finds the account by its exact e-mail address; null once erased.</param>
public sealed record AccountDocument(AccountAnswer Answer, string? EmailClaim)
{
    public const string ProjectionName = "accounts";

    /// <summary>Facet that holds <see cref="EmailClaim"/>.</summary>
    public const string EmailFacet = "emailClaim";

    /// <summary>Beside the answer, because the account's owner is not shown it.</summary>
    public GuaranteeAnswer? Guarantee { get; init; }

    public DirectDebit? DirectDebit { get; init; }

    /// <summary>The account as operators see it.</summary>
    [JsonIgnore]
    public AccountAnswer ForOperators => Answer with { Guarantee = Guarantee };

    [JsonIgnore]
    public long Sort { get; init; }

    [JsonIgnore]
    public long Version { get; init; }

    /// <summary>Two versions, because the answer shows two streams; If-Match compares the first.</summary>
    public static string TagOf(long version, long creditLineVersion) =>
        StateTag.Of(version, StateTag.Of(creditLineVersion));

    public sealed class Projection : Projection<AccountDocument>
    {
        public override string Name => ProjectionName;

        public override int Version => 3;

        public override string? KeyOf(RecordedFact fact) => fact.Fact is AccountFact ? fact.Stream.Id : null;

        public override AccountDocument? Apply(AccountDocument? document, RecordedFact fact) =>
            fact.Fact is AccountRegistered registered
                ? Open(fact, registered)
                : Next(document!, fact) with
                {
                    Version = fact.Version,
                };

        public override ReadDocument Store(string key, AccountDocument document) =>
            new(key, key, document.Sort, document.Version, StoreJson.Write(document))
            {
                Summary = StoreJson.Write(document.ForOperators),
                Facets = document.EmailClaim is { } claim
                    ? new Dictionary<string, string> { [EmailFacet] = claim }
                    : new Dictionary<string, string>(),
                SearchText = $"{document.Answer.CompanyName} {key}".ToLowerInvariant(),
            };

        public override AccountDocument Load(ReadDocument stored) =>
            base.Load(stored) with
            {
                Sort = stored.Sort,
                Version = stored.Version,
            };

        private static AccountDocument Open(RecordedFact fact, AccountRegistered registered) =>
            new(
                Inform(
                    new AccountAnswer(
                        fact.Stream.Id,
                        registered.Kind,
                        registered.Information.CompanyName,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        registered.ItreviewMember,
                        registered.AgreedTermsVersion,
                        fact.RecordedAt,
                        fact.RecordedAt,
                        null,
                        null,
                        CollectionAnswer.ByTransfer
                    ),
                    registered.Information
                ),
                registered.EmailClaim
            )
            {
                Sort = fact.Position,
                Version = fact.Version,
            };

        private static AccountDocument Moved(AccountDocument document, DirectDebit debit) =>
            document with
            {
                DirectDebit = debit,
                Answer = document.Answer with { Collection = CollectionAnswer.Of(debit) },
            };

        private static AccountDocument Next(AccountDocument document, RecordedFact fact)
        {
            var answer = document.Answer;
            return fact.Fact switch
            {
                TermsAgreed f => document with
                {
                    Answer = answer with { AgreedTermsVersion = f.Version, AgreedTermsAt = fact.RecordedAt },
                },
                BasicInformationCorrected f => document with
                {
                    Answer = Inform(answer, f.Information),
                    EmailClaim = f.EmailClaim,
                },
                NpBuyerRegistered f => document with { Answer = answer with { NpBuyerId = f.NpBuyerId } },
                DirectDebitMoved f => Moved(document, DirectDebit.After(document.DirectDebit, f)),
                GuaranteeReported f => document with
                {
                    Guarantee = new GuaranteeAnswer(f.Status, f.SinceOn, fact.RecordedAt),
                },
                AccountErased => document with
                {
                    Answer = answer with
                    {
                        ContactName = null,
                        Email = null,
                        Phone = null,
                        PostalCode = null,
                        Address = null,
                        ErasedAt = fact.RecordedAt,
                    },
                    EmailClaim = null,
                },
                _ => throw new System.Diagnostics.UnreachableException(fact.Type),
            };
        }

        private static AccountAnswer Inform(AccountAnswer answer, BasicInformation information) =>
            answer with
            {
                CompanyName = information.CompanyName,
                ContactName = information.ContactName.Value,
                Email = information.Email.Value,
                Phone = information.Phone.Value,
                PostalCode = information.PostalCode.Value,
                Address = information.Address.Value,
                RegistrationNumber = information.RegistrationNumber,
            };
    }
}
