using NodaTime;
using Store.Domain.Payments;

namespace Store.Domain.Inquiries;

// The stored form of every fact about an inquiry (お問い合わせ). The stream's id is its number.

public abstract record InquiryFact : Fact;

/// <summary>A buyer asked for something. Which of the fields are given depends on the type.</summary>
/// <param name="Type">What the inquiry asks for, and so what its approval does.</param>
/// <param name="Message">In the buyer's own words.</param>
/// <param name="OrderNumber">The order it is about.</param>
/// <param name="ContractId">The contract it is about.</param>
/// <param name="Seats">How many to add, or how many to renew for.</param>
/// <param name="WishedOn">The last day that a termination wishes for; null for the earliest possible.</param>
/// <param name="PaymentMethod">Of that order: it decides which desk answers (SUP-1, SUP-2).</param>
/// <param name="DueOn">The last day on which an answer still helps: by the contract's terms, as they were then.</param>
/// <param name="Changes">BASIC-1: what shall change in the basic registration data.</param>
[StoredAs("inquiry.received", 1)]
public sealed record InquiryReceived(
    string AccountId,
    InquiryType Type,
    PersonalText Message,
    string? OrderNumber = null,
    string? ContractId = null,
    int? Seats = null,
    LocalDate? WishedOn = null,
    PaymentMethod? PaymentMethod = null,
    LocalDate? DueOn = null,
    RequestedChanges? Changes = null
) : InquiryFact;

/// <summary>The buyer wrote again: the store is asked.</summary>
/// <param name="Message">In the buyer's own words.</param>
[StoredAs("inquiry.buyer_wrote", 1)]
public sealed record BuyerWrote(PersonalText Message) : InquiryFact;

/// <summary>An operator answered without resolving it: the buyer is asked.</summary>
/// <param name="Message">As it was mailed.</param>
[StoredAs("inquiry.desk_replied", 1)]
public sealed record DeskReplied(PersonalText Message) : InquiryFact;

/// <summary>An operator approved: what was asked for stands in the same transaction.</summary>
/// <param name="OfferQuoteId">The quote that offers the renewal or the seats.</param>
/// <param name="OfferQuoteNumber">The same quote's number.</param>
/// <param name="EndsOn">The last day of the contract that was terminated.</param>
[StoredAs("inquiry.approved", 1)]
public sealed record InquiryApproved(
    string? OfferQuoteId = null,
    string? OfferQuoteNumber = null,
    LocalDate? EndsOn = null
) : InquiryFact;

/// <summary>An operator declined; the envelope's actor has the reason, which the buyer is told.</summary>
[StoredAs("inquiry.declined", 1)]
public sealed record InquiryDeclined : InquiryFact;

/// <summary>The person behind the account asked to be forgotten: what was written cannot be read any more.</summary>
[StoredAs("inquiry.erased", 1)]
public sealed record InquiryErased : InquiryFact;

/// <summary>
/// What a buyer wants changed in the basic registration data (基本登録情報); what is null stays as it is.
/// </summary>
/// <param name="RegistrationNumber">Of a qualified invoice issuer: T and 13 digits.</param>
public sealed record RequestedChanges(
    string? CompanyName = null,
    PersonalText? ContactName = null,
    PersonalText? Email = null,
    PersonalText? Phone = null,
    PersonalText? PostalCode = null,
    PersonalText? Address = null,
    string? RegistrationNumber = null
);

public enum InquiryType
{
    /// <summary>基本情報変更 (BASIC-1).</summary>
    BasicInfoChange,

    /// <summary>購入済み製品へのアカウント追加について (ORD-4).</summary>
    SeatAddition,

    /// <summary>購入済み製品の契約更新について (ORD-4).</summary>
    Renewal,

    /// <summary>購入済み製品の解約について (ORD-5).</summary>
    Termination,

    /// <summary>An order placed by mistake (ORD-2).</summary>
    CancellationRequest,

    /// <summary>口座振替 (DD-1).</summary>
    DirectDebit,

    /// <summary>請求書の再発行 (SUP-2).</summary>
    DocumentReissue,

    /// <summary>お支払いについて (SUP-1).</summary>
    Payment,

    /// <summary>Anything else.</summary>
    Other,
}
