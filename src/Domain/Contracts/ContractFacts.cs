using NodaTime;
using Store.Domain.Catalogue;

namespace Store.Domain.Contracts;

// The stored form of every fact about a contract (契約). The stream's id is the contract's.

public abstract record ContractFact : Fact;

/// <summary>
/// An order line was accepted: its contract is formed, under the line's conditions. Dates are inclusive.
/// </summary>
/// <param name="Line">As it was agreed: plan, price, policies and their version.</param>
/// <param name="StartsOn">The first day of the first term.</param>
/// <param name="EndsOn">The last day of the first term.</param>
[StoredAs("contract.started", 1)]
public sealed record ContractStarted(
    string AccountId,
    string OrderNumber,
    AgreedLine Line,
    LocalDate StartsOn,
    LocalDate EndsOn
) : ContractFact;

/// <summary>
/// ORD-3: a contract bought in another channel (他商流) is known here from now on, so that it can be added to and
/// renewed where that is possible. Its line says the conditions under which it would be.
/// </summary>
/// <param name="Channel">Who sold it.</param>
/// <param name="Reference">The other channel's number for it, where there is one.</param>
/// <param name="Line">The conditions under which it would be continued here.</param>
/// <param name="StartsOn">Its first day.</param>
/// <param name="EndsOn">Its last day.</param>
[StoredAs("contract.registered", 1)]
public sealed record ContractRegistered(
    string AccountId,
    string Channel,
    string? Reference,
    AgreedLine Line,
    LocalDate StartsOn,
    LocalDate EndsOn
) : ContractFact;

/// <summary>ORD-4: an order of a renewal (契約更新) was accepted; the next term follows the last without a gap.</summary>
/// <param name="Line">The conditions from here on.</param>
/// <param name="FromOn">The first day of the new term.</param>
/// <param name="ToOn">The last day of the new term.</param>
[StoredAs("contract.renewed", 1)]
public sealed record ContractRenewed(string OrderNumber, AgreedLine Line, LocalDate FromOn, LocalDate ToOn)
    : ContractFact;

/// <summary>ORD-4: an order of more seats (アカウント追加) was accepted.</summary>
/// <param name="Line">With the amount, and how it was prorated.</param>
/// <param name="FromOn">The first day of the added seats.</param>
/// <param name="ToOn">Their last day: the end of the term that they join.</param>
[StoredAs("contract.seats_added", 1)]
public sealed record SeatsAdded(string OrderNumber, AgreedLine Line, int Seats, LocalDate FromOn, LocalDate ToOn)
    : ContractFact;

/// <summary>The order was cancelled: what it brought to the contract is taken back.</summary>
[StoredAs("contract.order_undone", 1)]
public sealed record ContractOrderUndone(string OrderNumber) : ContractFact;

/// <summary>ORD-5: the contract ends (解約) on this day, by notice given in time.</summary>
/// <param name="InquiryNumber">The inquiry that gave notice.</param>
/// <param name="NoticedOn">The day on which it did.</param>
/// <param name="EndsOn">The contract's last day.</param>
/// <param name="PolicyVersion">Of the policies under which the day was found.</param>
[StoredAs("contract.termination_agreed", 1)]
public sealed record TerminationAgreed(string InquiryNumber, LocalDate NoticedOn, LocalDate EndsOn, int PolicyVersion)
    : ContractFact;

/// <summary>The buyer is reminded that the contract ends on this day: once for each end and number of days.</summary>
/// <param name="DaysBefore">90, 60 or 30.</param>
/// <param name="EndsOn">The last day that is agreed at present.</param>
[StoredAs("contract.reminded", 1)]
public sealed record ContractReminded(int DaysBefore, LocalDate EndsOn) : ContractFact;

/// <summary>Nobody gave notice in time: the next term was ordered, as the policy says (自動更新).</summary>
/// <param name="FromOn">The first day of the term that was ordered.</param>
[StoredAs("contract.renewal_ordered", 1)]
public sealed record ContractRenewalOrdered(string OrderNumber, LocalDate FromOn) : ContractFact;

/// <summary>The contract's last day is over.</summary>
/// <param name="EndedOn">Its last day; its first where the order that began it was cancelled.</param>
[StoredAs("contract.ended", 1)]
public sealed record ContractEnded(LocalDate EndedOn, ContractEnd Cause) : ContractFact;

public enum ContractEnd
{
    /// <summary>Its last term was over and none followed.</summary>
    Expired,

    /// <summary>ORD-5.</summary>
    Terminated,

    /// <summary>The order that it started with was cancelled.</summary>
    Undone,
}
